import { createHash, randomUUID } from "node:crypto";
import { AwsError } from "../../gateway/service";
import type { CloudClient, Operation, Service } from "../../gateway/service";
import type { TagSource } from "../tagging";
import { tagOperations, tagsOf } from "./serverless-tags";
import type { Tag, Tagged } from "./serverless-tags";

export interface RedshiftServerlessOptions {
  readonly region: string;
  readonly accountId: string;
  readonly cloud: () => CloudClient;
}

/** A namespace or workgroup as the API gives it, with its tags beside it. */
interface Item extends Tagged {
  shape: Readonly<Record<string, unknown>>;
}

type Input = Readonly<Record<string, unknown>> & { readonly tags?: readonly Tag[] };

/**
 * A workgroup's ARN holds an id that AWS draws at random. Here it derives from the name, so that a
 * request that names the workgroup is authorized on its ARN without looking it up.
 */
export function workgroupArn(region: string, accountId: string, name: string): string {
  const hash = createHash("sha256").update(`workgroup/${name}`).digest("hex");
  const id = hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, "$1-$2-$3-$4-$5");
  return `arn:aws:redshift-serverless:${region}:${accountId}:workgroup/${id}`;
}

function conflict(name: string): AwsError {
  return new AwsError("ConflictException", `${name} already exists.`);
}

/** Redshift Serverless: namespaces and workgroups. Their databases are the Data API's. */
export function createRedshiftServerless(options: RedshiftServerlessOptions): Service & TagSource {
  const namespaces = new Map<string, Item>();
  const workgroups = new Map<string, Item>();
  const all = () => [...namespaces.values(), ...workgroups.values()];
  const find = (items: Map<string, Item>, name: unknown): Item => {
    const item = items.get(String(name));
    if (item) return item;
    throw new AwsError("ResourceNotFoundException", `${String(name)} does not exist.`);
  };
  return {
    name: "redshift-serverless",
    targetPrefix: "RedshiftServerless",
    operations: {
      ...itemOperations("namespace", namespaces, find, (input) => newNamespace(input, options)),
      ...itemOperations("workgroup", workgroups, find, (input) => {
        find(namespaces, input["namespaceName"]);
        return newWorkgroup(input, options);
      }),
      DeleteNamespace: {
        async run({ namespaceName }: { namespaceName: string }) {
          const { shape } = find(namespaces, namespaceName);
          const used = [...workgroups.values()].some(
            (workgroup) => workgroup.shape["namespaceName"] === namespaceName,
          );
          if (used) {
            throw new AwsError("ConflictException", `${namespaceName} still has a workgroup.`);
          }
          namespaces.delete(namespaceName);
          const SecretId = shape["adminPasswordSecretArn"];
          if (SecretId !== undefined) {
            const request = { SecretId, ForceDeleteWithoutRecovery: true };
            await options.cloud().call("secretsmanager", "DeleteSecret", request);
          }
          return { namespace: { ...shape, status: "DELETING" } };
        },
      },
      ...tagOperations(all),
    },
    tagged: () => all().map(({ arn, tags }) => ({ arn, tags })),
  };
}

/** Create, get, list, update and delete of one kind; `noun` is also the answers' member. */
function itemOperations(
  noun: "namespace" | "workgroup",
  items: Map<string, Item>,
  find: (items: Map<string, Item>, name: unknown) => Item,
  make: (input: Input) => Promise<Item> | Item,
): Readonly<Record<string, Operation>> {
  const title = noun === "namespace" ? "Namespace" : "Workgroup";
  const nameMember = `${noun}Name`;
  return {
    [`Create${title}`]: {
      async run(input: Input) {
        const name = String(input[nameMember]);
        if (items.has(name)) throw conflict(name);
        const item = await make(input);
        items.set(name, item);
        return { [noun]: item.shape };
      },
    },
    [`Get${title}`]: {
      run: (input: Input) => ({ [noun]: find(items, input[nameMember]).shape }),
    },
    [`List${title}s`]: {
      run: () => ({ [`${noun}s`]: [...items.values()].map(({ shape }) => shape) }),
    },
    [`Update${title}`]: {
      run(input: Input) {
        const item = find(items, input[nameMember]);
        item.shape = { ...item.shape, ...without(input, "tags") };
        return { [noun]: item.shape };
      },
    },
    [`Delete${title}`]: {
      run(input: Input) {
        const { shape } = find(items, input[nameMember]);
        items.delete(String(input[nameMember]));
        return { [noun]: { ...shape, status: "DELETING" } };
      },
    },
  };
}

async function newNamespace(input: Input, options: RedshiftServerlessOptions): Promise<Item> {
  const namespaceId = randomUUID();
  const { region, accountId } = options;
  const arn = `arn:aws:redshift-serverless:${region}:${accountId}:namespace/${namespaceId}`;
  const username = typeof input["adminUsername"] === "string" ? input["adminUsername"] : "admin";
  const shape = {
    dbName: "dev",
    adminUsername: username,
    iamRoles: [],
    logExports: [],
    kmsKeyId: "AWS_OWNED_KMS_KEY",
    ...without(input, "tags", "manageAdminPassword", "adminUserPassword"),
    namespaceId,
    namespaceArn: arn,
    status: "AVAILABLE",
    creationDate: new Date().toISOString(),
  };
  const tags = tagsOf(input.tags);
  if (input["manageAdminPassword"] !== true) return { arn, shape, tags };
  const secret = await options.cloud().call<{ ARN: string }>("secretsmanager", "CreateSecret", {
    Name: `redshift!${String(input["namespaceName"])}-${username}`,
    SecretString: JSON.stringify({ username, password: randomUUID() }),
    KmsKeyId: input["adminPasswordSecretKmsKeyId"],
  });
  return { arn, shape: { ...shape, adminPasswordSecretArn: secret.ARN }, tags };
}

function newWorkgroup(input: Input, { region, accountId }: RedshiftServerlessOptions): Item {
  const name = String(input["workgroupName"]);
  const capacity = Number(input["baseCapacity"] ?? 128);
  if (capacity < 4 || capacity > 1024) {
    throw new AwsError("ValidationException", "baseCapacity must be between 4 and 1024 RPUs.");
  }
  const arn = workgroupArn(region, accountId, name);
  const port = Number(input["port"] ?? 5439);
  const address = `${name}.${accountId}.${region}.redshift-serverless.amazonaws.com`;
  const shape = {
    configParameters: [],
    enhancedVpcRouting: false,
    publiclyAccessible: false,
    securityGroupIds: [],
    subnetIds: [],
    ...without(input, "tags"),
    baseCapacity: capacity,
    port,
    workgroupId: arn.split("/")[1],
    workgroupArn: arn,
    status: "AVAILABLE",
    creationDate: new Date().toISOString(),
    endpoint: { address, port, vpcEndpoints: [] },
  };
  return { arn, shape, tags: tagsOf(input.tags) };
}

function without(input: Input, ...names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(input).filter(([name]) => !names.includes(name)));
}
