import { randomUUID } from "node:crypto";
import { AwsError } from "../../gateway/service";
import type { Operation, Service } from "../../gateway/service";
import type { TagSource } from "../tagging";
import { aliasOperations } from "./aliases";
import { ON_DOOMED_KEYS, keyActions, metadata } from "./keys";
import type { Key, KeyInput, KeyRequest, KmsTag } from "./keys";

interface CreateInput {
  readonly Description?: string;
  readonly Policy?: string;
  readonly KeySpec?: string;
  readonly KeyUsage?: string;
  readonly MultiRegion?: boolean;
  readonly Tags?: readonly KmsTag[];
}

/** KMS without cryptography: keys, aliases, policies, rotation and tags as they are declared. */
export function createKms(o: {
  readonly region: string;
  readonly accountId: string;
}): Service & TagSource {
  const prefix = `arn:aws:kms:${o.region}:${o.accountId}:`;
  const keys = new Map<string, Key>();
  const aliases = new Map<string, string>();

  function create(input: CreateInput, managedByAws = false): Key {
    const id = randomUUID();
    const key: Key = {
      id,
      arn: `${prefix}key/${id}`,
      created: Date.now() / 1000,
      managedByAws,
      spec: input.KeySpec ?? "SYMMETRIC_DEFAULT",
      usage: input.KeyUsage ?? "ENCRYPT_DECRYPT",
      multiRegion: input.MultiRegion ?? false,
      tags: new Map(input.Tags?.map(({ TagKey, TagValue }) => [TagKey, TagValue])),
      description: input.Description ?? "",
      policy: input.Policy ?? defaultPolicy(o.accountId),
      enabled: true,
    };
    keys.set(id, key);
    return key;
  }

  function find({ KeyId }: KeyInput): Key {
    const name = KeyId.startsWith(prefix) ? KeyId.slice(prefix.length) : KeyId;
    // Keys that AWS manages stand as soon as someone names them.
    if (name.startsWith("alias/aws/") && !aliases.has(name)) {
      aliases.set(name, create({ Description: `Default key of ${name}` }, true).id);
    }
    const id = name.startsWith("alias/") ? aliases.get(name) : name.replace(/^key\//, "");
    const key = keys.get(id ?? "");
    if (key) return key;
    throw new AwsError("NotFoundException", `Key '${KeyId}' does not exist`);
  }

  function usable(input: KeyInput): Key {
    const key = find(input);
    if (key.deletion === undefined) return key;
    throw new AwsError("KMSInvalidStateException", `${key.arn} is pending deletion.`);
  }

  const onKeys = Object.entries(keyActions).map(([name, action]): [string, Operation] => [
    name,
    {
      run: (input: KeyRequest) =>
        action(ON_DOOMED_KEYS.has(name) ? find(input) : usable(input), input),
      permissions: (input: KeyInput) => [[`kms:${name}`, find(input).arn]],
    },
  ]);
  return {
    name: "kms",
    targetPrefix: "TrentService",
    operations: {
      ...Object.fromEntries(onKeys),
      CreateKey: { run: (input: CreateInput) => ({ KeyMetadata: metadata(create(input)) }) },
      ListKeys: {
        run: () => ({
          Keys: [...keys.values()].map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })),
          Truncated: false,
        }),
      },
      ...aliasOperations(aliases, prefix, (input) => usable(input).id),
    },
    tagged: () =>
      [...keys.values()]
        .filter(({ managedByAws, deletion }) => !managedByAws && deletion === undefined)
        .map(({ arn, tags }) => ({ arn, tags: Object.fromEntries(tags) })),
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
