import { setTimeout as pause } from "node:timers/promises";
import type * as aws from "@pulumi/aws";
import type { EventSourceMappingConfiguration as Description } from "@aws-sdk/client-lambda";
import { defineKind } from "./define";
import { unlessGone } from "./gone";
import type { Cloud, Inputs, ResourceKind } from "./kind";
import { oneOf, within } from "./limits";
import { defined, fromApi, instant, pick, toApi } from "./names";
import { retried } from "./retried";
import { wantedTags } from "./tags";

type Args = aws.lambda.EventSourceMappingArgs;

/** Settings whose Pulumi names are the API's but for the first letter, and what AWS assumes. */
const assumed = {
  batchSize: 100,
  maximumBatchingWindowInSeconds: 0,
  parallelizationFactor: 1,
  maximumRecordAgeInSeconds: -1,
  maximumRetryAttempts: -1,
  bisectBatchOnFunctionError: false,
  tumblingWindowInSeconds: 0,
  functionResponseTypes: [] as string[],
  enabled: true,
};
const settings = Object.keys(assumed) as (keyof typeof assumed)[];

/** Those of a queue's mapping. */
const queueSettings = [
  "batchSize",
  "maximumBatchingWindowInSeconds",
  "functionResponseTypes",
  "enabled",
] as const;

/** How long a change of state may take: an invocation in flight ends first. */
const SETTLE_MS = 10 * 60_000;
/** How long a role's new policies may take to reach Lambda, as the real provider allows for. */
const PROPAGATION_MS = 10_000;

const isQueue = (arn: unknown): boolean => typeof arn === "string" && /^arn:[^:]+:sqs:/.test(arn);

/** The settings that a mapping of an event source can have, with what AWS assumes. */
const assumedFor = ({ eventSourceArn }: Pick<Inputs<Args>, "eventSourceArn">) =>
  isQueue(eventSourceArn) ? { ...pick(assumed, queueSettings), batchSize: 10 } : assumed;

/** The request that an update may make; a create adds what cannot be changed. */
function request(inputs: Inputs<Args>) {
  const { destinationConfig, filterCriteria, metricsConfig, scalingConfig } = inputs;
  const destination = destinationConfig?.onFailure?.destinationArn;
  const gives = destination !== undefined || !isQueue(inputs.eventSourceArn);
  return {
    FunctionName: inputs.functionName,
    ...toApi(pick(inputs, settings)),
    ...(metricsConfig && { MetricsConfig: toApi(metricsConfig) }),
    ...(scalingConfig && { ScalingConfig: toApi(scalingConfig) }),
    ...(gives && {
      DestinationConfig: { OnFailure: destination ? { Destination: destination } : {} },
    }),
    FilterCriteria: { Filters: toApi(filterCriteria?.filters ?? []) },
  };
}

/** Waits until no change of state is under way; undefined when the mapping is gone. */
async function settled(UUID: string, cloud: Cloud): Promise<Description | undefined> {
  const end = Date.now() + SETTLE_MS;
  for (let wait = 5; ; wait = Math.min(wait * 2, 500)) {
    const found = await unlessGone(cloud.call("lambda", "GetEventSourceMapping", { UUID }));
    const { State = "" } = found ?? {};
    if (!found || State === "Enabled" || State === "Disabled") return found;
    if (Date.now() > end) throw new Error(`Event source mapping ${UUID} is still ${State}.`);
    await pause(wait);
  }
}

const eventSourceMapping = defineKind<Args>({
  type: "aws:lambda/eventSourceMapping:EventSourceMapping",
  required: ["eventSourceArn", "functionName"],
  optional: [
    ...settings,
    "scalingConfig",
    "startingPosition",
    "destinationConfig",
    "filterCriteria",
    "metricsConfig",
    "startingPositionTimestamp",
  ],
  replaceOn: ["eventSourceArn", "startingPosition", "startingPositionTimestamp"],
  defaults: { enabled: true },
  limits: {
    batchSize: within(1, 10_000),
    maximumBatchingWindowInSeconds: within(0, 300),
    parallelizationFactor: within(1, 10),
    maximumRecordAgeInSeconds: within(-1, 604_800),
    maximumRetryAttempts: within(-1, 10_000),
    tumblingWindowInSeconds: within(0, 900),
    startingPosition: oneOf("AT_TIMESTAMP", "LATEST", "TRIM_HORIZON"),
  },
  check(inputs) {
    const { maximumRecordAgeInSeconds: age = -1, batchSize = 1, startingPosition } = inputs;
    const { maximumBatchingWindowInSeconds: window = 0, startingPositionTimestamp } = inputs;
    const { eventSourceArn: arn } = inputs;
    const ofQueue = isQueue(arn);
    return {
      maximumRecordAgeInSeconds:
        age >= 0 && age < 60 && `expected -1 or at least 60 seconds, got ${age}`,
      batchSize:
        ofQueue &&
        batchSize > 10 &&
        window === 0 &&
        `with a batchSize of more than 10 (it is ${batchSize}), a queue's maximumBatchingWindowInSeconds must be at least 1`,
      startingPosition: ofQueue
        ? startingPosition !== undefined && "is not valid for SQS event sources"
        : arn !== undefined &&
          startingPosition === undefined &&
          'Missing required argument "startingPosition"',
      startingPositionTimestamp:
        startingPosition === "AT_TIMESTAMP" &&
        !startingPositionTimestamp &&
        "AT_TIMESTAMP needs an RFC 3339 timestamp",
    };
  },
  tags: "as given",
  async create(inputs, cloud) {
    const { eventSourceArn, startingPosition, startingPositionTimestamp: timestamp } = inputs;
    const input = {
      ...request(inputs),
      EventSourceArn: eventSourceArn,
      ...(startingPosition && { StartingPosition: startingPosition }),
      ...(timestamp && { StartingPositionTimestamp: new Date(timestamp) }),
      Tags: wantedTags(inputs),
    };
    const create = () => cloud.call("lambda", "CreateEventSourceMapping", input);
    // A role's policy may be under way that is being created beside it.
    const on = ({ message }: Error) =>
      /ensure the role can|execution role does not have permissions/.test(message);
    return (await retried(create, { on, withinMs: PROPAGATION_MS, everyMs: 100 })).UUID;
  },
  async update(UUID, inputs, cloud) {
    await settled(UUID, cloud);
    // Settings taken out of a program go back to what AWS assumes.
    const input = { ...request({ ...assumedFor(inputs), ...defined(inputs) }), UUID };
    await cloud.call("lambda", "UpdateEventSourceMapping", input);
  },
  async read(UUID, _state, cloud) {
    const found = await settled(UUID, cloud);
    if (found === undefined) return undefined;
    const { DestinationConfig, FilterCriteria, LastModified, ScalingConfig, ...now } = found;
    const destinationArn = DestinationConfig?.OnFailure?.Destination;
    const filters = FilterCriteria?.Filters ?? [];
    return {
      ...pick(fromApi(now), [...settings, "eventSourceArn", "startingPosition"]),
      enabled: !now.State?.startsWith("Disabl"),
      destinationConfig: destinationArn ? { onFailure: { destinationArn } } : undefined,
      filterCriteria:
        filters.length > 0 ? { filters: filters.map((filter) => fromApi(filter)) } : undefined,
      scalingConfig: ScalingConfig && fromApi(ScalingConfig),
      arn: now.EventSourceMappingArn,
      functionArn: now.FunctionArn,
      lastModified: instant(LastModified),
      lastProcessingResult: now.LastProcessingResult,
      state: now.State,
      stateTransitionReason: now.StateTransitionReason,
      uuid: UUID,
    };
  },
  async delete(UUID, _state, cloud) {
    if (!(await settled(UUID, cloud))) return;
    await cloud.call("lambda", "DeleteEventSourceMapping", { UUID });
    await settled(UUID, cloud);
  },
});

export const mappingKinds: readonly ResourceKind[] = [eventSourceMapping];
