import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { heldBack } from "../arguments";
import { handlerMetrics } from "../consumer/alarms";
import type { Foundation } from "./foundation";

/** What the dashboard shows of a pipeline. */
export interface WatchedPipeline {
  readonly name: string;
  readonly streamName: pulumi.Output<string>;
  readonly consumers: readonly {
    readonly name: string;
    readonly functionName: pulumi.Output<string>;
  }[];
}

export interface StreamDashboardArgs {
  readonly foundation: Foundation;
  readonly pipelines: readonly WatchedPipeline[];
}

type Metric = readonly (string | pulumi.Output<string>)[];

/** A CloudWatch dashboard: a row per pipeline, from records coming in to writes going out. */
export class StreamDashboard extends pulumi.ComponentResource {
  readonly name: pulumi.Output<string>;

  constructor(name: string, args: StreamDashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("streaming:components:StreamDashboard", name, {}, heldBack(opts));
    const { region } = aws.getRegionOutput({}, { parent: this });
    const dashboard = new aws.cloudwatch.Dashboard(
      name,
      {
        dashboardName: args.foundation.physicalName("dashboard", "stream-pipelines", {
          owner: name,
          from: "the dashboard's name",
        }),
        dashboardBody: pulumi.jsonStringify({
          widgets: args.pipelines.flatMap((pipeline, row) => widgets(pipeline, row, region)),
        }),
      },
      { parent: this, deleteBeforeReplace: true },
    );
    this.name = dashboard.dashboardName;
    this.registerOutputs({ name: this.name });
  }
}

/** Five widgets across the 24 columns. */
function widgets(pipeline: WatchedPipeline, row: number, region: pulumi.Output<string>): object[] {
  const { consumers, streamName } = pipeline;
  const stream = (metric: string): Metric[] => [["AWS/Kinesis", metric, "StreamName", streamName]];
  const lambda = (metric: string): Metric[] =>
    consumers.map(({ functionName }) => ["AWS/Lambda", metric, "FunctionName", functionName]);
  const handler = (metric: string): Metric[] =>
    consumers.map(({ name }) => {
      return [handlerMetrics, metric, "pipeline", pipeline.name, "consumer", name];
    });
  const columns: [title: string, metrics: Metric[], stat: string, width: number][] = [
    ["incoming records", stream("IncomingRecords"), "Sum", 5],
    ["iterator age, ms", stream("GetRecords.IteratorAgeMilliseconds"), "Maximum", 5],
    ["errors", lambda("Errors"), "Sum", 4],
    ["quarantined", handler("Quarantined"), "Sum", 5],
    ["sink writes", handler("Written"), "Sum", 5],
  ];
  let x = 0;
  return columns.map(([title, metrics, stat, width]) => {
    const widget = {
      type: "metric",
      x,
      y: row * 6,
      width,
      height: 6,
      properties: { title: `${pipeline.name}: ${title}`, metrics, stat, period: 60, region },
    };
    x += width;
    return widget;
  });
}
