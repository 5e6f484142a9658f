import { AwsError } from "../../gateway/service";
import type { Operation } from "../../gateway/service";
import { periods, statistic } from "./series";
import type { Dimension, MetricStore } from "./series";
import { setTags } from "./tags";
import type { Tag, Tags } from "./tags";

type State = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** PutMetricAlarm's input; numbers and booleans are text in the query protocol. */
interface AlarmInput {
  readonly AlarmName: string;
  readonly ComparisonOperator?: string;
  readonly EvaluationPeriods: number | string;
  readonly DatapointsToAlarm?: number | string;
  readonly Threshold?: number | string;
  readonly Period?: number | string;
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly Dimension[];
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly TreatMissingData?: string;
  readonly ActionsEnabled?: boolean | string;
  readonly Metrics?: readonly object[];
  readonly Tags?: readonly Tag[];
}

interface Alarm {
  readonly input: AlarmInput;
  /** Epoch seconds. */
  readonly configuredAt: number;
}

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/** Whether each of the last periods breached; undefined where there is no data. */
function breaches(store: MetricStore, input: AlarmInput, now: number): (boolean | undefined)[] {
  const length = Number(input.Period ?? 60);
  const count = Number(input.EvaluationPeriods);
  const end = Math.floor(now / length) * length;
  const { Namespace = "", MetricName = "", Dimensions = [] } = input;
  const series = store.find(Namespace, MetricName, Dimensions);
  const found = new Map(
    periods(series, end - count * length, end, length).map(({ start, bucket }) => [start, bucket]),
  );
  return Array.from({ length: count }, (_, at) => {
    const bucket = found.get(end - (at + 1) * length);
    if (bucket === undefined) return undefined;
    const value = statistic(bucket, input.ExtendedStatistic ?? input.Statistic ?? "Average");
    return COMPARISONS[input.ComparisonOperator ?? ""]?.(value, Number(input.Threshold));
  });
}

/** An alarm's state from the metrics as they are now; nothing is notified. */
function stateOf(store: MetricStore, input: AlarmInput, now: number): State {
  const recent = breaches(store, input, now);
  const treatment = input.TreatMissingData ?? "missing";
  if (recent.every((breach) => breach === undefined)) {
    if (treatment === "breaching") return "ALARM";
    return treatment === "notBreaching" ? "OK" : "INSUFFICIENT_DATA";
  }
  const breaching = recent.filter((breach) => breach ?? treatment === "breaching").length;
  const needed = Number(input.DatapointsToAlarm ?? input.EvaluationPeriods);
  return breaching >= needed ? "ALARM" : "OK";
}

function checked(input: AlarmInput): AlarmInput {
  if (input.ComparisonOperator === undefined) {
    throw new AwsError("ValidationError", "The parameter ComparisonOperator is required.");
  }
  if (COMPARISONS[input.ComparisonOperator] === undefined) {
    throw new AwsError(
      "ValidationError",
      `The comparison operator ${input.ComparisonOperator} is not supported by the local cloud.`,
    );
  }
  if (input.Metrics !== undefined && input.Metrics.length > 0) {
    throw new AwsError("ValidationError", "The local cloud has no metric math for alarms.");
  }
  if (input.MetricName === undefined || input.Namespace === undefined) {
    throw new AwsError("ValidationError", "An alarm needs MetricName and Namespace.");
  }
  return input;
}

/** Numbers and booleans as themselves, whatever the protocol made of them. */
function typed(input: AlarmInput): Record<string, unknown> {
  const numeric = ["EvaluationPeriods", "DatapointsToAlarm", "Threshold", "Period"] as const;
  const numbers = numeric.flatMap((name) =>
    input[name] === undefined ? [] : [[name, Number(input[name])] as const],
  );
  const described = {
    AlarmActions: [],
    OKActions: [],
    InsufficientDataActions: [],
    Dimensions: [],
    ...input,
    ...Object.fromEntries(numbers),
    ActionsEnabled: String(input.ActionsEnabled ?? true) === "true",
  };
  return Object.fromEntries(Object.entries(described).filter(([name]) => name !== "Tags"));
}

export interface AlarmsOptions {
  readonly store: MetricStore;
  readonly clock: () => number;
  readonly tags: Tags;
  readonly arnOf: (name: string) => string;
}

/** Metric alarms: kept as they were put, their state worked out when asked for. */
export function alarmOperations(options: AlarmsOptions): Record<string, Operation> {
  const { store, clock, tags, arnOf } = options;
  const alarms = new Map<string, Alarm>();
  const shape = ({
    input,
    configuredAt,
  }: Alarm): { [member: string]: unknown; StateValue: State } => ({
    ...typed(input),
    AlarmArn: arnOf(input.AlarmName),
    AlarmConfigurationUpdatedTimestamp: configuredAt,
    StateValue: stateOf(store, input, clock() / 1000),
    StateReason: "Worked out from the metrics of the local cloud.",
    StateUpdatedTimestamp: configuredAt,
  });
  interface Wanted {
    AlarmNames?: readonly string[];
    AlarmNamePrefix?: string;
    StateValue?: State;
    MaxRecords?: number | string;
    NextToken?: string;
  }
  return {
    PutMetricAlarm: {
      run: (input: AlarmInput) => {
        const isNew = !alarms.has(input.AlarmName);
        alarms.set(input.AlarmName, { input: checked(input), configuredAt: clock() / 1000 });
        const arn = arnOf(input.AlarmName);
        // As on AWS, putting an alarm again leaves its tags alone.
        if (isNew) tags.set(arn, new Map());
        if (isNew) setTags(tags, arn, input.Tags ?? []);
        return {};
      },
    },
    DescribeAlarms: {
      run: ({ AlarmNames, AlarmNamePrefix = "", StateValue, MaxRecords, NextToken }: Wanted) => {
        const matching = [...alarms.values()]
          .filter(({ input }) => AlarmNames?.includes(input.AlarmName) ?? true)
          .filter(({ input }) => input.AlarmName.startsWith(AlarmNamePrefix))
          .sort((a, b) => (a.input.AlarmName < b.input.AlarmName ? -1 : 1))
          .map(shape)
          .filter((alarm) => (StateValue ?? alarm.StateValue) === alarm.StateValue);
        const start = Number(NextToken ?? 0);
        const end = start + Math.min(100, Number(MaxRecords ?? 50));
        return {
          MetricAlarms: matching.slice(start, end),
          CompositeAlarms: [],
          ...(end < matching.length && { NextToken: String(end) }),
        };
      },
    },
    DeleteAlarms: {
      run: ({ AlarmNames }: { AlarmNames: readonly string[] }) => {
        const missing = AlarmNames.find((name) => !alarms.has(name));
        if (missing !== undefined) {
          throw new AwsError("ResourceNotFound", `The alarm ${missing} does not exist.`, 404);
        }
        for (const name of AlarmNames) {
          alarms.delete(name);
          tags.delete(arnOf(name));
        }
        return {};
      },
    },
  };
}
