import type { StandardUnit } from "@aws-sdk/client-cloudwatch";
import { bucketOf } from "./series";
import type { MetricStore } from "./series";

interface Directive {
  readonly Namespace: string;
  readonly Dimensions?: readonly (readonly string[])[];
  readonly Metrics?: readonly { readonly Name: string; readonly Unit?: StandardUnit }[];
}

/** What a function logged in the embedded metric format. */
export interface EmbeddedLine extends Readonly<Record<string, unknown>> {
  readonly _aws: {
    readonly Timestamp?: number;
    readonly CloudWatchMetrics: readonly Directive[];
  };
}

/** A log message in the embedded metric format; undefined for any other. */
export function embeddedLine(message: string): EmbeddedLine | undefined {
  if (!message.includes('"_aws"')) return undefined;
  let value: unknown;
  try {
    // Lambda's text format puts time, request id and level before what the function logged.
    value = JSON.parse(message.slice(message.indexOf("{")));
  } catch {
    return undefined;
  }
  // With JSON logs an object that the function logged is the line's `message`.
  const line = (value as { message?: unknown }).message ?? value;
  const directives = (line as { _aws?: { CloudWatchMetrics?: unknown } })._aws?.CloudWatchMetrics;
  return Array.isArray(directives) ? (line as EmbeddedLine) : undefined;
}

function numbers(value: unknown): number[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((item) => typeof item === "number");
}

/**
 * Stores the metrics of a log line in the embedded metric format; any other line is not for us.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function recordEmbedded(
  store: MetricStore,
  { timestamp, message }: { readonly timestamp: number; readonly message: string },
): void {
  const line = embeddedLine(message);
  if (line === undefined) return;
  const second = Math.floor((line._aws.Timestamp ?? timestamp) / 1000);
  for (const { Namespace, Dimensions = [[]], Metrics = [] } of line._aws.CloudWatchMetrics) {
    for (const { Name, Unit = "None" } of Metrics) {
      const values = numbers(line[Name]);
      if (values.length === 0) continue;
      for (const names of Dimensions) {
        store.record({
          namespace: Namespace,
          name: Name,
          dimensions: names.map((name) => ({ Name: name, Value: String(line[name]) })),
          unit: Unit,
          second,
          bucket: bucketOf(values),
        });
      }
    }
  }
}
