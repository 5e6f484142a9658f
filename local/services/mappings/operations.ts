import { randomUUID } from "node:crypto";

import { AwsError, type Operation } from "../../gateway/service";
import { Mapping, type Surroundings } from "./mapping";
import { streamArnOf } from "./configuration";
import { created, functionKey, updated, type CreateInput, type UpdateInput } from "./request";
import type { Registry } from "./registry";
import { invalid } from "./validation";

/** Lambda never lists more than this at once. */
const PAGE_SIZE = 100;

const STREAM_ARN =
  /^arn:[^:]+:kinesis:[^:]*:\d{12}:stream\/[\w.-]{1,128}(\/consumer\/[\w.-]+:\d+)?$/;

function eventSourceOf(value: unknown): string {
  if (typeof value !== "string") throw invalid("Required parameter eventSourceArn is missing.");
  const arn = value;
  if (STREAM_ARN.test(arn)) return arn;
  if (/^arn:[^:]+:(sqs|dynamodb|kafka|mq|rds|docdb):/.test(arn)) {
    throw new AwsError(
      "NotImplementedException",
      `The local cloud maps Kinesis streams to functions; ${arn} is of another service.`,
      501,
    );
  }
  const sources = "kinesis, dynamodb stream or sqs";
  throw invalid(`Unrecognized event source, must be ${sources}. Unsupported source arn : ${arn}`);
}

function notFound(error: unknown): boolean {
  return error instanceof AwsError && error.code === "ResourceNotFoundException";
}

/** The five operations; a change of state that one begins ends on its own. */
export function mappingOperations(
  around: Surroundings,
  registry: Registry,
): Record<string, Operation> {
  /** The ARN of a function that exists; Lambda's own error otherwise. */
  async function functionArnOf(name: unknown): Promise<string> {
    if (typeof name !== "string" || name === "") {
      throw invalid(
        "1 validation error detected: Value null at 'functionName' failed to satisfy constraint: Member must not be null.",
      );
    }
    const found = await around
      .cloud()
      .call<{ Configuration: { FunctionArn: string } }>("lambda", "GetFunction", {
        FunctionName: name,
      });
    return found.Configuration.FunctionArn;
  }

  async function checkEventSource(eventSourceArn: string, functionArn: string): Promise<void> {
    const cloud = around.cloud();
    try {
      around.reader.shards(streamArnOf(eventSourceArn));
      if (eventSourceArn.includes("/consumer/")) {
        await cloud.call("kinesis", "DescribeStreamConsumer", { ConsumerARN: eventSourceArn });
      }
    } catch (error) {
      if (notFound(error)) throw invalid(`Stream not found: ${eventSourceArn}`);
      throw error;
    }
    try {
      around.authorizeRead(around.roleOf(functionArn), eventSourceArn);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw invalid(
        `Cannot access stream ${eventSourceArn}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, ListShards, and ListStreams Actions on your stream in IAM. (${why})`,
      );
    }
  }

  function refuseDuplicate(eventSourceArn: string, functionArn: string): void {
    for (const { configuration } of registry.mappings.values()) {
      if (configuration.EventSourceArn !== eventSourceArn) continue;
      if (configuration.FunctionArn !== functionArn) continue;
      throw new AwsError(
        "ResourceConflictException",
        `The event source arn (" ${eventSourceArn} ") and function (" ${functionKey(functionArn)} ") provided mapping already exists. Please update or delete the existing mapping with UUID ${configuration.UUID}`,
        409,
        { Type: "User" },
      );
    }
  }

  async function create(input: CreateInput): Promise<object> {
    const EventSourceArn = eventSourceOf(input.EventSourceArn);
    const settings = created(input);
    const FunctionArn = await functionArnOf(input.FunctionName);
    await checkEventSource(EventSourceArn, FunctionArn);
    refuseDuplicate(EventSourceArn, FunctionArn);
    const UUID = randomUUID();
    const [, partition, , region, account] = FunctionArn.split(":");
    const EventSourceMappingArn = `arn:${partition}:lambda:${region}:${account}:event-source-mapping:${UUID}`;
    const identity = { UUID, EventSourceMappingArn, EventSourceArn, FunctionArn };
    const tags = { ...(input.Tags as Record<string, string> | undefined) };
    const mapping = new Mapping(around, { ...settings, ...identity }, tags);
    mapping.begin();
    registry.add(mapping, input.Enabled !== false);
    return registry.describe(mapping);
  }

  async function update(input: UpdateInput): Promise<object> {
    const { configuration } = registry.settled(input.UUID, "update");
    const renamed = input.FunctionName !== undefined && input.FunctionName !== null;
    const arn = renamed ? await functionArnOf(input.FunctionName) : configuration.FunctionArn;
    if (arn !== configuration.FunctionArn) {
      refuseDuplicate(configuration.EventSourceArn, arn);
      await checkEventSource(configuration.EventSourceArn, arn);
    }
    const mapping = registry.settled(input.UUID, "update");
    const next = updated(mapping.configuration, input, arn);
    const enabled =
      typeof input.Enabled === "boolean" ? input.Enabled : mapping.state === "Enabled";
    registry.update(mapping, next, enabled);
    return registry.describe(mapping);
  }

  function remove(input: { UUID?: unknown }): object {
    const mapping = registry.settled(input.UUID, "delete");
    registry.remove(mapping);
    return registry.describe(mapping);
  }

  return {
    CreateEventSourceMapping: { run: create },
    UpdateEventSourceMapping: { run: update },
    DeleteEventSourceMapping: { run: remove },
    GetEventSourceMapping: {
      run: (input: { UUID?: unknown }) => registry.describe(registry.find(input.UUID)),
    },
    ListEventSourceMappings: { run: (input: ListInput) => list(registry, input) },
  };
}

interface ListInput {
  readonly EventSourceArn?: string;
  readonly FunctionName?: string;
  readonly Marker?: string;
  readonly MaxItems?: number | string;
}

function list(registry: Registry, input: ListInput): object {
  const size = Number(input.MaxItems ?? PAGE_SIZE);
  if (!Number.isInteger(size) || size < 1 || size > 10_000) {
    throw invalid(`MaxItems must be between 1 and 10000, got ${String(input.MaxItems)}.`);
  }
  const wanted = input.FunctionName === undefined ? undefined : functionKey(input.FunctionName);
  const found = [...registry.mappings.values()].filter(
    ({ configuration }) =>
      (!input.EventSourceArn || configuration.EventSourceArn === input.EventSourceArn) &&
      (!wanted || functionKey(configuration.FunctionArn) === wanted),
  );
  const after = input.Marker ? Number(Buffer.from(input.Marker, "base64").toString("utf8")) : 0;
  if (!Number.isInteger(after)) throw invalid(`The Marker ${String(input.Marker)} is not valid.`);
  const rest = found.filter((mapping) => mapping.ordinal > after);
  const page = rest.slice(0, Math.min(size, PAGE_SIZE));
  const last = rest.length > page.length ? page.at(-1)?.ordinal : undefined;
  return {
    EventSourceMappings: page.map((mapping) => registry.describe(mapping)),
    ...(last ? { NextMarker: Buffer.from(String(last)).toString("base64") } : {}),
  };
}
