import type { StandardUnit } from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../gateway/service";

export interface Dimension {
  readonly Name: string;
  readonly Value: string;
}

/** What was measured in one second of one metric. */
export interface Bucket {
  count: number;
  sum: number;
  minimum: number;
  maximum: number;
  /** For percentiles; a sample of the first values when there are many. */
  values: number[];
}

export interface Series {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  unit: StandardUnit;
  /** By epoch second, in order of arrival. */
  readonly buckets: Map<number, Bucket>;
}

export interface Sample {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  readonly unit: StandardUnit;
  /** Epoch seconds. */
  readonly second: number;
  readonly bucket: Bucket;
}

export const invalidToken = (): AwsError =>
  new AwsError("InvalidNextToken", "The next token is not valid.");

/** A second's values kept for percentiles, and a metric's seconds: memory stays bounded. */
const MAX_VALUES = 1_000;
const MAX_BUCKETS = 20_000;
const MAX_SERIES = 10_000;

function keyOf(namespace: string, name: string, dimensions: readonly Dimension[]): string {
  const pairs = dimensions.map(({ Name, Value }) => `${Name}=${Value}`).sort();
  return JSON.stringify([namespace, name, ...pairs]);
}

export function bucketOf(values: readonly number[]): Bucket {
  return {
    count: values.length,
    sum: values.reduce((sum, value) => sum + value, 0),
    minimum: values.reduce((a, b) => Math.min(a, b), Infinity),
    maximum: values.reduce((a, b) => Math.max(a, b), -Infinity),
    values: values.slice(0, MAX_VALUES),
  };
}

export function merge(into: Bucket, from: Bucket): void {
  into.count += from.count;
  into.sum += from.sum;
  into.minimum = Math.min(into.minimum, from.minimum);
  into.maximum = Math.max(into.maximum, from.maximum);
  into.values.push(...from.values.slice(0, MAX_VALUES - into.values.length));
}

/** The account's metrics, by the second. */
export class MetricStore {
  private readonly byKey = new Map<string, Series>();

  record(sample: Sample): void {
    const { namespace, name, dimensions, unit, second, bucket } = sample;
    const key = keyOf(namespace, name, dimensions);
    let series = this.byKey.get(key);
    if (series === undefined) {
      if (this.byKey.size >= MAX_SERIES) {
        throw new AwsError("Throttling", `The local cloud keeps at most ${MAX_SERIES} metrics.`);
      }
      series = { namespace, name, dimensions, unit, buckets: new Map() };
      this.byKey.set(key, series);
    }
    series.unit = unit;
    const existing = series.buckets.get(second);
    if (existing !== undefined) {
      merge(existing, bucket);
      return;
    }
    series.buckets.set(second, bucket);
    const [oldest] = series.buckets.keys();
    if (series.buckets.size > MAX_BUCKETS && oldest !== undefined) series.buckets.delete(oldest);
  }

  find(namespace: string, name: string, dimensions: readonly Dimension[]): Series | undefined {
    return this.byKey.get(keyOf(namespace, name, dimensions));
  }

  all(): Series[] {
    return [...this.byKey.values()];
  }
}

export interface Period {
  /** Epoch seconds at which the period begins. */
  readonly start: number;
  readonly bucket: Bucket;
}

/** A series' measurements from `start` up to but without `end`, added up by period, oldest first. */
export function periods(
  series: Series | undefined,
  start: number,
  end: number,
  periodSeconds: number,
): Period[] {
  const found = new Map<number, Bucket>();
  for (const [second, bucket] of series?.buckets ?? []) {
    const at = Math.floor(second / periodSeconds) * periodSeconds;
    if (at < Math.floor(start / periodSeconds) * periodSeconds || second >= end) continue;
    const existing = found.get(at);
    if (existing === undefined) found.set(at, { ...bucket, values: [...bucket.values] });
    else merge(existing, bucket);
  }
  return [...found]
    .map(([at, bucket]) => ({ start: at, bucket }))
    .sort((a, b) => a.start - b.start);
}

/** One statistic of a period: Sum, Average, Minimum, Maximum, SampleCount or a percentile such as p99. */
export function statistic(bucket: Bucket, name: string): number {
  switch (name) {
    case "Sum":
      return bucket.sum;
    case "Average":
      return bucket.sum / bucket.count;
    case "Minimum":
      return bucket.minimum;
    case "Maximum":
      return bucket.maximum;
    case "SampleCount":
      return bucket.count;
  }
  const percent = Number(/^p(\d{1,2}(?:\.\d+)?|100)$/.exec(name)?.[1]);
  if (Number.isNaN(percent)) {
    throw new AwsError("InvalidParameterValue", `The statistic ${name} is not supported here.`);
  }
  const sorted = [...bucket.values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? bucket.maximum;
}
