import { randomUUID } from "node:crypto";
import { AwsError } from "../gateway/service";
import type { Operation, Permission, Service } from "../gateway/service";
import type { TagSource } from "./tagging";

interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly created: number;
  readonly tags: Map<string, string>;
  description: string | undefined;
  kmsKeyId: string | undefined;
  version: string;
  value: { readonly SecretString?: string; readonly SecretBinary?: string };
  /** Epoch seconds; set while the secret waits to be deleted. */
  deleted?: number;
}

interface SecretInput {
  /** The name, or the ARN with or without its random ending. */
  readonly SecretId: string;
}

interface ValueInput {
  readonly SecretString?: string;
  readonly SecretBinary?: string;
  readonly ClientRequestToken?: string;
}

interface CreateInput extends ValueInput {
  readonly Name: string;
  readonly Description?: string;
  readonly KmsKeyId?: string;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

interface DeleteInput extends SecretInput {
  readonly ForceDeleteWithoutRecovery?: boolean;
  readonly RecoveryWindowInDays?: number;
}

const now = (): number => Date.now() / 1000;

/** Secrets Manager: secrets with their current value; rotation and old versions are not there. */
export function createSecretsManager(o: {
  readonly region: string;
  readonly accountId: string;
}): Service & TagSource {
  const prefix = `arn:aws:secretsmanager:${o.region}:${o.accountId}:secret:`;
  const secrets = new Map<string, Secret>();

  function lookup(id: string): Secret | undefined {
    const name = id.startsWith(prefix) ? id.slice(prefix.length) : id;
    return secrets.get(name) ?? secrets.get(name.replace(/-[A-Za-z0-9]{6}$/, ""));
  }

  function find({ SecretId }: SecretInput): Secret {
    const secret = lookup(SecretId);
    if (secret) return secret;
    const message = "Secrets Manager can't find the specified secret.";
    throw new AwsError("ResourceNotFoundException", message);
  }

  function usable(input: SecretInput): Secret {
    const secret = find(input);
    if (secret.deleted === undefined) return secret;
    throw new AwsError(
      "InvalidRequestException",
      "You can't perform this operation on the secret because it was marked for deletion.",
    );
  }

  function create(input: CreateInput): object {
    if (secrets.has(input.Name)) {
      const message = `The operation failed because the secret ${input.Name} already exists.`;
      throw new AwsError("ResourceExistsException", message);
    }
    const { SecretString, SecretBinary } = input;
    const secret: Secret = {
      arn: `${prefix}${input.Name}-${randomUUID().slice(0, 6)}`,
      name: input.Name,
      created: now(),
      tags: new Map(input.Tags?.map(({ Key, Value }) => [Key, Value])),
      description: input.Description,
      kmsKeyId: input.KmsKeyId,
      version: input.ClientRequestToken ?? randomUUID(),
      value: { SecretString, SecretBinary },
    };
    secrets.set(secret.name, secret);
    return { ARN: secret.arn, Name: secret.name, VersionId: secret.version };
  }

  function remove(input: DeleteInput): object {
    const secret = find(input);
    const days = input.ForceDeleteWithoutRecovery === true ? 0 : (input.RecoveryWindowInDays ?? 30);
    secret.deleted = now() + days * 24 * 3600;
    if (days === 0) secrets.delete(secret.name);
    return { ARN: secret.arn, Name: secret.name, DeletionDate: secret.deleted };
  }

  const on =
    (action: string) =>
    ({ SecretId }: SecretInput): readonly Permission[] => [
      [`secretsmanager:${action}`, lookup(SecretId)?.arn ?? SecretId],
    ];

  const operations: Record<string, Operation> = {
    CreateSecret: {
      run: create,
      permissions: ({ Name }: CreateInput) => [["secretsmanager:CreateSecret", prefix + Name]],
    },
    DeleteSecret: { run: remove, permissions: on("DeleteSecret") },
    DescribeSecret: {
      run: (input: SecretInput) => described(find(input)),
      permissions: on("DescribeSecret"),
    },
    GetSecretValue: {
      run(input: SecretInput) {
        const { arn, name, version, value, created } = usable(input);
        const stages = ["AWSCURRENT"];
        const shown = { ...value, VersionStages: stages, CreatedDate: created };
        return { ARN: arn, Name: name, VersionId: version, ...shown };
      },
      permissions: on("GetSecretValue"),
    },
    PutSecretValue: {
      run(input: SecretInput & ValueInput) {
        const secret = usable(input);
        secret.value = { SecretString: input.SecretString, SecretBinary: input.SecretBinary };
        secret.version = input.ClientRequestToken ?? randomUUID();
        return { ARN: secret.arn, Name: secret.name, VersionId: secret.version };
      },
      permissions: on("PutSecretValue"),
    },
    ListSecrets: {
      run: ({ IncludePlannedDeletion }: { IncludePlannedDeletion?: boolean }) => ({
        SecretList: [...secrets.values()]
          .filter(({ deleted }) => deleted === undefined || IncludePlannedDeletion === true)
          .map(described),
      }),
    },
  };
  return {
    name: "secretsmanager",
    targetPrefix: "secretsmanager",
    operations,
    tagged: () =>
      [...secrets.values()]
        .filter(({ deleted }) => deleted === undefined)
        .map(({ arn, tags }) => ({ arn, tags: Object.fromEntries(tags) })),
  };
}

function described({ arn, name, created, tags, version, ...secret }: Secret): object {
  return {
    ARN: arn,
    Name: name,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    CreatedDate: created,
    LastChangedDate: created,
    ...(secret.deleted !== undefined && { DeletedDate: secret.deleted }),
    Tags: [...tags].map(([Key, Value]) => ({ Key, Value })),
    VersionIdsToStages: { [version]: ["AWSCURRENT"] },
  };
}
