import type { Service } from "../../gateway/service";
import type { TagSource } from "../tagging";
import { alarmOperations } from "./alarms";
import { dashboardOperations } from "./dashboards";
import { recordEmbedded } from "./embedded";
import { metricOperations } from "./metrics";
import { rules } from "./rules";
import { bucketOf, MetricStore } from "./series";

export interface CloudWatchOptions {
  readonly region: string;
  readonly accountId: string;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
}

export interface CloudWatch extends Service, TagSource {
  /** Takes the metrics of a log line in the embedded metric format; other lines are ignored. */
  readonly embedded: (group: string, message: { timestamp: number; message: string }) => void;
  /** Takes a metric that one of the services measures itself, in a namespace of AWS's own. */
  measured(
    namespace: `AWS/${string}`,
    name: string,
    value: number,
    dimensions: Readonly<Record<string, string>>,
  ): void;
}

/** CloudWatch: metrics, alarms and dashboards. */
export function createCloudWatch(options: CloudWatchOptions): CloudWatch {
  const { region, accountId, clock = Date.now } = options;
  const store = new MetricStore();
  const [onAlarms, tagged] = alarmOperations({
    store,
    clock,
    arnOf: (name) => `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`,
  });
  return {
    name: "monitoring",
    targetPrefix: "GraniteServiceVersion20100801",
    rules,
    validationCode: "ValidationError",
    operations: {
      ...metricOperations(store, clock),
      ...onAlarms,
      ...dashboardOperations(clock, (name) => `arn:aws:cloudwatch::${accountId}:dashboard/${name}`),
    },
    embedded(_group, message) {
      recordEmbedded(store, message);
    },
    measured(namespace, name, value, dimensions) {
      store.record({
        namespace,
        name,
        dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        unit: name === "IteratorAge" ? "Milliseconds" : "Count",
        second: Math.floor(clock() / 1000),
        bucket: bucketOf([value]),
      });
    },
    tagged,
  };
}
