import type * as aws from "@pulumi/aws";
import { kept, parsedJson } from "./as-given";
import { defineKind } from "./define";
import { matching, within } from "./limits";
import * as tagging from "./tagging";
import type { ResourceKind } from "./kind";

const key = defineKind<aws.kms.KeyArgs>({
  type: "aws:kms/key:Key",
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
    "rotationPeriodInDays",
  ],
  replaceOn: ["customerMasterKeySpec", "keyUsage", "multiRegion"],
  defaults: {
    bypassPolicyLockoutSafetyCheck: false,
    customerMasterKeySpec: "SYMMETRIC_DEFAULT",
    enableKeyRotation: false,
    isEnabled: true,
    keyUsage: "ENCRYPT_DECRYPT",
  },
  limits: { deletionWindowInDays: within(7, 30) },
  tags: tagging.kms,
  async create(inputs, cloud) {
    const { KeyMetadata } = await cloud.call("kms", "CreateKey", {
      Description: inputs.description,
      Policy: inputs.policy,
      KeySpec: inputs.customerMasterKeySpec,
      KeyUsage: inputs.keyUsage,
      MultiRegion: inputs.multiRegion,
    });
    return KeyMetadata?.KeyId;
  },
  async update(KeyId, { description: Description = "", policy: Policy }, cloud) {
    await cloud.call("kms", "UpdateKeyDescription", { KeyId, Description });
    if (Policy !== undefined) await cloud.call("kms", "PutKeyPolicy", { KeyId, Policy });
  },
  async configure(KeyId, { enableKeyRotation, rotationPeriodInDays, isEnabled = true }, cloud) {
    await (enableKeyRotation === true
      ? cloud.call("kms", "EnableKeyRotation", {
          KeyId,
          RotationPeriodInDays: rotationPeriodInDays,
        })
      : cloud.call("kms", "DisableKeyRotation", { KeyId }));
    await cloud.call("kms", isEnabled ? "EnableKey" : "DisableKey", { KeyId });
  },
  async read(KeyId, state, cloud) {
    const { KeyMetadata: now } = await cloud.call("kms", "DescribeKey", { KeyId });
    // A key that waits to be deleted counts as gone.
    if (now === undefined || now.KeyState === "PendingDeletion") return undefined;
    const { Policy } = await cloud.call("kms", "GetKeyPolicy", { KeyId });
    const rotation = await cloud.call("kms", "GetKeyRotationStatus", { KeyId });
    return {
      arn: now.Arn,
      keyId: now.KeyId,
      description: now.Description,
      policy: kept(state.policy, Policy, parsedJson),
      enableKeyRotation: rotation.KeyRotationEnabled,
      rotationPeriodInDays: rotation.RotationPeriodInDays,
      isEnabled: now.Enabled,
      keyUsage: now.KeyUsage,
      customerMasterKeySpec: now.KeySpec,
      multiRegion: now.MultiRegion,
    };
  },
  delete: (KeyId, { deletionWindowInDays: PendingWindowInDays = 30 }, cloud) =>
    cloud.call("kms", "ScheduleKeyDeletion", { KeyId, PendingWindowInDays }),
});

const alias = defineKind<aws.kms.AliasArgs, "name">({
  type: "aws:kms/alias:Alias",
  id: "name",
  required: ["targetKeyId"],
  limits: {
    name: matching(
      /^alias\/(?!aws\/)[A-Za-z0-9/_-]+$/,
      `must begin with "alias/", and not with "alias/aws/"`,
    ),
  },
  create: ({ name: AliasName, targetKeyId: TargetKeyId }, cloud) =>
    cloud.call("kms", "CreateAlias", { AliasName, TargetKeyId }),
  update: (AliasName, { targetKeyId: TargetKeyId }, cloud) =>
    cloud.call("kms", "UpdateAlias", { AliasName, TargetKeyId }),
  async read(name, state, cloud) {
    const { Aliases = [] } = await cloud.call("kms", "ListAliases", {});
    const found = Aliases.find(({ AliasName }) => AliasName === name);
    if (found === undefined) return undefined;
    const { AliasArn: arn = "", TargetKeyId: keyId } = found;
    return {
      arn,
      targetKeyId: kept(state.targetKeyId, keyId, tagging.nameIn),
      targetKeyArn: `${arn.slice(0, -name.length)}key/${keyId ?? ""}`,
    };
  },
  delete: (AliasName, _state, cloud) => cloud.call("kms", "DeleteAlias", { AliasName }),
});

export const kmsKinds: readonly ResourceKind[] = [key, alias];
