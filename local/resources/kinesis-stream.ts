import type { CloudClient } from "../gateway/service";
import type { CheckFailure, Created, Properties, ResourceKind } from "./kind";
import { tagOutputs, unlessGone, updateTags, wantedTags } from "./kinesis-tags";
import { finish } from "./unfinished";

interface Summary {
  readonly StreamName: string;
  readonly StreamARN: string;
  readonly StreamModeDetails: { readonly StreamMode: string };
  readonly RetentionPeriodHours: number;
  readonly EnhancedMonitoring: readonly { readonly ShardLevelMetrics: readonly string[] }[];
  readonly EncryptionType: string;
  readonly KeyId?: string;
  readonly OpenShardCount: number;
  readonly MaxRecordSizeInKiB: number;
}

const DEFAULT_HOURS = 24;

/** A data stream. Only another name makes another stream; everything else changes in place. */
export const kinesisStreamKind: ResourceKind = {
  type: "aws:kinesis/stream:Stream",
  required: [],
  optional: [
    "arn",
    "encryptionType",
    "enforceConsumerDeletion",
    "kmsKeyId",
    "maxRecordSizeInKib",
    "name",
    "region",
    "retentionPeriod",
    "shardCount",
    "shardLevelMetrics",
    "streamModeDetails",
    "tags",
  ],
  replaceOn: ["name", "region"],
  autoname: { property: "name", maxLength: 128 },
  defaults: {
    encryptionType: "NONE",
    enforceConsumerDeletion: false,
    retentionPeriod: DEFAULT_HOURS,
  },
  check,
  async create(inputs, cloud) {
    const tags = wantedTags(inputs);
    await cloud.call("kinesis", "CreateStream", {
      StreamName: inputs["name"],
      StreamModeDetails: { StreamMode: modeOf(inputs) },
      ...optional("ShardCount", inputs["shardCount"]),
      ...optional("MaxRecordSizeInKiB", inputs["maxRecordSizeInKib"]),
      ...(Object.keys(tags).length > 0 ? { Tags: tags } : {}),
    });
    const name = String(inputs["name"]);
    const arn = `arn:aws:kinesis:${cloud.region}:${cloud.accountId}:stream/${name}`;
    return finish(arn, async () => {
      await configure(await describe(name, cloud), inputs, cloud);
      return current(name, inputs, cloud);
    });
  },
  read: (_id, state, cloud) => unlessGone(current(String(state["name"]), state, cloud)),
  async update(id, state, inputs, cloud) {
    const name = String(state["name"]);
    const before = await describe(name, cloud);
    const mode = modeOf(inputs);
    if (mode !== before.StreamModeDetails.StreamMode) {
      const input = { StreamARN: id, StreamModeDetails: { StreamMode: mode } };
      await cloud.call("kinesis", "UpdateStreamMode", input);
    }
    const shards = inputs["shardCount"];
    if (mode === "PROVISIONED" && shards !== undefined && shards !== before.OpenShardCount) {
      const input = { StreamARN: id, TargetShardCount: shards, ScalingType: "UNIFORM_SCALING" };
      await cloud.call("kinesis", "UpdateShardCount", input);
    }
    await configure(before, inputs, cloud);
    await updateTags(id, inputs, cloud);
    return (await current(name, inputs, cloud)).outputs;
  },
  async delete(id, state, cloud) {
    const input = { StreamARN: id, EnforceConsumerDeletion: state["enforceConsumerDeletion"] };
    await unlessGone(cloud.call("kinesis", "DeleteStream", input));
  },
};

type Rule = readonly [property: string, holds: (value: unknown) => boolean, reason: string];

const RULES: readonly Rule[] = [
  [
    "name",
    (name) => typeof name === "string" && /^[a-zA-Z0-9_.-]{1,128}$/.test(name),
    `must have 1 to 128 letters, digits, "_", "." or "-"`,
  ],
  ["shardCount", within(1, 20_000), "must be an integer of at least 1"],
  ["retentionPeriod", within(24, 8760), "must be 24 to 8760 hours"],
  ["maxRecordSizeInKib", within(1024, 10240), "must be 1024 to 10240"],
  ["encryptionType", (type) => type === "NONE" || type === "KMS", "must be NONE or KMS"],
];

function check(inputs: Properties): readonly CheckFailure[] {
  const failures: CheckFailure[] = RULES.filter(
    ([property, holds]) => inputs[property] !== undefined && !holds(inputs[property]),
  ).map(([property, , reason]) => ({ property, reason }));
  const mode = modeOf(inputs);
  if (mode !== "PROVISIONED" && mode !== "ON_DEMAND") {
    const reason = "streamMode must be PROVISIONED or ON_DEMAND";
    failures.push({ property: "streamModeDetails", reason });
  }
  if (mode === "ON_DEMAND" && inputs["shardCount"] !== undefined) {
    const reason = "must not be set when streamMode is ON_DEMAND";
    failures.push({ property: "shardCount", reason });
  }
  return failures;
}

function within(min: number, max: number): (value: unknown) => boolean {
  return (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
}

function modeOf(inputs: Properties): string {
  const details = inputs["streamModeDetails"] as { streamMode?: string } | undefined;
  return details?.streamMode ?? "PROVISIONED";
}

function optional(name: string, value: unknown): Properties {
  return value === undefined ? {} : { [name]: value };
}

/** Brings retention, encryption, record size and metrics to what the inputs say. */
async function configure(now: Summary, inputs: Properties, cloud: CloudClient): Promise<void> {
  const StreamARN = now.StreamARN;
  const call = (operation: string, input: object): Promise<object> =>
    cloud.call("kinesis", operation, { StreamARN, ...input });
  const hours = Number(inputs["retentionPeriod"] ?? DEFAULT_HOURS);
  if (hours !== now.RetentionPeriodHours) {
    const direction = hours > now.RetentionPeriodHours ? "Increase" : "Decrease";
    await call(`${direction}StreamRetentionPeriod`, { RetentionPeriodHours: hours });
  }
  const keyId = inputs["encryptionType"] === "KMS" ? inputs["kmsKeyId"] : undefined;
  if (keyId !== now.KeyId) {
    const operation = keyId === undefined ? "StopStreamEncryption" : "StartStreamEncryption";
    await call(operation, { EncryptionType: "KMS", KeyId: keyId ?? now.KeyId });
  }
  const size = inputs["maxRecordSizeInKib"] ?? now.MaxRecordSizeInKiB;
  if (size !== now.MaxRecordSizeInKiB) {
    await call("UpdateMaxRecordSize", { MaxRecordSizeInKiB: size });
  }
  const wanted = (inputs["shardLevelMetrics"] ?? []) as readonly string[];
  const had = metricsOf(now);
  const added = wanted.filter((metric) => !had.includes(metric));
  const removed = had.filter((metric) => !wanted.includes(metric));
  if (added.length > 0) await call("EnableEnhancedMonitoring", { ShardLevelMetrics: added });
  if (removed.length > 0) await call("DisableEnhancedMonitoring", { ShardLevelMetrics: removed });
}

function metricsOf(summary: Summary): readonly string[] {
  return summary.EnhancedMonitoring.flatMap(({ ShardLevelMetrics }) => ShardLevelMetrics);
}

async function describe(name: string, cloud: CloudClient): Promise<Summary> {
  const answer = await cloud.call<{ StreamDescriptionSummary: Summary }>(
    "kinesis",
    "DescribeStreamSummary",
    { StreamName: name },
  );
  return answer.StreamDescriptionSummary;
}

async function current(name: string, state: Properties, cloud: CloudClient): Promise<Created> {
  const summary = await describe(name, cloud);
  const mode = summary.StreamModeDetails.StreamMode;
  const metrics = [...metricsOf(summary)].sort();
  const outputs = {
    arn: summary.StreamARN,
    name: summary.StreamName,
    region: cloud.region,
    retentionPeriod: summary.RetentionPeriodHours,
    streamModeDetails: { streamMode: mode },
    ...(mode === "PROVISIONED" ? { shardCount: summary.OpenShardCount } : {}),
    encryptionType: summary.EncryptionType,
    ...optional("kmsKeyId", summary.KeyId),
    maxRecordSizeInKib: summary.MaxRecordSizeInKiB,
    enforceConsumerDeletion: state["enforceConsumerDeletion"] ?? false,
    ...(metrics.length > 0 ? { shardLevelMetrics: metrics } : {}),
    ...(await tagOutputs(summary.StreamARN, state, cloud)),
  };
  return { id: summary.StreamARN, outputs };
}
