import type { CheckFailure, Properties, ResourceKind } from "../kind";
import { defined, tagChanges, tagList, unless, wantedTags } from "../outputs";
import { changeCapacity, changeIndexes, configure, definitions } from "./changes";
import { globalIndexes, keySchema, localIndexes, throughput } from "./indexes";
import { current, describe, tagsOf } from "./outputs";
import { finish } from "../unfinished";

const GONE = ["ResourceNotFoundException"];

const tableKind: ResourceKind = {
  type: "aws:dynamodb/table:Table",
  required: ["attributes", "hashKey"],
  optional: [
    "billingMode",
    "deletionProtectionEnabled",
    "globalSecondaryIndexes",
    "localSecondaryIndexes",
    "name",
    "onDemandThroughput",
    "pointInTimeRecovery",
    "rangeKey",
    "readCapacity",
    "region",
    "serverSideEncryption",
    "tableClass",
    "tags",
    "ttl",
    "writeCapacity",
  ],
  replaceOn: ["hashKey", "localSecondaryIndexes", "name", "rangeKey", "region"],
  autoname: { property: "name", maxLength: 255 },
  defaults: { billingMode: "PROVISIONED" },
  check,
  async create(inputs, cloud) {
    const onDemand = inputs["billingMode"] === "PAY_PER_REQUEST";
    const local = localIndexes(inputs);
    const global = globalIndexes(inputs);
    await cloud.call("dynamodb", "CreateTable", {
      TableName: inputs["name"],
      AttributeDefinitions: definitions(inputs),
      KeySchema: keySchema(String(inputs["hashKey"]), inputs["rangeKey"]),
      BillingMode: inputs["billingMode"],
      ...(!onDemand && {
        ProvisionedThroughput: throughput(inputs["readCapacity"], inputs["writeCapacity"]),
      }),
      ...(local.length > 0 && { LocalSecondaryIndexes: local }),
      ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
      ...settings(inputs),
      Tags: tagList(wantedTags(inputs)),
    });
    const name = String(inputs["name"]);
    return finish(name, async () => {
      await configure(name, inputs, cloud);
      return current(name, inputs, cloud);
    });
  },
  read: (id, state, cloud) => unless(GONE, current(id, state, cloud)),
  async update(id, _state, inputs, cloud) {
    const table = await describe(id, cloud);
    await changeCapacity(table, inputs, cloud);
    await changeIndexes(table, inputs, cloud);
    await cloud.call("dynamodb", "UpdateTable", { TableName: id, ...settings(inputs) });
    await configure(id, inputs, cloud);
    const { set, removed } = tagChanges(await tagsOf(table.TableArn, cloud), wantedTags(inputs));
    const ResourceArn = table.TableArn;
    if (removed.length > 0) {
      await cloud.call("dynamodb", "UntagResource", { ResourceArn, TagKeys: removed });
    }
    if (set.length > 0) await cloud.call("dynamodb", "TagResource", { ResourceArn, Tags: set });
    return (await current(id, inputs, cloud)).outputs;
  },
  async delete(id, _state, cloud) {
    await unless(GONE, cloud.call("dynamodb", "DeleteTable", { TableName: id }));
  },
};

export const dynamodbKinds: readonly ResourceKind[] = [tableKind];

type Named = readonly { readonly name: string }[];

function check(inputs: Properties): readonly CheckFailure[] {
  const failures: CheckFailure[] = [];
  const { name, billingMode, attributes } = inputs;
  if (typeof name === "string" && !/^[a-zA-Z0-9_.-]{3,255}$/.test(name)) {
    const reason = `must have 3 to 255 letters, digits, "_", "." or "-"`;
    failures.push({ property: "name", reason });
  }
  if (typeof billingMode === "string" && !/^(PROVISIONED|PAY_PER_REQUEST)$/.test(billingMode)) {
    failures.push({ property: "billingMode", reason: "must be PROVISIONED or PAY_PER_REQUEST" });
  }
  if (Array.isArray(attributes) && typeof inputs["hashKey"] === "string") {
    failures.push(...checkAttributes(inputs, attributes as Named));
  }
  return failures;
}

/** Every key attribute must be declared, and nothing else may be. */
function checkAttributes(inputs: Properties, attributes: Named): readonly CheckFailure[] {
  const indexes = [...globalIndexes(inputs), ...localIndexes(inputs)];
  const table = { KeySchema: keySchema(String(inputs["hashKey"]), inputs["rangeKey"]) };
  const keys = [table, ...indexes].flatMap(({ KeySchema }) => KeySchema);
  const used = new Set(keys.map(({ AttributeName }) => AttributeName));
  const declared = new Set(attributes.map(({ name }) => name));
  const missing = [...used].filter((name) => !declared.has(name));
  const unused = [...declared].filter((name) => !used.has(name));
  const failure = (reason: string): CheckFailure => ({ property: "attributes", reason });
  return [
    ...missing.map((name) => failure(`must declare "${name}", which is a key`)),
    ...unused.map((name) => failure(`must not declare "${name}", which is no key`)),
  ];
}

interface Encryption {
  readonly enabled: boolean;
  readonly kmsKeyArn?: string;
}

/** What CreateTable and UpdateTable take alike. */
function settings(inputs: Properties): Properties {
  const encryption = inputs["serverSideEncryption"] as Encryption | undefined;
  return defined({
    DeletionProtectionEnabled: inputs["deletionProtectionEnabled"] ?? false,
    TableClass: inputs["tableClass"],
    SSESpecification: {
      Enabled: encryption?.enabled ?? false,
      ...(encryption?.kmsKeyArn !== undefined && { KMSMasterKeyId: encryption.kmsKeyArn }),
    },
  });
}
