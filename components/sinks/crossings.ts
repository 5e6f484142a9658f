import type { ReadingItem } from "../../runtime/crossings/reading";
import type { SyncMap } from "../../runtime/types";
import { AlertTopic, ledgerPermission } from "./alert-topic";
import type { Sink, SinkDefinition } from "./sink";
import { TableSink } from "./table";

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
  readonly toReading: SyncMap<Event, ReadingItem>;
}

/** Keeps the latest reading per key, and alerts once per crossing of the threshold. */
export function toCrossings<Event>(args: CrossingSinkArgs<Event>): SinkDefinition<Event> {
  const { partitionKey, threshold, type } = args;
  return {
    name: args.table,
    map: args.toReading,
    callback: "toReading",
    writer: (scenario) => ({
      module: "crossings",
      options: { partitionKey, threshold, scenario, type },
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
          { actions: ["dynamodb:BatchGetItem", "dynamodb:PutItem"], resources: [table.arn] },
          { actions: ["sns:Publish"], resources: [alerts.topicArn] },
          ledgerPermission(alerts),
        ],
        dependencies: [table, alerts],
        outputs: { table: table.name, topic: alerts.topicArn, ledger: alerts.ledger.name },
      };
    },
  };
}
