import { randomUUID } from "node:crypto";

import type { InputOf, OutputOf } from "../../gateway/model/apis";
import { AwsError, type Operations } from "../../gateway/service";
import { invalid, refusal } from "../lambda/function";
import { TagStore, type TagLimits } from "../tags";
import { Mapping, type Dependencies } from "./mapping";
import { streamArnOf, type Configuration } from "./configuration";
import { checkQueueAccess, checkVisibility, isQueue } from "./queue/settings";
import { created, functionKey, updated, type CreateInput, type UpdateInput } from "./request";
import type { Description, Registry } from "./registry";

/** Lambda never lists more than this at once. */
const PAGE_SIZE = 100;

const STREAM_ARN =
  /^arn:[^:]+:kinesis:[^:]*:\d{12}:stream\/[\w.-]{1,128}(\/consumer\/[\w.-]+:\d+)?$/;

const TAGS: TagLimits = {
  tooMany: ["InvalidParameterValueException", "A mapping cannot have more than 50 tags."],
  invalid: "InvalidParameterValueException",
};

function eventSourceOf(arn: string | undefined): string {
  if (arn === undefined) throw invalid("Required parameter eventSourceArn is missing.");
  if (STREAM_ARN.test(arn) || isQueue(arn)) return arn;
  if (/^arn:[^:]+:(dynamodb|kafka|mq|rds|docdb):/.test(arn)) {
    throw new AwsError(
      "NotImplementedException",
      `The local cloud maps Kinesis streams and SQS queues to functions; ${arn} is of another service.`,
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
  dependencies: Dependencies,
  registry: Registry,
): Operations<"lambda"> {
  async function configurationOf(FunctionName: string) {
    const found = await dependencies.cloud().call("lambda", "GetFunction", { FunctionName });
    return found.Configuration;
  }

  /** The ARN of a function that exists; Lambda's own error otherwise. */
  async function functionArnOf(name: string): Promise<string> {
    return (await configurationOf(name))?.FunctionArn ?? name;
  }

  async function checkQueue(queueArn: string, functionArn: string): Promise<void> {
    const { Timeout = 3 } = (await configurationOf(functionArn)) ?? {};
    checkQueueAccess(dependencies, queueArn, functionArn);
    checkVisibility(dependencies.queues.describe(queueArn).visibilityTimeout, Timeout);
  }

  async function checkEventSource(eventSourceArn: string, functionArn: string): Promise<void> {
    if (isQueue(eventSourceArn)) return checkQueue(eventSourceArn, functionArn);
    const cloud = dependencies.cloud();
    try {
      dependencies.reader.shards(streamArnOf(eventSourceArn));
      if (eventSourceArn.includes("/consumer/")) {
        await cloud.call("kinesis", "DescribeStreamConsumer", { ConsumerARN: eventSourceArn });
      }
    } catch (error) {
      if (notFound(error)) throw invalid(`Stream not found: ${eventSourceArn}`);
      throw error;
    }
    try {
      dependencies.authorizeRead(dependencies.roleOf(functionArn), eventSourceArn);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw invalid(
        `Cannot access stream ${eventSourceArn}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, ListShards, and ListStreams Actions on your stream in IAM. (${why})`,
      );
    }
  }

  function checkDestination({ UUID, FunctionArn, DestinationConfig }: Configuration): void {
    const { Destination } = DestinationConfig.OnFailure;
    if (Destination === undefined) return;
    try {
      dependencies.authorizeDestination(dependencies.roleOf(FunctionArn), Destination, UUID);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw invalid(
        `The provided execution role does not have permissions for the destination ${Destination}. (${why})`,
      );
    }
  }

  function refuseDuplicate(eventSourceArn: string, functionArn: string): void {
    for (const { configuration } of registry.mappings.values()) {
      if (configuration.EventSourceArn !== eventSourceArn) continue;
      if (configuration.FunctionArn !== functionArn) continue;
      throw refusal(
        "ResourceConflictException",
        `The event source arn (" ${eventSourceArn} ") and function (" ${functionKey(functionArn)} ") provided mapping already exists. Please update or delete the existing mapping with UUID ${configuration.UUID}`,
      );
    }
  }

  async function create(input: CreateInput): Promise<Description> {
    const EventSourceArn = eventSourceOf(input.EventSourceArn);
    const settings = created(input, EventSourceArn);
    const FunctionArn = await functionArnOf(input.FunctionName);
    await checkEventSource(EventSourceArn, FunctionArn);
    refuseDuplicate(EventSourceArn, FunctionArn);
    const UUID = randomUUID();
    const [, partition, , region, account] = FunctionArn.split(":");
    const EventSourceMappingArn = `arn:${partition}:lambda:${region}:${account}:event-source-mapping:${UUID}`;
    const identity = { UUID, EventSourceMappingArn, FunctionArn };
    const tags = new TagStore(TAGS, input.Tags);
    const configuration = { ...settings, ...identity };
    checkDestination(configuration);
    const mapping = new Mapping(dependencies, configuration, tags);
    mapping.begin();
    registry.add(mapping, input.Enabled !== false);
    return registry.describe(mapping);
  }

  async function update(input: UpdateInput): Promise<Description> {
    const { configuration } = registry.settled(input.UUID, "update");
    const arn =
      input.FunctionName === undefined
        ? configuration.FunctionArn
        : await functionArnOf(input.FunctionName);
    if (arn !== configuration.FunctionArn) {
      refuseDuplicate(configuration.EventSourceArn, arn);
      await checkEventSource(configuration.EventSourceArn, arn);
    }
    const mapping = registry.settled(input.UUID, "update");
    const next = updated(mapping.configuration, input, arn);
    checkDestination(next);
    registry.update(mapping, next, input.Enabled ?? mapping.state === "Enabled");
    return registry.describe(mapping);
  }

  return {
    CreateEventSourceMapping: { run: create },
    UpdateEventSourceMapping: { run: update },
    DeleteEventSourceMapping: {
      run({ UUID }) {
        const mapping = registry.settled(UUID, "delete");
        registry.remove(mapping);
        return registry.describe(mapping);
      },
    },
    GetEventSourceMapping: { run: ({ UUID }) => registry.describe(registry.find(UUID)) },
    ListEventSourceMappings: { run: (input) => list(registry, input) },
  };
}

function list(
  registry: Registry,
  input: InputOf<"lambda", "ListEventSourceMappings">,
): OutputOf<"lambda", "ListEventSourceMappings"> {
  const { EventSourceArn, FunctionName, Marker, MaxItems = PAGE_SIZE } = input;
  const wanted = FunctionName && functionKey(FunctionName);
  const found = [...registry.mappings.values()].filter(
    ({ configuration }) =>
      (!EventSourceArn || configuration.EventSourceArn === EventSourceArn) &&
      (!wanted || functionKey(configuration.FunctionArn) === wanted),
  );
  const after = Marker ? Number(Buffer.from(Marker, "base64").toString("utf8")) : 0;
  if (!Number.isInteger(after)) throw invalid(`The Marker ${Marker} is not valid.`);
  const rest = found.filter((mapping) => mapping.ordinal > after);
  const page = rest.slice(0, Math.min(MaxItems, PAGE_SIZE));
  const last = rest.length > page.length ? page.at(-1)?.ordinal : undefined;
  return {
    EventSourceMappings: page.map((mapping) => registry.describe(mapping)),
    ...(last && { NextMarker: Buffer.from(String(last)).toString("base64") }),
  };
}
