import type { InputOf, OutputOf } from "../../gateway/model/apis";
import { AwsError } from "../../gateway/service";
import type { Operations } from "../../gateway/service";
import { pageOf } from "../pages";
import { bucketOf, invalidToken, periods, statistic } from "./series";
import type { Bucket, MetricStore, Period, Series } from "./series";

type PutInput = InputOf<"monitoring", "PutMetricData">;
type Datum = NonNullable<PutInput["MetricData"]>[number];
type StatisticsInput = InputOf<"monitoring", "GetMetricStatistics">;
type DataInput = InputOf<"monitoring", "GetMetricData">;
type ListInput = InputOf<"monitoring", "ListMetrics">;

const invalid = (message: string, code = "InvalidParameterValue"): AwsError =>
  new AwsError(code, message);

const seconds = (time: Date): number => time.getTime() / 1000;

function bucketFrom({ StatisticValues: set, Values, Counts, Value }: Datum): Bucket {
  if (set !== undefined) {
    const { SampleCount: count, Sum: sum, Minimum: minimum, Maximum: maximum } = set;
    return { count, sum, minimum, maximum, values: [minimum, maximum] };
  }
  if (Values !== undefined) {
    const weighted = Values.map((value, at) => [value, Counts?.[at] ?? 1] as const);
    return {
      ...bucketOf(Values),
      count: weighted.reduce((sum, [, count]) => sum + count, 0),
      sum: weighted.reduce((sum, [value, count]) => sum + value * count, 0),
    };
  }
  if (Value === undefined || !Number.isFinite(Value)) {
    throw invalid(`The value ${String(Value)} for parameter MetricData.Value is invalid.`);
  }
  return bucketOf([Value]);
}

/** `now` is in epoch seconds. */
function putMetricData(store: MetricStore, now: number, input: PutInput): object {
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

function within(
  series: Series | undefined,
  { StartTime, EndTime }: { StartTime: Date; EndTime: Date },
  period: number,
): Period[] {
  if (![1, 5, 10, 20, 30].includes(period) && (period < 60 || period % 60 !== 0)) {
    throw invalid("Period must be 1, 5, 10, 20, 30 or a multiple of 60.");
  }
  return periods(series, seconds(StartTime), seconds(EndTime), period);
}

const dateOf = ({ start }: Period): Date => new Date(start * 1000);

function getMetricStatistics(
  store: MetricStore,
  input: StatisticsInput,
): OutputOf<"monitoring", "GetMetricStatistics"> {
  const { Namespace, MetricName, Dimensions = [], Statistics = [], ExtendedStatistics } = input;
  const series = store.find(Namespace, MetricName, Dimensions);
  const valued = (names: readonly string[], { bucket }: Period): Record<string, number> =>
    Object.fromEntries(names.map((name) => [name, statistic(bucket, name)]));
  const Datapoints = within(series, input, input.Period).map((period) => ({
    Timestamp: dateOf(period),
    ...valued(Statistics, period),
    ...(ExtendedStatistics && { ExtendedStatistics: valued(ExtendedStatistics, period) }),
    Unit: series?.unit ?? "None",
  }));
  return { Label: MetricName, Datapoints };
}

function getMetricData(
  store: MetricStore,
  input: DataInput,
): OutputOf<"monitoring", "GetMetricData"> {
  const results = input.MetricDataQueries.filter(({ ReturnData = true }) => ReturnData);
  return {
    MetricDataResults: results.map(({ Id, Label, Expression, MetricStat }) => {
      if (MetricStat === undefined) {
        throw invalid(
          `The local cloud has no metric math: ask for the metrics of ${Expression ?? Id} themselves.`,
          "ValidationError",
        );
      }
      const { Metric, Stat } = MetricStat;
      const { Namespace = "", MetricName = "", Dimensions = [] } = Metric;
      const series = store.find(Namespace, MetricName, Dimensions);
      const found = within(series, input, MetricStat.Period);
      if (input.ScanBy !== "TimestampAscending") found.reverse();
      return {
        Id,
        Label: Label ?? MetricName,
        Timestamps: found.map(dateOf),
        Values: found.map(({ bucket }) => statistic(bucket, Stat)),
        StatusCode: "Complete",
      };
    }),
    Messages: [],
  };
}

function listMetrics(store: MetricStore, input: ListInput): OutputOf<"monitoring", "ListMetrics"> {
  const has = (series: Series): boolean =>
    (input.Dimensions ?? []).every(({ Name, Value }) =>
      series.dimensions.some((own) => own.Name === Name && (Value ?? own.Value) === own.Value),
    );
  const matching = store
    .all()
    .filter(({ namespace }) => namespace === (input.Namespace ?? namespace))
    .filter(({ name }) => name === (input.MetricName ?? name))
    .filter(has);
  const { page, next } = pageOf(matching, input.NextToken, 500, invalidToken);
  return {
    Metrics: page.map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: [...dimensions],
    })),
    NextToken: next,
  };
}

/** Writing metrics and reading them back. `clock` gives epoch milliseconds. */
export function metricOperations(
  store: MetricStore,
  clock: () => number,
): Operations<"monitoring"> {
  return {
    PutMetricData: { run: (input) => putMetricData(store, clock() / 1000, input) },
    GetMetricStatistics: { run: (input) => getMetricStatistics(store, input) },
    GetMetricData: { run: (input) => getMetricData(store, input) },
    ListMetrics: { run: (input) => listMetrics(store, input) },
  };
}
