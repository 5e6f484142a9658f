import { AwsError } from "../../gateway/service";

export interface Key {
  readonly id: string;
  readonly arn: string;
  readonly created: number;
  readonly managedByAws: boolean;
  readonly spec: string;
  readonly usage: string;
  readonly multiRegion: boolean;
  readonly tags: Map<string, string>;
  description: string;
  policy: string;
  enabled: boolean;
  rotation?: { readonly days: number };
  /** Epoch seconds; set once deletion is scheduled. */
  deletion?: number;
}

export interface KeyInput {
  /** A key's id or ARN, an alias or its ARN. */
  readonly KeyId: string;
}

export interface KmsTag {
  readonly TagKey: string;
  readonly TagValue: string;
}

/** A key and what the operations on one take besides. */
export interface KeyRequest extends KeyInput {
  readonly PendingWindowInDays?: number;
  readonly RotationPeriodInDays?: number;
  readonly Description?: string;
  readonly Policy?: string;
  readonly Tags?: readonly KmsTag[];
  readonly TagKeys?: readonly string[];
}

const DAY_SECONDS = 24 * 3600;

/** What is done to one key, by the operation's name. */
export const keyActions: Readonly<Record<string, (key: Key, input: KeyRequest) => object>> = {
  DescribeKey: (key) => ({ KeyMetadata: metadata(key) }),
  ScheduleKeyDeletion(key, { PendingWindowInDays: days = 30 }) {
    if (days < 7 || days > 30) {
      throw new AwsError("ValidationException", "PendingWindowInDays must be 7 to 30.");
    }
    key.deletion = Date.now() / 1000 + days * DAY_SECONDS;
    return {
      KeyId: key.arn,
      KeyState: "PendingDeletion",
      DeletionDate: key.deletion,
      PendingWindowInDays: days,
    };
  },
  CancelKeyDeletion(key) {
    delete key.deletion;
    key.enabled = false;
    return { KeyId: key.arn };
  },
  EnableKey(key) {
    key.enabled = true;
    return {};
  },
  DisableKey(key) {
    key.enabled = false;
    return {};
  },
  UpdateKeyDescription(key, { Description = "" }) {
    key.description = Description;
    return {};
  },
  EnableKeyRotation(key, { RotationPeriodInDays: days = 365 }) {
    if (days < 90 || days > 2560) {
      throw new AwsError("ValidationException", "RotationPeriodInDays must be 90 to 2560.");
    }
    key.rotation = { days };
    return {};
  },
  DisableKeyRotation(key) {
    delete key.rotation;
    return {};
  },
  GetKeyRotationStatus: (key) => ({
    KeyId: key.arn,
    KeyRotationEnabled: key.rotation !== undefined,
    ...(key.rotation && { RotationPeriodInDays: key.rotation.days }),
  }),
  GetKeyPolicy: ({ policy }) => ({ Policy: policy, PolicyName: "default" }),
  PutKeyPolicy(key, { Policy = "" }) {
    key.policy = Policy;
    return {};
  },
  TagResource(key, { Tags = [] }) {
    for (const { TagKey, TagValue } of Tags) key.tags.set(TagKey, TagValue);
    return {};
  },
  UntagResource(key, { TagKeys = [] }) {
    for (const name of TagKeys) key.tags.delete(name);
    return {};
  },
  ListResourceTags: ({ tags }) => ({
    Tags: [...tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
    Truncated: false,
  }),
};

/** Operations that a key pending deletion still takes. */
export const ON_DOOMED_KEYS: ReadonlySet<string> = new Set(["DescribeKey", "CancelKeyDeletion"]);

export function metadata(key: Key): object {
  const state =
    key.deletion === undefined ? (key.enabled ? "Enabled" : "Disabled") : "PendingDeletion";
  return {
    AWSAccountId: key.arn.split(":")[4],
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: key.created,
    Enabled: state === "Enabled",
    Description: key.description,
    KeyUsage: key.usage,
    KeyState: state,
    ...(key.deletion !== undefined && { DeletionDate: key.deletion }),
    Origin: "AWS_KMS",
    KeyManager: key.managedByAws ? "AWS" : "CUSTOMER",
    KeySpec: key.spec,
    CustomerMasterKeySpec: key.spec,
    MultiRegion: key.multiRegion,
  };
}
