import { AwsError, type CloudClient } from "../gateway/service";
import type { Created, Properties, ResourceKind } from "./kind";
import { checkMapping } from "./mapping-limits";

/** A mapping as Lambda's API describes it. */
interface Description {
  readonly UUID: string;
  readonly EventSourceMappingArn: string;
  readonly State: string;
  readonly [member: string]: unknown;
}

/** Settings whose Pulumi names are the API's but for the first letter. */
const settings = [
  "batchSize",
  "maximumBatchingWindowInSeconds",
  "parallelizationFactor",
  "maximumRecordAgeInSeconds",
  "maximumRetryAttempts",
  "bisectBatchOnFunctionError",
  "tumblingWindowInSeconds",
  "functionResponseTypes",
  "enabled",
] as const;

const fixed = ["eventSourceArn", "startingPosition"] as const;

/** How long a change of state may take: an invocation in flight ends first. */
const SETTLE_MS = 10 * 60_000;
/** How long a role's new policies may take to reach Lambda, as the real provider allows for. */
const PROPAGATION_MS = 10_000;

const capitalized = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** The request that an update may make; a create adds what cannot be changed. */
function request(inputs: Properties): Properties {
  const given = settings.filter((name) => inputs[name] !== undefined);
  const destination = member(member(inputs.destinationConfig, "onFailure"), "destinationArn");
  const filters = member(inputs.filterCriteria, "filters");
  const metrics = member(inputs.metricsConfig, "metrics");
  return {
    FunctionName: inputs.functionName,
    ...Object.fromEntries(given.map((name) => [capitalized(name), inputs[name]])),
    ...(metrics === undefined ? {} : { MetricsConfig: { Metrics: metrics } }),
    DestinationConfig: { OnFailure: destination ? { Destination: destination } : {} },
    FilterCriteria: {
      Filters: (Array.isArray(filters) ? filters : []).map((filter: unknown) => ({
        Pattern: member(filter, "pattern"),
      })),
    },
  };
}

/** Settings taken out of a program go back to what AWS assumes. */
const assumed: Properties = {
  batchSize: 100,
  maximumBatchingWindowInSeconds: 0,
  parallelizationFactor: 1,
  maximumRecordAgeInSeconds: -1,
  maximumRetryAttempts: -1,
  bisectBatchOnFunctionError: false,
  tumblingWindowInSeconds: 0,
  functionResponseTypes: [],
  enabled: true,
};

function outputs(inputs: Properties, found: Description): Properties {
  const known = [...fixed, ...settings].filter((name) => name !== "enabled");
  const destination = member(member(found.DestinationConfig, "OnFailure"), "Destination");
  const filters = member(found.FilterCriteria, "Filters");
  const patterns = (Array.isArray(filters) ? filters : []) as { Pattern: string }[];
  return {
    ...inputs,
    ...Object.fromEntries(known.map((name) => [name, found[capitalized(name)]])),
    enabled: !found.State.startsWith("Disabl"),
    destinationConfig: destination ? { onFailure: { destinationArn: destination } } : undefined,
    filterCriteria:
      patterns.length > 0
        ? { filters: patterns.map(({ Pattern }) => ({ pattern: Pattern })) }
        : undefined,
    arn: found.EventSourceMappingArn,
    functionArn: found.FunctionArn,
    lastModified: new Date(Number(found.LastModified) * 1000).toISOString(),
    lastProcessingResult: found.LastProcessingResult,
    state: found.State,
    stateTransitionReason: found.StateTransitionReason,
    uuid: found.UUID,
    tagsAll: inputs.tagsAll ?? inputs.tags ?? {},
  };
}

async function get(id: string, cloud: CloudClient): Promise<Description | undefined> {
  try {
    return await cloud.call<Description>("lambda", "GetEventSourceMapping", { UUID: id });
  } catch (error) {
    if (error instanceof AwsError && error.code === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

/** Waits until no change of state is under way; undefined when the mapping is gone. */
async function settled(id: string, cloud: CloudClient): Promise<Description | undefined> {
  const end = Date.now() + SETTLE_MS;
  for (let wait = 5; ; wait = Math.min(wait * 2, 500)) {
    const found = await get(id, cloud);
    if (!found || found.State === "Enabled" || found.State === "Disabled") return found;
    if (Date.now() > end) throw new Error(`Event source mapping ${id} is still ${found.State}.`);
    await pause(wait);
  }
}

/** Creates the mapping, and waits a while for a role's policy that is being created beside it. */
async function createWhenAllowed(input: Properties, cloud: CloudClient): Promise<Description> {
  const end = Date.now() + PROPAGATION_MS;
  for (;;) {
    try {
      return await cloud.call<Description>("lambda", "CreateEventSourceMapping", input);
    } catch (error) {
      const refused = error instanceof AwsError && error.message.includes("ensure the role can");
      if (!refused || Date.now() > end) throw error;
      await pause(100);
    }
  }
}

async function create(inputs: Properties, cloud: CloudClient): Promise<Created> {
  const timestamp = inputs.startingPositionTimestamp;
  const { UUID } = await createWhenAllowed(
    {
      ...request(inputs),
      EventSourceArn: inputs.eventSourceArn,
      StartingPosition: inputs.startingPosition,
      ...(typeof timestamp === "string"
        ? { StartingPositionTimestamp: Date.parse(timestamp) / 1000 }
        : {}),
      Tags: inputs.tagsAll ?? inputs.tags,
    },
    cloud,
  );
  const found = await settled(UUID, cloud);
  if (!found) throw new Error(`Event source mapping ${UUID} was deleted while it was created.`);
  return { id: UUID, outputs: outputs(inputs, found) };
}

async function remove(id: string, _state: Properties, cloud: CloudClient): Promise<void> {
  if (!(await settled(id, cloud))) return;
  await cloud.call("lambda", "DeleteEventSourceMapping", { UUID: id });
  await settled(id, cloud);
}

const eventSourceMapping: ResourceKind = {
  type: "aws:lambda/eventSourceMapping:EventSourceMapping",
  required: ["eventSourceArn", "functionName", "startingPosition"],
  optional: [
    ...settings,
    "startingPositionTimestamp",
    "destinationConfig",
    "filterCriteria",
    "metricsConfig",
  ],
  replaceOn: ["eventSourceArn", "startingPosition", "startingPositionTimestamp"],
  defaults: { enabled: true },
  check: checkMapping,
  create,
  async read(id, state, cloud) {
    const found = await settled(id, cloud);
    return found && { id, outputs: outputs(state, found) };
  },
  async update(id, _state, inputs, cloud) {
    await settled(id, cloud);
    const input = { ...request({ ...assumed, ...inputs }), UUID: id };
    await cloud.call("lambda", "UpdateEventSourceMapping", input);
    const found = await settled(id, cloud);
    if (!found) throw new Error(`Event source mapping ${id} was deleted while it was updated.`);
    return outputs(inputs, found);
  },
  delete: remove,
};

export const mappingKinds: readonly ResourceKind[] = [eventSourceMapping];
