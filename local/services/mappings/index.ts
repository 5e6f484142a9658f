import { Clock } from "../../clock";
import type { Authorizer } from "../../gateway/authorize";
import type { CloudClient, Operations } from "../../gateway/service";
import type { StreamReader } from "../kinesis/reader";
import type { Invoker } from "../lambda";
import type { QueueReader } from "../sqs";
import { taggedOf, type TagStore } from "../tags";
import type { TagSource } from "../tagging";
import { streamArnOf } from "./configuration";
import type { MetricName, Tally } from "./engine/consumer";
import { destinationNeeds } from "./engine/destination";
import { exponentialBackoff, type Time } from "./engine/time";
import type { Dependencies } from "./mapping";
import { mappingOperations } from "./operations";
import { isQueue, QUEUE_ACTIONS } from "./queue/settings";
import { Registry } from "./registry";

/** One value of a metric that Lambda publishes in the namespace AWS/Lambda. */
export interface MappingMetric {
  readonly name: MetricName;
  readonly value: number;
  readonly functionArn: string;
  readonly uuid: string;
}

export interface MappingStats extends Readonly<Tally> {
  readonly uuid: string;
  readonly eventSourceArn: string;
  readonly functionArn: string;
  readonly state: string;
  readonly lastProcessingResult: string;
}

export interface MappingsOptions {
  readonly reader: StreamReader;
  readonly queues: QueueReader;
  readonly invoker: Invoker;
  readonly cloud: () => CloudClient;
  /** The execution role of a function. */
  roleOf(functionArn: string): string;
  /** Asked whether the function's role may read the stream; everything is allowed without it. */
  readonly authorize?: Authorizer;
  readonly metric?: (sample: MappingMetric) => void;
  /** Clock and timers; a test's own. */
  readonly time?: Time;
  /** Milliseconds before the nth repetition; doubling from 100 ms, 5 s at most, by default. */
  readonly backoffMs?: (repetition: number) => number;
  /** Milliseconds before a stream that may not be read is tried again; 5 s by default. */
  readonly problemMs?: number;
  /** Milliseconds that a delete waits for invocations in flight; 30 s by default. */
  readonly drainMs?: number;
}

export interface Mappings extends TagSource {
  /** The five *EventSourceMapping operations of Lambda's API. */
  readonly operations: Operations<"lambda">;
  /** Every shard and queue of every enabled mapping is processed, and nothing is in flight. */
  idle(): boolean;
  stats(): readonly MappingStats[];
  /** A mapping's tags; throws ResourceNotFoundException. */
  tagsOf(uuid: string): TagStore;
  /** Ends all mappings promptly. */
  stop(): Promise<void>;
}

/**
 * What a function's role needs to read a stream.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html
 */
const READ_ACTIONS = [
  ...["GetRecords", "GetShardIterator", "DescribeStream", "DescribeStreamSummary"],
  "ListShards",
];

const STOP_MS = 1_000;

function dependencies(options: MappingsOptions): Dependencies {
  const { authorize, metric } = options;
  return {
    reader: options.reader,
    queues: options.queues,
    invoker: options.invoker,
    time: options.time ?? new Clock(),
    problemMs: options.problemMs ?? 5_000,
    drainMs: options.drainMs ?? 30_000,
    backoffMs: options.backoffMs ?? exponentialBackoff,
    cloud: options.cloud,
    roleOf: (functionArn) => options.roleOf(functionArn),
    authorizeRead(roleArn, eventSourceArn) {
      if (!authorize) return;
      const role = { kind: "role", roleArn, sessionName: "awslambda" } as const;
      if (isQueue(eventSourceArn)) {
        for (const action of QUEUE_ACTIONS) authorize(role, [`sqs:${action}`, eventSourceArn]);
        return;
      }
      const streamArn = streamArnOf(eventSourceArn);
      for (const action of READ_ACTIONS) authorize(role, [`kinesis:${action}`, streamArn]);
      if (streamArn !== eventSourceArn) {
        authorize(role, ["kinesis:SubscribeToShard", eventSourceArn]);
      }
    },
    authorizeDestination(roleArn, destination, uuid) {
      const role = { kind: "role", roleArn, sessionName: "awslambda" } as const;
      for (const need of destinationNeeds(destination, uuid)) authorize?.(role, need);
    },
    metric(name, value, { FunctionArn: functionArn, UUID: uuid }) {
      metric?.({ name, value, functionArn, uuid });
    },
  };
}

/** Event source mappings from Kinesis streams and SQS queues to functions, as AWS Lambda runs them. */
export function createMappings(options: MappingsOptions): Mappings {
  const registry = new Registry();
  return {
    operations: mappingOperations(dependencies(options), registry),
    idle: () => [...registry.mappings.values()].every((mapping) => mapping.idle()),
    stats: () =>
      [...registry.mappings.values()].map((mapping) => ({
        uuid: mapping.configuration.UUID,
        eventSourceArn: mapping.configuration.EventSourceArn,
        functionArn: mapping.configuration.FunctionArn,
        state: mapping.state,
        lastProcessingResult: mapping.lastProcessingResult,
        ...mapping.tally,
      })),
    tagsOf: (uuid) => registry.find(uuid).tags,
    tagged: () => taggedOf(registry.mappings.values()),
    stop: () => registry.stop(STOP_MS),
  };
}
