import type { MetricAlarm, StateValue } from "@aws-sdk/client-cloudwatch";
import type { InputOf } from "../../gateway/model/apis";
import { AwsError } from "../../gateway/service";
import type { Operations } from "../../gateway/service";
import { pageOf } from "../pages";
import type { TagSource } from "../tagging";
import { TagStore, taggedOf, tagOperations, type TagLimits } from "../tags";
import { invalidToken, periods, statistic } from "./series";
import type { MetricStore } from "./series";

type AlarmInput = InputOf<"monitoring", "PutMetricAlarm">;

interface Alarm {
  input: AlarmInput;
  configuredAt: Date;
  readonly arn: string;
  readonly tags: TagStore;
}

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_TagResource.html */
const TAGS: TagLimits = {
  tooMany: ["ValidationError", "An alarm can have at most 50 tags."],
  invalid: "ValidationError",
};

type Comparison = (value: number, threshold: number) => boolean;

const COMPARISONS: Partial<Record<NonNullable<AlarmInput["ComparisonOperator"]>, Comparison>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

const DAY_SECONDS = 86_400;

/** What of an alarm's input the local cloud works with. Throws for what it has not. */
function read(input: AlarmInput) {
  const { ComparisonOperator: operator, MetricName: name, Namespace: namespace } = input;
  if (operator === undefined) throw invalid("The parameter ComparisonOperator is required.");
  const compare = COMPARISONS[operator];
  if (compare === undefined) {
    throw invalid(`The comparison operator ${operator} is not supported by the local cloud.`);
  }
  if (input.Metrics !== undefined && input.Metrics.length > 0) {
    throw invalid("The local cloud has no metric math for alarms.");
  }
  if (name === undefined || namespace === undefined) {
    throw invalid("An alarm needs MetricName and Namespace.");
  }
  const { Period: length = 60, EvaluationPeriods: count = 1, Threshold: threshold = NaN } = input;
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
  const [most, within] = length < 3600 ? [DAY_SECONDS, "a day"] : [7 * DAY_SECONDS, "seven days"];
  if (count * length > most) {
    throw invalid(
      `Metrics cannot be checked across more than ${within} (EvaluationPeriods * Period must be <= ${most}).`,
    );
  }
  const { ExtendedStatistic, Statistic = "Average", Dimensions: dimensions = [] } = input;
  const stat = ExtendedStatistic ?? Statistic;
  return { compare, name, namespace, dimensions, length, count, threshold, stat };
}

const invalid = (message: string): AwsError => new AwsError("ValidationError", message);

/** Whether each of the last periods breached; undefined where there is no data. */
function breaches(store: MetricStore, input: AlarmInput, now: number): (boolean | undefined)[] {
  const { compare, name, namespace, dimensions, length, count, threshold, stat } = read(input);
  const end = Math.floor(now / length) * length;
  const series = store.find(namespace, name, dimensions);
  const found = new Map(
    periods(series, end - count * length, end, length).map(({ start, bucket }) => [start, bucket]),
  );
  return Array.from({ length: count }, (_, at) => {
    const bucket = found.get(end - (at + 1) * length);
    return bucket && compare(statistic(bucket, stat), threshold);
  });
}

/** An alarm's state from the metrics as they are now; nothing is notified. */
function stateOf(store: MetricStore, input: AlarmInput, now: number): StateValue {
  const recent = breaches(store, input, now);
  const treatment = input.TreatMissingData ?? "missing";
  if (recent.every((breach) => breach === undefined)) {
    if (treatment === "breaching") return "ALARM";
    return treatment === "notBreaching" ? "OK" : "INSUFFICIENT_DATA";
  }
  const breaching = recent.filter((breach) => breach ?? treatment === "breaching").length;
  return breaching >= (input.DatapointsToAlarm ?? recent.length) ? "ALARM" : "OK";
}

export interface AlarmsOptions {
  readonly store: MetricStore;
  readonly clock: () => number;
  readonly arnOf: (name: string) => string;
}

/** Metric alarms: kept as they were put, their state worked out when asked for. */
export function alarmOperations(
  options: AlarmsOptions,
): readonly [Operations<"monitoring">, TagSource["tagged"]] {
  const { store, clock, arnOf } = options;
  const alarms = new Map<string, Alarm>();
  const shown = ({ input, configuredAt, arn }: Alarm): MetricAlarm => ({
    AlarmActions: [],
    OKActions: [],
    InsufficientDataActions: [],
    Dimensions: [],
    ActionsEnabled: true,
    ...input,
    AlarmArn: arn,
    AlarmConfigurationUpdatedTimestamp: configuredAt,
    StateValue: stateOf(store, input, clock() / 1000),
    StateReason: "Worked out from the metrics of the local cloud.",
    StateUpdatedTimestamp: configuredAt,
  });
  const operations: Operations<"monitoring"> = {
    ...tagOperations("monitoring", {
      resource: "ResourceARN",
      find(arn) {
        const alarm = [...alarms.values()].find((each) => each.arn === arn);
        if (alarm) return alarm.tags;
        throw new AwsError("ResourceNotFoundException", `Unknown resource ${arn}.`);
      },
    }),
    PutMetricAlarm: {
      run({ Tags = [], ...input }) {
        read(input);
        const now = { input, configuredAt: new Date(clock()) };
        const alarm = alarms.get(input.AlarmName);
        // As on AWS, putting an alarm again leaves its tags alone.
        if (alarm) Object.assign(alarm, now);
        else {
          const arn = arnOf(input.AlarmName);
          alarms.set(input.AlarmName, { ...now, arn, tags: new TagStore(TAGS, Tags) });
        }
        return {};
      },
    },
    DescribeAlarms: {
      run({ AlarmNames, AlarmNamePrefix = "", StateValue, MaxRecords = 50, NextToken }) {
        const matching = [...alarms.values()]
          .filter(({ input }) => AlarmNames?.includes(input.AlarmName) ?? true)
          .filter(({ input }) => input.AlarmName.startsWith(AlarmNamePrefix))
          .sort((a, b) => (a.input.AlarmName < b.input.AlarmName ? -1 : 1))
          .map(shown)
          .filter((alarm) => (StateValue ?? alarm.StateValue) === alarm.StateValue);
        const { page, next } = pageOf(matching, NextToken, MaxRecords, invalidToken);
        return { MetricAlarms: page, CompositeAlarms: [], NextToken: next };
      },
    },
    DeleteAlarms: {
      run({ AlarmNames }) {
        const missing = AlarmNames.find((name) => !alarms.has(name));
        if (missing !== undefined) {
          throw new AwsError("ResourceNotFound", `The alarm ${missing} does not exist.`);
        }
        for (const name of AlarmNames) alarms.delete(name);
        return {};
      },
    },
  };
  return [operations, () => taggedOf(alarms.values())];
}
