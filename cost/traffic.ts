import type { PriceList } from "../policies/pricing/price-list";
import { number, objects, text, texts, valueAt } from "../policies/rule/properties";
import type { StackResource } from "../policies/rule/resource";
import { refersTo } from "../policies/rule/resource";
import { assumptions } from "./assumptions";
import * as meters from "./meters";
import { sinkUse } from "./sinks";

/** What arrives at each stream. */
export interface Traffic {
  readonly eventsPerSecond: number;
  readonly bytesPerEvent: number;
}

export interface Use {
  readonly resource: StackResource;
  readonly what: string;
  readonly usdPerMillion: number;
}

const types = {
  stream: "aws:kinesis/stream:Stream",
  fanOut: "aws:kinesis/streamConsumer:StreamConsumer",
  mapping: "aws:lambda/eventSourceMapping:EventSourceMapping",
  lambda: "aws:lambda/function:Function",
  firehose: "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
};

export function isOnDemand({ props }: StackResource): boolean {
  return text(props, "streamModeDetails", "streamMode") === "ON_DEMAND";
}

/** Shards that a stream has; one that scales itself has as many as it needs. */
export function shardsOf(stream: StackResource, traffic: Traffic): number {
  const needed = meters.shardsFor(traffic.eventsPerSecond, traffic.bytesPerEvent);
  return isOnDemand(stream) ? needed : (number(stream.props, "shardCount") ?? 1);
}

/** Records of an average batch: what arrives at a poller during its window, up to its limits. */
function batchOf(mapping: StackResource, shards: number, traffic: Traffic): number {
  const { props } = mapping;
  const pollers = shards * (number(props, "parallelizationFactor") ?? 1);
  const window = Math.max(
    number(props, "maximumBatchingWindowInSeconds") ?? 0,
    1 / assumptions.pollsPerSecond,
  );
  const arriving = (traffic.eventsPerSecond / pollers) * window;
  // An invocation takes 6 MB, of which base64 and the envelope leave about 4.
  const fitting = 4_000_000 / traffic.bytesPerEvent;
  return Math.max(1, Math.min(number(props, "batchSize") ?? 100, arriving, fitting));
}

function lambdaUse(
  lambda: StackResource,
  batch: number,
  { resources, traffic, prices }: Context,
): readonly Use[] {
  const sinks = sinkUse(lambda, { batch, resources, traffic, prices });
  const milliseconds = assumptions.invocationMs + sinks.batchMs + batch * sinks.recordMs;
  const consumer = {
    batch,
    milliseconds,
    memoryMb: number(lambda.props, "memorySize") ?? 128,
    arm: texts(lambda.props, "architectures").includes("arm64"),
    logBytes: assumptions.logBytesPerInvocation,
  };
  const metrics = assumptions.metricsPerConsumer;
  return [
    {
      resource: lambda,
      what: `${Math.round(1_000_000 / batch).toLocaleString("en")} invocations, their logs`,
      usdPerMillion: meters.invocations(prices, consumer),
    },
    {
      resource: lambda,
      what: `${metrics} custom metrics`,
      usdPerMillion: meters.customMetrics(prices, metrics, traffic.eventsPerSecond),
    },
    ...sinks.uses,
  ];
}

function firehoseUse(firehose: StackResource, { traffic, prices }: Context): Use {
  const [destination = {}] = objects(firehose.props, "extendedS3Configuration");
  const converted = valueAt(destination, "dataFormatConversionConfiguration") !== undefined;
  return {
    resource: firehose,
    what: converted ? "delivery, to Parquet" : "delivery",
    usdPerMillion: meters.delivery(prices, {
      bytes: traffic.bytesPerEvent,
      eventsPerSecond: traffic.eventsPerSecond,
      bufferSeconds: number(destination, "bufferingInterval") ?? 300,
      bufferMegabytes: number(destination, "bufferingSize") ?? 5,
      converted,
    }),
  };
}

interface Context {
  readonly resources: readonly StackResource[];
  readonly traffic: Traffic;
  readonly prices: PriceList;
}

/** Whether something reads the stream, directly or through a registered consumer. */
function reads(reader: StackResource, property: string, stream: StackResource, context: Context) {
  if (refersTo(reader, property, stream)) return true;
  return context.resources.some(
    (each) =>
      each.type === types.fanOut &&
      refersTo(each, "streamArn", stream) &&
      refersTo(reader, property, each),
  );
}

function streamUse(stream: StackResource, context: Context): readonly Use[] {
  const { resources, traffic, prices } = context;
  const ofType = (type: string) => resources.filter((each) => each.type === type);
  const mappings = ofType(types.mapping).filter((each) =>
    reads(each, "eventSourceArn", stream, context),
  );
  const firehoses = ofType(types.firehose).filter(
    ({ props }) =>
      text(props, "kinesisSourceConfiguration", "kinesisStreamArn") === text(stream.props, "arn"),
  );
  const onDemand = isOnDemand(stream);
  const readers = mappings.length + firehoses.length;
  const shards = shardsOf(stream, traffic);
  const bytes = traffic.bytesPerEvent;
  return [
    {
      resource: stream,
      what: onDemand ? `bytes in, and out to ${readers}` : "PUT units",
      usdPerMillion: onDemand
        ? meters.onDemandStream(prices, bytes, readers)
        : meters.putUnits(prices, bytes),
    },
    ...firehoses.map((each) => firehoseUse(each, context)),
    ...mappings.flatMap((mapping) =>
      ofType(types.lambda)
        .filter((lambda) => refersTo(mapping, "functionName", lambda))
        .flatMap((lambda) => lambdaUse(lambda, batchOf(mapping, shards, traffic), context)),
    ),
  ];
}

/**
 * What a million events cost on their way through a stack, when each of its streams gets the
 * traffic. Storage is not in it: it grows with what is kept.
 */
export function usePerMillion(
  resources: readonly StackResource[],
  traffic: Traffic,
  prices: PriceList,
): readonly Use[] {
  const context = { resources, traffic, prices };
  return resources
    .filter(({ type }) => type === types.stream)
    .flatMap((stream) => streamUse(stream, context));
}
