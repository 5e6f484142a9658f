import { randomUUID } from "node:crypto";
import { AwsError } from "../../gateway/service";
import type { CloudClient } from "../../gateway/service";
import { TagStore, type TagLimits } from "../tags";

/** Where a cloud is, and how its services call one another. */
export interface Scope {
  readonly region: string;
  readonly accountId: string;
  readonly cloud: () => CloudClient;
}

/** What the API gives of a resource, and its tags beside it. */
export interface Resource<Shape> {
  readonly arn: string;
  readonly tags: TagStore;
  shape: Shape;
}

interface Kind {
  readonly noun: string;
  /** Codes of the errors for a name that is not there, or is already. */
  readonly missing: string;
  readonly exists: string;
  readonly limits: TagLimits;
}

/** Resources of one kind by their names, as the control planes of clusters and of Serverless keep them. */
export class Collection<Shape extends object> {
  readonly #byName = new Map<string, Resource<Shape>>();

  constructor(private readonly kind: Kind) {}

  find(name: string): Resource<Shape> {
    const found = this.#byName.get(name);
    if (found) return found;
    throw new AwsError(this.kind.missing, `${this.kind.noun} ${name} not found.`);
  }

  checkNew(name: string): void {
    if (!this.#byName.has(name)) return;
    throw new AwsError(this.kind.exists, `${this.kind.noun} ${name} already exists.`);
  }

  add(
    name: string,
    arn: string,
    shape: Shape,
    tags?: ConstructorParameters<typeof TagStore>[1],
  ): Resource<Shape> {
    this.checkNew(name);
    const resource = { arn, shape, tags: new TagStore(this.kind.limits, tags) };
    this.#byName.set(name, resource);
    return resource;
  }

  change(name: string, changes: Partial<Shape>): Resource<Shape> {
    const found = this.find(name);
    found.shape = { ...found.shape, ...changes };
    return found;
  }

  remove(name: string): Resource<Shape> {
    const found = this.find(name);
    this.#byName.delete(name);
    return found;
  }

  /** Those of one name, or all. */
  list(name?: string): readonly Resource<Shape>[] {
    return name === undefined ? [...this.#byName.values()] : [this.find(name)];
  }
}

/** An administrator's password that Redshift draws and keeps in Secrets Manager; gives its ARN. */
export async function createSecret(
  { cloud }: Scope,
  owner: string,
  username: string,
  KmsKeyId: string | undefined,
): Promise<string | undefined> {
  const SecretString = JSON.stringify({ username, password: randomUUID() });
  const Name = `redshift!${owner}-${username}-${randomUUID().slice(0, 8)}`;
  const secret = await cloud().call("secretsmanager", "CreateSecret", {
    Name,
    SecretString,
    KmsKeyId,
  });
  return secret.ARN;
}

export async function deleteSecret({ cloud }: Scope, SecretId: string | undefined): Promise<void> {
  if (SecretId === undefined) return;
  await cloud().call("secretsmanager", "DeleteSecret", {
    SecretId,
    ForceDeleteWithoutRecovery: true,
  });
}
