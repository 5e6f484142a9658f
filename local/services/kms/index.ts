import { randomUUID } from "node:crypto";
import type { CustomerMasterKeySpec } from "@aws-sdk/client-kms";
import type { InputOf } from "../../gateway/model/apis";
import type { Rules } from "../../gateway/model/rules";
import { AwsError } from "../../gateway/service";
import type { Operations, Service } from "../../gateway/service";
import { taggedOf, tagRules, TagStore, type TagLimits } from "../tags";
import type { TagSource } from "../tagging";
import { aliasOperations } from "./aliases";
import { keyOperations } from "./keys";
import { checkKeyPolicy } from "./policy";
import type { Key } from "./keys";

/** Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_TagResource.html */
const TAGS: TagLimits = {
  tooMany: ["LimitExceededException", "A KMS key can have at most 50 tags."],
  invalid: "TagException",
};

/** Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html */
const rules: Rules = {
  ...tagRules,
  KeyId: { length: [1, 2048] },
  TargetKeyId: { length: [1, 2048] },
  AliasName: { length: [1, 256], pattern: "[a-zA-Z0-9:/_-]+" },
  Description: { length: [0, 8192] },
  Policy: { length: [1, 131_072] },
  PendingWindowInDays: { range: [7, 30] },
  RotationPeriodInDays: { range: [90, 2560] },
};

/** KMS without cryptography: keys, aliases, policies, rotation and tags as they are declared. */
export function createKms(o: {
  readonly region: string;
  readonly accountId: string;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}): Service & TagSource {
  const prefix = `arn:aws:kms:${o.region}:${o.accountId}:`;
  const keys = new Map<string, Key>();
  const aliases = new Map<string, string>();

  function create(input: InputOf<"kms", "CreateKey">, KeyManager: "AWS" | "CUSTOMER"): Key {
    const id = randomUUID();
    const arn = `${prefix}key/${id}`;
    const { KeySpec = "SYMMETRIC_DEFAULT" } = input;
    const key: Key = {
      arn,
      tags: new TagStore(TAGS, input.Tags),
      policy: input.Policy ?? defaultPolicy(o.accountId),
      shape: {
        AWSAccountId: o.accountId,
        KeyId: id,
        Arn: arn,
        CreationDate: new Date(o.clock()),
        Enabled: true,
        Description: input.Description ?? "",
        KeyUsage: input.KeyUsage ?? "ENCRYPT_DECRYPT",
        KeyState: "Enabled",
        Origin: "AWS_KMS",
        KeyManager,
        KeySpec,
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- AWS answers the old name, too
        CustomerMasterKeySpec: KeySpec as CustomerMasterKeySpec,
        MultiRegion: input.MultiRegion ?? false,
      },
    };
    keys.set(id, key);
    return key;
  }

  /** All but those whose waiting period is over. */
  function standing(): Map<string, Key> {
    for (const [id, { shape }] of keys) {
      if ((shape.DeletionDate?.getTime() ?? Infinity) > o.clock()) continue;
      keys.delete(id);
      for (const [alias, target] of aliases) if (target === id) aliases.delete(alias);
    }
    return keys;
  }

  function find(keyId: string): Key {
    const name = keyId.startsWith(prefix) ? keyId.slice(prefix.length) : keyId;
    // Keys that AWS manages stand as soon as someone names them.
    if (name.startsWith("alias/aws/") && !aliases.has(name)) {
      const { shape } = create({ Description: `Default key of ${name}` }, "AWS");
      aliases.set(name, shape.KeyId ?? "");
    }
    const id = name.startsWith("alias/") ? aliases.get(name) : name.replace(/^key\//, "");
    const key = standing().get(id ?? "");
    if (key) return key;
    throw new AwsError("NotFoundException", `Key '${keyId}' does not exist`);
  }

  function usable(keyId: string): Key {
    const key = find(keyId);
    if (key.shape.KeyState !== "PendingDeletion") return key;
    throw new AwsError("KMSInvalidStateException", `${key.arn} is pending deletion.`);
  }

  const operations: Operations<"kms"> = {
    CreateKey: {
      run(input, { principal }) {
        const { Policy, BypassPolicyLockoutSafetyCheck: bypass } = input;
        if (Policy !== undefined) checkKeyPolicy(Policy, o.accountId, principal, bypass);
        return { KeyMetadata: create(input, "CUSTOMER").shape };
      },
    },
    ListKeys: {
      run: () => ({
        Keys: [...standing()].map(([KeyId, { arn }]) => ({ KeyId, KeyArn: arn })),
        Truncated: false,
      }),
    },
    ...keyOperations({ find, usable, clock: o.clock }),
    ...aliasOperations(aliases, prefix, (keyId) => usable(keyId).shape.KeyId ?? ""),
  };
  const isOwn = ({ shape }: Key): boolean =>
    shape.KeyManager === "CUSTOMER" && shape.KeyState !== "PendingDeletion";
  return {
    name: "kms",
    targetPrefix: "TrentService",
    rules,
    operations,
    tagged: () => taggedOf([...keys.values()].filter(isOwn)),
  };
}

function defaultPolicy(accountId: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Id: "key-default-1",
    Statement: [
      {
        Sid: "Enable IAM User Permissions",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: "kms:*",
        Resource: "*",
      },
    ],
  });
}
