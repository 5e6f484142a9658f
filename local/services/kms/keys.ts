import type { KeyMetadata } from "@aws-sdk/client-kms";
import type { Operations, Permission } from "../../gateway/service";
import { tagOperations, type TagStore } from "../tags";
import { checkKeyPolicy } from "./policy";

export interface Key {
  readonly arn: string;
  readonly tags: TagStore;
  shape: KeyMetadata;
  policy: string;
  rotation?: { readonly days: number };
}

/** Finds a key by its id or ARN, an alias or its ARN. */
export interface Keys {
  readonly find: (id: string) => Key;
  /** Throws KMSInvalidStateException for a key that waits to be deleted. */
  readonly usable: (id: string) => Key;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

const DAY_MS = 24 * 3_600_000;

/** What is done to one key. */
export function keyOperations({ find, usable, clock }: Keys): Operations<"kms"> {
  const on =
    (action: string) =>
    ({ KeyId }: { readonly KeyId: string }): readonly Permission[] => [
      [`kms:${action}`, find(KeyId).arn],
    ];
  const setState = (key: Key, KeyState: "Enabled" | "Disabled"): void => {
    const Enabled = KeyState === "Enabled";
    key.shape = { ...key.shape, KeyState, Enabled, DeletionDate: undefined };
  };
  return {
    DescribeKey: {
      permissions: on("DescribeKey"),
      run: ({ KeyId }) => ({ KeyMetadata: find(KeyId).shape }),
    },
    ScheduleKeyDeletion: {
      permissions: on("ScheduleKeyDeletion"),
      run({ KeyId, PendingWindowInDays = 30 }) {
        const key = usable(KeyId);
        const DeletionDate = new Date(clock() + PendingWindowInDays * DAY_MS);
        const change = { KeyState: "PendingDeletion", DeletionDate } as const;
        key.shape = { ...key.shape, ...change, Enabled: false };
        return { KeyId: key.arn, ...change, PendingWindowInDays };
      },
    },
    CancelKeyDeletion: {
      permissions: on("CancelKeyDeletion"),
      run({ KeyId }) {
        const key = find(KeyId);
        setState(key, "Disabled");
        return { KeyId: key.arn };
      },
    },
    EnableKey: {
      permissions: on("EnableKey"),
      run({ KeyId }) {
        setState(usable(KeyId), "Enabled");
        return {};
      },
    },
    DisableKey: {
      permissions: on("DisableKey"),
      run({ KeyId }) {
        setState(usable(KeyId), "Disabled");
        return {};
      },
    },
    UpdateKeyDescription: {
      permissions: on("UpdateKeyDescription"),
      run({ KeyId, Description }) {
        const key = usable(KeyId);
        key.shape = { ...key.shape, Description };
        return {};
      },
    },
    EnableKeyRotation: {
      permissions: on("EnableKeyRotation"),
      run({ KeyId, RotationPeriodInDays: days = 365 }) {
        usable(KeyId).rotation = { days };
        return {};
      },
    },
    DisableKeyRotation: {
      permissions: on("DisableKeyRotation"),
      run({ KeyId }) {
        delete usable(KeyId).rotation;
        return {};
      },
    },
    GetKeyRotationStatus: {
      permissions: on("GetKeyRotationStatus"),
      run({ KeyId }) {
        const { arn, rotation } = usable(KeyId);
        const period = rotation && { RotationPeriodInDays: rotation.days };
        return { KeyId: arn, KeyRotationEnabled: rotation !== undefined, ...period };
      },
    },
    GetKeyPolicy: {
      permissions: on("GetKeyPolicy"),
      run: ({ KeyId }) => ({ Policy: usable(KeyId).policy, PolicyName: "default" }),
    },
    PutKeyPolicy: {
      permissions: on("PutKeyPolicy"),
      run({ KeyId, Policy, BypassPolicyLockoutSafetyCheck }, { accountId, principal }) {
        const key = usable(KeyId);
        checkKeyPolicy(Policy, accountId, principal, BypassPolicyLockoutSafetyCheck);
        key.policy = Policy;
        return {};
      },
    },
    ...tagOperations("kms", {
      list: "ListResourceTags",
      resource: "KeyId",
      form: "TagKey",
      besides: { Truncated: false },
      find: (id) => usable(id).tags,
      arn: (id) => find(id).arn,
    }),
  };
}
