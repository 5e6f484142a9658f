import type { AlertItem } from "../../runtime/alerting/alert";
import type { SyncMap } from "../../runtime/types";
import { AlertTopic, ledgerPermission } from "./alert-topic";
import type { Sink, SinkDefinition } from "./sink";

export interface AlertSinkArgs<Event> {
  /** The topic's name in stack `dev`; other stacks add theirs. */
  readonly topic: string;
  /** The messages' `type` attribute. */
  readonly type: string;
  /**
   * The alert that an event calls for; undefined sends none. Its id is the same for every delivery
   * of the same event, so that it is sent once.
   */
  readonly toAlert: SyncMap<Event, AlertItem>;
}

/** Publishes an alert for each event that calls for one, once however often it is delivered. */
export function toAlerts<Event>(args: AlertSinkArgs<Event>): SinkDefinition<Event> {
  return {
    name: args.topic,
    map: args.toAlert,
    callback: "toAlert",
    writer: (scenario) => ({ module: "alerts", options: { scenario, type: args.type } }),
    create: (name, scope): Sink => {
      const alerts = new AlertTopic(name, { topic: args.topic, scope }, scope.options(name));
      return {
        environment: { TOPIC_ARN: alerts.topicArn, LEDGER_TABLE: alerts.ledger.name },
        permissions: [
          { actions: ["sns:Publish"], resources: [alerts.topicArn] },
          ledgerPermission(alerts),
        ],
        dependencies: [alerts],
        outputs: { topic: alerts.topicArn, ledger: alerts.ledger.name },
      };
    },
  };
}
