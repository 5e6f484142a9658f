import { AwsError } from "../../gateway/service";
import { bucketOf } from "./series";
import type { Bucket, Dimension, MetricStore } from "./series";

/** A Date from the wire; epoch seconds of metrics that a log embeds. */
export type Time = Date | number;

export interface Datum {
  readonly MetricName: string;
  readonly Dimensions?: readonly Dimension[];
  readonly Timestamp?: Time;
  readonly Value?: number | string;
  readonly Values?: readonly (number | string)[];
  readonly Counts?: readonly (number | string)[];
  readonly StatisticValues?: Readonly<
    Record<"SampleCount" | "Sum" | "Minimum" | "Maximum", number | string>
  >;
  readonly Unit?: string;
}

export function seconds(time: Time): number {
  return typeof time === "number" ? time : time.getTime() / 1000;
}

export function invalid(message: string, code = "InvalidParameterValue"): AwsError {
  return new AwsError(code, message);
}

function bucketFrom(datum: Datum): Bucket {
  const { StatisticValues: set, Values, Counts, Value } = datum;
  if (set !== undefined) {
    const [sum, minimum, maximum] = [set.Sum, set.Minimum, set.Maximum].map(Number) as [
      number,
      number,
      number,
    ];
    return { count: Number(set.SampleCount), sum, minimum, maximum, values: [minimum, maximum] };
  }
  if (Values !== undefined) {
    const weighted = Values.map((value, at) => [Number(value), Number(Counts?.[at] ?? 1)] as const);
    const bucket = bucketOf(weighted.map(([value]) => value));
    bucket.count = weighted.reduce((sum, [, count]) => sum + count, 0);
    bucket.sum = weighted.reduce((sum, [value, count]) => sum + value * count, 0);
    return bucket;
  }
  if (Value === undefined || !Number.isFinite(Number(Value))) {
    throw invalid(`The value ${String(Value)} for parameter MetricData.Value is invalid.`);
  }
  return bucketOf([Number(Value)]);
}

/** Stores what was measured; `now` is in epoch seconds. */
export function putMetricData(
  store: MetricStore,
  now: number,
  input: { readonly Namespace: string; readonly MetricData?: readonly Datum[] },
): object {
  if (input.Namespace.startsWith("AWS/")) {
    throw invalid("The value AWS/ for parameter Namespace is invalid.");
  }
  for (const datum of input.MetricData ?? []) {
    store.record({
      namespace: input.Namespace,
      name: datum.MetricName,
      dimensions: datum.Dimensions ?? [],
      unit: datum.Unit ?? "None",
      second: Math.floor(datum.Timestamp === undefined ? now : seconds(datum.Timestamp)),
      bucket: bucketFrom(datum),
    });
  }
  return {};
}
