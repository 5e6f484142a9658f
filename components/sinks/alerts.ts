import type { Map } from "../../runtime/types";
import { AlertTopic, ledgerPermission } from "./alert-topic";
import type { Sink, SinkDefinition } from "./sink";

/** A message that people and programs read. */
export interface Alert {
  /** The same for every delivery of the same event: the ledger sends it once. */
  readonly id: string;
  /** Subject of the email, up to 100 characters. */
  readonly subject: string;
  /** Sent as JSON. */
  readonly message: object;
  /** For filter policies, beside `scenario`, `type` and `id`. */
  readonly attributes?: Readonly<Record<string, string | number>>;
}

export interface AlertSinkArgs<Event> {
  /** The topic's name in stack `dev`; other stacks add theirs. */
  readonly topic: string;
  /** The messages' `type` attribute. */
  readonly type: string;
  /** The alert that an event calls for; undefined sends none. */
  readonly toAlert: Map<Event, Alert>;
}

/** Publishes an alert for each event that calls for one, once however often it is delivered. */
export function toAlerts<Event>(args: AlertSinkArgs<Event>): SinkDefinition<Event> {
  return {
    name: args.topic,
    map: args.toAlert,
    create: (name, scope): Sink => {
      const alerts = new AlertTopic(name, { topic: args.topic, scope }, { parent: scope.parent });
      return {
        writer: { module: "alerts", options: { scenario: scope.scenario, type: args.type } },
        environment: { TOPIC_ARN: alerts.topicArn, LEDGER_TABLE: alerts.ledger.name },
        permissions: [
          { actions: ["sns:Publish"], resources: [alerts.topicArn] },
          ledgerPermission(alerts),
        ],
        outputs: { topic: alerts.topicArn, ledger: alerts.ledger.name },
      };
    },
  };
}
