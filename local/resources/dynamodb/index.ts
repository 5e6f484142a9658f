import type * as aws from "@pulumi/aws";
import { kept, unordered } from "../as-given";
import { defineKind } from "../define";
import type { Cloud, State, ResourceKind } from "../kind";
import { matching, oneOf } from "../limits";
import * as tagging from "../tagging";
import * as changes from "./changes";
import * as indexes from "./indexes";
import type { TableInputs } from "./indexes";

type Args = aws.dynamodb.TableArgs;

const tableKind = defineKind<Args, "name">({
  type: "aws:dynamodb/table:Table",
  id: "name",
  required: ["attributes", "hashKey"],
  optional: [
    "billingMode",
    "deletionProtectionEnabled",
    "globalSecondaryIndexes",
    "localSecondaryIndexes",
    "onDemandThroughput",
    "pointInTimeRecovery",
    "rangeKey",
    "readCapacity",
    "serverSideEncryption",
    "tableClass",
    "ttl",
    "writeCapacity",
  ],
  replaceOn: ["hashKey", "localSecondaryIndexes", "rangeKey"],
  autoname: { property: "name", maxLength: 255 },
  defaults: { billingMode: "PROVISIONED" },
  limits: {
    name: matching(/^[\w.-]{3,255}$/, `must have 3 to 255 letters, digits, "_", "." or "-"`),
    billingMode: oneOf("PROVISIONED", "PAY_PER_REQUEST"),
  },
  check: (inputs) => ({ attributes: attributeFaults(inputs) }),
  tags: tagging.dynamodb,
  create(inputs, cloud) {
    const local = indexes.localIndexes(inputs);
    const global = indexes.globalIndexes(inputs);
    return cloud.call("dynamodb", "CreateTable", {
      TableName: inputs.name,
      AttributeDefinitions: changes.definitions(inputs),
      KeySchema: indexes.keySchema(inputs.hashKey, inputs.rangeKey),
      BillingMode: inputs.billingMode,
      ...(!indexes.isOnDemand(inputs) && {
        ProvisionedThroughput: indexes.throughput(inputs.readCapacity, inputs.writeCapacity),
      }),
      ...(local.length > 0 && { LocalSecondaryIndexes: local }),
      ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
      ...settings(inputs),
    });
  },
  async update(TableName, inputs, cloud) {
    const table = await changes.describe(TableName, cloud);
    await changes.changeCapacity(table, inputs, cloud);
    await changes.changeIndexes(table, inputs, cloud);
    await cloud.call("dynamodb", "UpdateTable", { TableName, ...settings(inputs) });
  },
  configure: changes.configure,
  read: outputs,
  delete: (TableName, _state, cloud) => cloud.call("dynamodb", "DeleteTable", { TableName }),
});

export const dynamodbKinds: readonly ResourceKind[] = [tableKind];

/** Every key attribute must be declared, and nothing else may be. */
function attributeFaults(inputs: TableInputs): readonly string[] {
  const { attributes, hashKey, rangeKey } = inputs;
  if (attributes === undefined || hashKey === undefined) return [];
  const schemas = [...indexes.globalIndexes(inputs), ...indexes.localIndexes(inputs)].flatMap(
    ({ KeySchema }) => KeySchema,
  );
  const keys = [...indexes.keySchema(hashKey, rangeKey), ...schemas];
  const used = new Set(keys.map(({ AttributeName = "" }) => AttributeName));
  const declared = new Set(attributes.map(({ name }) => name));
  return [
    ...[...used]
      .filter((name) => !declared.has(name))
      .map((name) => `must declare "${name}", which is a key`),
    ...[...declared]
      .filter((name) => !used.has(name))
      .map((name) => `must not declare "${name}", which is no key`),
  ];
}

/** What CreateTable and UpdateTable take alike. */
function settings(inputs: TableInputs) {
  const { enabled: Enabled = false, kmsKeyArn } = inputs.serverSideEncryption ?? {};
  return {
    DeletionProtectionEnabled: inputs.deletionProtectionEnabled ?? false,
    TableClass: inputs.tableClass,
    SSESpecification: { Enabled, ...(kmsKeyArn !== undefined && { KMSMasterKeyId: kmsKeyArn }) },
  };
}

async function recoveryOf(TableName: string, cloud: Cloud) {
  const answer = await cloud.call("dynamodb", "DescribeContinuousBackups", { TableName });
  const { PointInTimeRecoveryStatus: status, RecoveryPeriodInDays: recoveryPeriodInDays } =
    answer.ContinuousBackupsDescription?.PointInTimeRecoveryDescription ?? {};
  const enabled = status === "ENABLED";
  return { enabled, ...(recoveryPeriodInDays !== undefined && { recoveryPeriodInDays }) };
}

async function outputs(name: string, state: State<Args>, cloud: Cloud) {
  const table = await changes.describe(name, cloud);
  const { KeySchema = [], AttributeDefinitions = [], SSEDescription: sse } = table;
  const { GlobalSecondaryIndexes: global = [], LocalSecondaryIndexes: local = [] } = table;
  const billingMode = table.BillingModeSummary?.BillingMode ?? "PROVISIONED";
  const onDemand = indexes.isOnDemand({ billingMode });
  const key = (type: string): string | undefined =>
    KeySchema.find(({ KeyType }) => KeyType === type)?.AttributeName;
  const attributes = AttributeDefinitions.map(({ AttributeName = "", AttributeType = "" }) => ({
    name: AttributeName,
    type: AttributeType,
  }));
  const encryption = { enabled: sse !== undefined, ...(sse && { kmsKeyArn: sse.KMSMasterKeyArn }) };
  return {
    arn: table.TableArn,
    attributes: kept(state.attributes, attributes, unordered),
    hashKey: key("HASH"),
    rangeKey: key("RANGE"),
    billingMode,
    readCapacity: table.ProvisionedThroughput?.ReadCapacityUnits ?? 0,
    writeCapacity: table.ProvisionedThroughput?.WriteCapacityUnits ?? 0,
    globalSecondaryIndexes: indexes.indexesAsGiven(
      state.globalSecondaryIndexes,
      indexes.globalIndexes(state),
      global,
      (index) => indexes.globalIndex(index, onDemand),
    ),
    localSecondaryIndexes: indexes.indexesAsGiven(
      state.localSecondaryIndexes,
      indexes.localIndexes(state),
      local,
      indexes.localIndex,
    ),
    ttl: kept(state.ttl, await changes.ttlOf(name, cloud), ({ attributeName, enabled }) =>
      enabled === false ? undefined : attributeName,
    ),
    pointInTimeRecovery: kept(
      state.pointInTimeRecovery,
      await recoveryOf(name, cloud),
      ({ enabled, recoveryPeriodInDays = 35 }) => enabled && recoveryPeriodInDays,
    ),
    serverSideEncryption: kept(state.serverSideEncryption, encryption, ({ enabled }) => enabled),
    deletionProtectionEnabled: table.DeletionProtectionEnabled,
    tableClass: table.TableClassSummary?.TableClass ?? "STANDARD",
    streamArn: "",
    streamLabel: "",
    streamViewType: "",
  };
}
