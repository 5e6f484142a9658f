import type { ReadingItem } from "../../runtime/crossings/reading";
import type { SyncMap } from "../../runtime/types";
import { refuseOutside } from "../arguments";
import { AlertTopic, ledgerPermission } from "./alert-topic";
import type { Sink, SinkDefinition } from "./sink";
import { MAX_FUTURE_BOUND, TableSink } from "./table";

export interface CrossingSinkArgs<Event> {
  /** Table with the latest reading per key. */
  readonly table: string;
  /** The rows' attribute that holds the key. */
  readonly partitionKey: string;
  readonly topic: string;
  /** The alerts' `type` attribute. */
  readonly type: string;
  /** An alert is sent when a value above follows one that is not. */
  readonly threshold: number;
  /**
   * A reading whose timestamp lies more seconds after its record's arrival is quarantined, since it
   * would make all that follow late; 600 by default.
   */
  readonly maxFutureSeconds?: number;
  /**
   * Alerts on each late reading (not newer than the latest known) above the threshold too, once, with
   * the message attribute `late`. By default such a reading is only counted, in the metric `Late`.
   */
  readonly lateAlerts?: boolean;
  readonly toReading: SyncMap<Event, ReadingItem>;
}

/**
 * Keeps the latest reading per key, and alerts once per crossing of the threshold, whichever shards and
 * partition keys the key's readings come under. The row's attributes `latestValue`, `latestAt` and
 * `readingState` are the sink's own.
 */
export function toCrossings<Event>(args: CrossingSinkArgs<Event>): SinkDefinition<Event> {
  const { partitionKey, threshold, type, maxFutureSeconds, lateAlerts } = args;
  refuseOutside(args.table, "maxFutureSeconds", maxFutureSeconds, 0, MAX_FUTURE_BOUND);
  return {
    name: args.table,
    map: args.toReading,
    callback: "toReading",
    writer: (scenario) => ({
      module: "crossings",
      options: { partitionKey, threshold, scenario, type, maxFutureSeconds, lateAlerts },
    }),
    create: (name, scope): Sink => {
      const { table } = new TableSink(
        name,
        { table: args.table, partitionKey, scope },
        scope.options(name),
      );
      const topic = `${scope.scenario}-${args.topic}`;
      const alerts = new AlertTopic(topic, { topic: args.topic, scope }, scope.options(topic));
      return {
        environment: {
          TABLE_NAME: table.name,
          TOPIC_ARN: alerts.topicArn,
          LEDGER_TABLE: alerts.ledger.name,
        },
        permissions: [
          {
            actions: ["dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
            resources: [table.arn],
          },
          { actions: ["sns:Publish"], resources: [alerts.topicArn] },
          ledgerPermission(alerts),
        ],
        keepsLatest: true,
        dependencies: [table, alerts],
        outputs: { table: table.name, topic: alerts.topicArn, ledger: alerts.ledger.name },
      };
    },
  };
}
