import { randomUUID } from "node:crypto";
import type { SecretListEntry } from "@aws-sdk/client-secrets-manager";
import type { InputOf, OutputOf } from "../gateway/model/apis";
import type { Rules } from "../gateway/model/rules";
import { AwsError } from "../gateway/service";
import type { Operations, Permission, Service } from "../gateway/service";
import { taggedOf, tagRules, TagStore, type TagLimits } from "./tags";
import type { TagSource } from "./tagging";

interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly created: Date;
  readonly tags: TagStore;
  readonly description: string | undefined;
  readonly kmsKeyId: string | undefined;
  version: string;
  value: Pick<InputOf<"secretsmanager", "PutSecretValue">, "SecretString" | "SecretBinary">;
  /** Set while the secret waits to be deleted. */
  deleted?: Date;
}

/** Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
const rules: Rules = {
  ...tagRules,
  Name: { length: [1, 512] },
  SecretId: { length: [1, 2048] },
  ClientRequestToken: { length: [32, 64] },
  Description: { length: [0, 2048] },
  KmsKeyId: { length: [0, 2048] },
  SecretString: { length: [0, 65_536] },
  SecretBinary: { length: [0, 65_536] },
};

const TAGS: TagLimits = {
  tooMany: ["InvalidParameterException", "A secret can have at most 50 tags."],
  invalid: "InvalidParameterException",
};

const STAGES = ["AWSCURRENT"];
const DAY_MS = 24 * 3_600_000;

/** Secrets Manager: secrets with their current value; rotation and old versions are not there. */
export function createSecretsManager(o: {
  readonly region: string;
  readonly accountId: string;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}): Service & TagSource {
  const prefix = `arn:aws:secretsmanager:${o.region}:${o.accountId}:secret:`;
  const secrets = new Map<string, Secret>();

  /** All but those whose recovery window is over. */
  function standing(): Map<string, Secret> {
    for (const [name, { deleted }] of secrets) {
      if ((deleted?.getTime() ?? Infinity) <= o.clock()) secrets.delete(name);
    }
    return secrets;
  }

  function lookup(id: string): Secret | undefined {
    const name = id.startsWith(prefix) ? id.slice(prefix.length) : id;
    return standing().get(name) ?? secrets.get(name.replace(/-[A-Za-z0-9]{6}$/, ""));
  }

  function find(id: string): Secret {
    const secret = lookup(id);
    if (secret) return secret;
    const message = "Secrets Manager can't find the specified secret.";
    throw new AwsError("ResourceNotFoundException", message);
  }

  function usable(id: string): Secret {
    const secret = find(id);
    if (secret.deleted === undefined) return secret;
    throw new AwsError(
      "InvalidRequestException",
      "You can't perform this operation on the secret because it was marked for deletion.",
    );
  }

  function create(input: InputOf<"secretsmanager", "CreateSecret">): Secret {
    const { Name: name, SecretString, SecretBinary } = input;
    if (standing().has(name)) {
      const message = `The operation failed because the secret ${name} already exists.`;
      throw new AwsError("ResourceExistsException", message);
    }
    const secret: Secret = {
      arn: `${prefix}${name}-${randomUUID().slice(0, 6)}`,
      name,
      created: new Date(o.clock()),
      tags: new TagStore(TAGS, input.Tags),
      description: input.Description,
      kmsKeyId: input.KmsKeyId,
      version: input.ClientRequestToken ?? randomUUID(),
      value: { SecretString, SecretBinary },
    };
    secrets.set(name, secret);
    return secret;
  }

  function remove(
    input: InputOf<"secretsmanager", "DeleteSecret">,
  ): OutputOf<"secretsmanager", "DeleteSecret"> {
    const { ForceDeleteWithoutRecovery: force = false, RecoveryWindowInDays: days } = input;
    const refuse = (message: string) => new AwsError("InvalidParameterException", message);
    if (force && days !== undefined) {
      throw refuse("You can't use ForceDeleteWithoutRecovery with RecoveryWindowInDays.");
    }
    if (days !== undefined && (days < 7 || days > 30)) {
      throw refuse("RecoveryWindowInDays must be between 7 and 30 days (inclusive).");
    }
    const secret = find(input.SecretId);
    secret.deleted = new Date(o.clock() + (force ? 0 : (days ?? 30)) * DAY_MS);
    if (force) secrets.delete(secret.name);
    return { ARN: secret.arn, Name: secret.name, DeletionDate: secret.deleted };
  }

  const named = ({ arn, name, version }: Secret) => ({ ARN: arn, Name: name, VersionId: version });
  const on =
    (action: string) =>
    ({ SecretId }: { readonly SecretId: string }): readonly Permission[] => [
      [`secretsmanager:${action}`, lookup(SecretId)?.arn ?? SecretId],
    ];

  const operations: Operations<"secretsmanager"> = {
    CreateSecret: {
      permissions: ({ Name }) => [["secretsmanager:CreateSecret", prefix + Name]],
      run: (input) => named(create(input)),
    },
    DeleteSecret: { permissions: on("DeleteSecret"), run: remove },
    DescribeSecret: {
      permissions: on("DescribeSecret"),
      run({ SecretId }) {
        const secret = find(SecretId);
        return { ...described(secret), VersionIdsToStages: { [secret.version]: STAGES } };
      },
    },
    GetSecretValue: {
      permissions: on("GetSecretValue"),
      run({ SecretId }) {
        const secret = usable(SecretId);
        const shown = { VersionStages: STAGES, CreatedDate: secret.created };
        return { ...named(secret), ...secret.value, ...shown };
      },
    },
    PutSecretValue: {
      permissions: on("PutSecretValue"),
      run({ SecretId, SecretString, SecretBinary, ClientRequestToken }) {
        const secret = usable(SecretId);
        secret.value = { SecretString, SecretBinary };
        secret.version = ClientRequestToken ?? randomUUID();
        return named(secret);
      },
    },
    ListSecrets: {
      run: ({ IncludePlannedDeletion }) => ({
        SecretList: [...standing().values()]
          .filter(({ deleted }) => deleted === undefined || IncludePlannedDeletion === true)
          .map((secret) => ({
            ...described(secret),
            SecretVersionsToStages: { [secret.version]: STAGES },
          })),
      }),
    },
  };
  return {
    name: "secretsmanager",
    targetPrefix: "secretsmanager",
    rules,
    operations,
    tagged: () => taggedOf([...secrets.values()].filter(({ deleted }) => deleted === undefined)),
  };
}

function described({ arn, name, created, tags, ...secret }: Secret): SecretListEntry {
  return {
    ARN: arn,
    Name: name,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    CreatedDate: created,
    LastChangedDate: created,
    ...(secret.deleted !== undefined && { DeletedDate: secret.deleted }),
    Tags: tags.list(),
  };
}
