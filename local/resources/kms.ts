import type { CloudClient } from "../gateway/service";
import type { Created, Properties, ResourceKind } from "./kind";
import { defined, kept, parsedJson, tagChanges, tagOutputs, unless, wantedTags } from "./outputs";
import type { Tags } from "./outputs";
import { finish } from "./unfinished";

const GONE = ["NotFoundException", "KMSInvalidStateException"];

interface Metadata {
  readonly KeyId: string;
  readonly Arn: string;
  readonly Description: string;
  readonly KeyState: string;
  readonly Enabled: boolean;
  readonly KeyUsage: string;
  readonly KeySpec: string;
  readonly MultiRegion: boolean;
}

interface KmsTag {
  readonly TagKey: string;
  readonly TagValue: string;
}

const key: ResourceKind = {
  type: "aws:kms/key:Key",
  required: [],
  optional: [
    "bypassPolicyLockoutSafetyCheck",
    "customerMasterKeySpec",
    "deletionWindowInDays",
    "description",
    "enableKeyRotation",
    "isEnabled",
    "keyUsage",
    "multiRegion",
    "policy",
    "region",
    "rotationPeriodInDays",
    "tags",
  ],
  replaceOn: ["customerMasterKeySpec", "keyUsage", "multiRegion", "region"],
  defaults: {
    bypassPolicyLockoutSafetyCheck: false,
    customerMasterKeySpec: "SYMMETRIC_DEFAULT",
    enableKeyRotation: false,
    isEnabled: true,
    keyUsage: "ENCRYPT_DECRYPT",
  },
  check({ deletionWindowInDays: days }) {
    if (days === undefined || (Number(days) >= 7 && Number(days) <= 30)) return [];
    return [{ property: "deletionWindowInDays", reason: "must be 7 to 30" }];
  },
  async create(inputs, cloud) {
    const { KeyMetadata } = await cloud.call<{ KeyMetadata: Metadata }>(
      "kms",
      "CreateKey",
      defined({
        Description: inputs["description"],
        Policy: inputs["policy"],
        KeySpec: inputs["customerMasterKeySpec"],
        KeyUsage: inputs["keyUsage"],
        MultiRegion: inputs["multiRegion"],
        Tags: Object.entries(wantedTags(inputs)).map(([TagKey, TagValue]) => ({
          TagKey,
          TagValue,
        })),
      }),
    );
    return finish(KeyMetadata.KeyId, async () => {
      await configure(KeyMetadata.KeyId, inputs, cloud);
      return existing(KeyMetadata.KeyId, inputs, cloud);
    });
  },
  read: (id, state, cloud) => unless(GONE, current(id, state, cloud)),
  async update(KeyId, _state, inputs, cloud) {
    const Description = inputs["description"] ?? "";
    await cloud.call("kms", "UpdateKeyDescription", { KeyId, Description });
    const Policy = inputs["policy"];
    if (Policy !== undefined) await cloud.call("kms", "PutKeyPolicy", { KeyId, Policy });
    await configure(KeyId, inputs, cloud);
    const { set, removed } = tagChanges(await tagsOf(KeyId, cloud), wantedTags(inputs));
    const Tags = set.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value }));
    if (removed.length > 0) await cloud.call("kms", "UntagResource", { KeyId, TagKeys: removed });
    if (set.length > 0) await cloud.call("kms", "TagResource", { KeyId, Tags });
    return (await existing(KeyId, inputs, cloud)).outputs;
  },
  async delete(KeyId, state, cloud) {
    const PendingWindowInDays = state["deletionWindowInDays"] ?? 30;
    const input = { KeyId, PendingWindowInDays };
    await unless(GONE, cloud.call("kms", "ScheduleKeyDeletion", input));
  },
};

async function configure(KeyId: string, inputs: Properties, cloud: CloudClient): Promise<void> {
  const rotates = inputs["enableKeyRotation"] === true;
  await cloud.call(
    "kms",
    rotates ? "EnableKeyRotation" : "DisableKeyRotation",
    defined({ KeyId, RotationPeriodInDays: rotates ? inputs["rotationPeriodInDays"] : undefined }),
  );
  const enabled = inputs["isEnabled"] !== false;
  await cloud.call("kms", enabled ? "EnableKey" : "DisableKey", { KeyId });
}

async function tagsOf(KeyId: string, cloud: CloudClient): Promise<Tags> {
  const { Tags } = await cloud.call<{ Tags: KmsTag[] }>("kms", "ListResourceTags", { KeyId });
  return Object.fromEntries(Tags.map(({ TagKey, TagValue }) => [TagKey, TagValue]));
}

async function existing(id: string, state: Properties, cloud: CloudClient): Promise<Created> {
  const found = await current(id, state, cloud);
  if (found === undefined) throw new Error(`the key ${id} is pending deletion`);
  return found;
}

/** A key that waits to be deleted counts as gone. */
async function current(
  KeyId: string,
  state: Properties,
  cloud: CloudClient,
): Promise<Created | undefined> {
  const input = { KeyId };
  const { KeyMetadata } = await cloud.call<{ KeyMetadata: Metadata }>("kms", "DescribeKey", input);
  if (KeyMetadata.KeyState === "PendingDeletion") return undefined;
  const { Policy } = await cloud.call<{ Policy: string }>("kms", "GetKeyPolicy", input);
  const rotation = await cloud.call<{ KeyRotationEnabled: boolean; RotationPeriodInDays?: number }>(
    "kms",
    "GetKeyRotationStatus",
    input,
  );
  const outputs = defined({
    arn: KeyMetadata.Arn,
    keyId: KeyMetadata.KeyId,
    region: cloud.region,
    description: KeyMetadata.Description,
    policy: kept(state["policy"], Policy, parsedJson),
    enableKeyRotation: rotation.KeyRotationEnabled,
    rotationPeriodInDays: rotation.RotationPeriodInDays,
    isEnabled: KeyMetadata.Enabled,
    keyUsage: KeyMetadata.KeyUsage,
    customerMasterKeySpec: KeyMetadata.KeySpec,
    multiRegion: KeyMetadata.MultiRegion,
    deletionWindowInDays: state["deletionWindowInDays"],
    bypassPolicyLockoutSafetyCheck: state["bypassPolicyLockoutSafetyCheck"] ?? false,
    ...tagOutputs(await tagsOf(KeyId, cloud), state),
  });
  return { id: KeyMetadata.KeyId, outputs };
}

const alias: ResourceKind = {
  type: "aws:kms/alias:Alias",
  required: ["name", "targetKeyId"],
  optional: ["region"],
  replaceOn: ["name", "region"],
  check({ name }) {
    if (typeof name !== "string" || /^alias\/(?!aws\/)[A-Za-z0-9/_-]+$/.test(name)) return [];
    return [{ property: "name", reason: `must begin with "alias/", and not with "alias/aws/"` }];
  },
  async create(inputs, cloud) {
    const AliasName = inputs["name"] as string;
    const input = { AliasName, TargetKeyId: inputs["targetKeyId"] };
    await cloud.call("kms", "CreateAlias", input);
    const created = await currentAlias(AliasName, inputs, cloud);
    if (created === undefined) throw new Error(`the alias ${AliasName} did not stay`);
    return created;
  },
  read: currentAlias,
  async update(AliasName, _state, inputs, cloud) {
    const input = { AliasName, TargetKeyId: inputs["targetKeyId"] };
    await cloud.call("kms", "UpdateAlias", input);
    return (await currentAlias(AliasName, inputs, cloud))?.outputs ?? inputs;
  },
  async delete(AliasName, _state, cloud) {
    await unless(GONE, cloud.call("kms", "DeleteAlias", { AliasName }));
  },
};

async function currentAlias(
  name: string,
  state: Properties,
  cloud: CloudClient,
): Promise<Created | undefined> {
  const { Aliases } = await cloud.call<{
    Aliases: { AliasName: string; AliasArn: string; TargetKeyId: string }[];
  }>("kms", "ListAliases", {});
  const found = Aliases.find(({ AliasName }) => AliasName === name);
  if (found === undefined) return undefined;
  const prefix = found.AliasArn.slice(0, -name.length);
  const idOf = (value: unknown): unknown => String(value).split("/").at(-1);
  const outputs = {
    name,
    arn: found.AliasArn,
    region: cloud.region,
    targetKeyId: kept(state["targetKeyId"], found.TargetKeyId, idOf),
    targetKeyArn: `${prefix}key/${found.TargetKeyId}`,
  };
  return { id: name, outputs };
}

export const kmsKinds: readonly ResourceKind[] = [key, alias];
