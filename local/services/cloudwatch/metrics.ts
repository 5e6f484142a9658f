import type { Operation } from "../../gateway/service";
import { invalid, putMetricData, seconds } from "./datum";
import type { Datum, Time } from "./datum";
import { periods, statistic } from "./series";
import type { Dimension, MetricStore, Series } from "./series";

interface MetricName {
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly Dimension[];
}

interface Query {
  readonly Id: string;
  readonly Label?: string;
  readonly Expression?: string;
  readonly ReturnData?: boolean | string;
  readonly MetricStat?: {
    readonly Metric: MetricName;
    readonly Period: number;
    readonly Stat: string;
  };
}

function periodOf(period: number | string): number {
  const length = Number(period);
  if ([1, 5, 10, 20, 30].includes(length) || (length >= 60 && length % 60 === 0)) return length;
  throw invalid("Period must be 1, 5, 10, 20, 30 or a multiple of 60.");
}

interface StatisticsInput extends MetricName {
  readonly StartTime: Time;
  readonly EndTime: Time;
  readonly Period: number;
  readonly Statistics?: readonly string[];
  readonly ExtendedStatistics?: readonly string[];
}

function getMetricStatistics(store: MetricStore, input: StatisticsInput): object {
  const { Namespace = "", MetricName: Label = "", Dimensions = [], Statistics = [] } = input;
  const { ExtendedStatistics = [] } = input;
  const series = store.find(Namespace, Label, Dimensions);
  const [start, end] = [seconds(input.StartTime), seconds(input.EndTime)];
  const Datapoints = periods(series, start, end, periodOf(input.Period)).map((period) => ({
    Timestamp: period.start,
    ...Object.fromEntries(Statistics.map((name) => [name, statistic(period.bucket, name)])),
    ...(ExtendedStatistics.length > 0 && {
      ExtendedStatistics: Object.fromEntries(
        ExtendedStatistics.map((name) => [name, statistic(period.bucket, name)]),
      ),
    }),
    Unit: series?.unit ?? "None",
  }));
  return { Label, Datapoints };
}

interface DataInput {
  readonly MetricDataQueries: readonly Query[];
  readonly StartTime: Time;
  readonly EndTime: Time;
  readonly ScanBy?: "TimestampAscending" | "TimestampDescending";
}

function getMetricData(store: MetricStore, input: DataInput): object {
  const results = input.MetricDataQueries.filter(
    ({ ReturnData = true }) => String(ReturnData) === "true",
  );
  return {
    MetricDataResults: results.map(({ Id, Label, Expression, MetricStat }) => {
      if (MetricStat === undefined) {
        throw invalid(
          `The local cloud has no metric math: ask for the metrics of ${Expression ?? Id} themselves.`,
          "ValidationError",
        );
      }
      const { Metric, Period, Stat } = MetricStat;
      const { Namespace = "", MetricName: name = "", Dimensions = [] } = Metric;
      const series = store.find(Namespace, name, Dimensions);
      const [start, end] = [seconds(input.StartTime), seconds(input.EndTime)];
      const found = periods(series, start, end, periodOf(Period));
      if (input.ScanBy !== "TimestampAscending") found.reverse();
      return {
        Id,
        Label: Label ?? name,
        Timestamps: found.map((period) => period.start),
        Values: found.map(({ bucket }) => statistic(bucket, Stat)),
        StatusCode: "Complete",
      };
    }),
    Messages: [],
  };
}

interface ListInput {
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value?: string }[];
  readonly NextToken?: string;
}

function listMetrics(store: MetricStore, input: ListInput): object {
  const has = (series: Series): boolean =>
    (input.Dimensions ?? []).every(({ Name, Value }) =>
      series.dimensions.some((own) => own.Name === Name && (Value ?? own.Value) === own.Value),
    );
  const matching = store
    .all()
    .filter(({ namespace }) => namespace === (input.Namespace ?? namespace))
    .filter(({ name }) => name === (input.MetricName ?? name))
    .filter(has);
  const start = Number(input.NextToken ?? 0);
  const end = start + 500;
  return {
    Metrics: matching.slice(start, end).map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: dimensions,
    })),
    ...(end < matching.length && { NextToken: String(end) }),
  };
}

/** Writing metrics and reading them back. `clock` gives epoch milliseconds. */
export function metricOperations(
  store: MetricStore,
  clock: () => number,
): Record<string, Operation> {
  return {
    PutMetricData: {
      run: (input: { Namespace: string; MetricData?: readonly Datum[] }) =>
        putMetricData(store, clock() / 1000, input),
    },
    GetMetricStatistics: { run: (input: StatisticsInput) => getMetricStatistics(store, input) },
    GetMetricData: { run: (input: DataInput) => getMetricData(store, input) },
    ListMetrics: { run: (input: ListInput) => listMetrics(store, input) },
  };
}
