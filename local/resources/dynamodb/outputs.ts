import { isDeepStrictEqual } from "node:util";
import type { CloudClient } from "../../gateway/service";
import type { Created, Properties } from "../kind";
import { defined, kept, tagMap, tagOutputs } from "../outputs";
import { asGiven, globalIndexes, identities, localIndexes } from "./indexes";
import type { Description } from "./indexes";

export interface Ttl {
  readonly attributeName?: string;
  readonly enabled?: boolean;
}

export interface Recovery {
  readonly enabled: boolean;
  readonly recoveryPeriodInDays?: number;
}

export function isOnDemand({ BillingModeSummary }: Description): boolean {
  return BillingModeSummary?.BillingMode === "PAY_PER_REQUEST";
}

export async function describe(TableName: string, cloud: CloudClient): Promise<Description> {
  const input = { TableName };
  return (await cloud.call<{ Table: Description }>("dynamodb", "DescribeTable", input)).Table;
}

export async function tagsOf(ResourceArn: string, cloud: CloudClient) {
  const input = { ResourceArn };
  const answer = await cloud.call<{ Tags: { Key: string; Value: string }[] }>(
    "dynamodb",
    "ListTagsOfResource",
    input,
  );
  return tagMap(answer.Tags);
}

export async function ttlOf(
  TableName: string,
  cloud: CloudClient,
): Promise<Ttl & { enabled: boolean }> {
  const { TimeToLiveDescription: ttl } = await cloud.call<{
    TimeToLiveDescription: { TimeToLiveStatus: string; AttributeName?: string };
  }>("dynamodb", "DescribeTimeToLive", { TableName });
  const enabled = ttl.TimeToLiveStatus === "ENABLED";
  return { ...(enabled && { attributeName: ttl.AttributeName ?? "" }), enabled };
}

async function recoveryOf(TableName: string, cloud: CloudClient): Promise<Recovery> {
  const answer = await cloud.call<{
    ContinuousBackupsDescription: {
      PointInTimeRecoveryDescription: {
        PointInTimeRecoveryStatus: string;
        RecoveryPeriodInDays?: number;
      };
    };
  }>("dynamodb", "DescribeContinuousBackups", { TableName });
  const { PointInTimeRecoveryStatus: status, RecoveryPeriodInDays: days } =
    answer.ContinuousBackupsDescription.PointInTimeRecoveryDescription;
  const enabled = status === "ENABLED";
  return { enabled, ...(days !== undefined && { recoveryPeriodInDays: days }) };
}

const enabledOnly = (value: unknown): unknown => (value as { enabled: boolean }).enabled;

export async function current(
  name: string,
  state: Properties,
  cloud: CloudClient,
): Promise<Created> {
  const table = await describe(name, cloud);
  const onDemand = isOnDemand(table);
  const key = (type: string): string | undefined =>
    table.KeySchema.find(({ KeyType }) => KeyType === type)?.AttributeName;
  const attributes = table.AttributeDefinitions.map(({ AttributeName, AttributeType }) => ({
    name: AttributeName,
    type: AttributeType,
  }));
  const ttl = await ttlOf(name, cloud);
  const encryption = table.SSEDescription
    ? { enabled: true, kmsKeyArn: table.SSEDescription.KMSMasterKeyArn }
    : { enabled: false };
  const recovery = await recoveryOf(name, cloud);
  const outputs = defined({
    arn: table.TableArn,
    name,
    region: cloud.region,
    attributes: kept(state["attributes"], attributes, byName),
    hashKey: key("HASH"),
    rangeKey: key("RANGE"),
    billingMode: onDemand ? "PAY_PER_REQUEST" : "PROVISIONED",
    readCapacity: table.ProvisionedThroughput?.ReadCapacityUnits ?? 0,
    writeCapacity: table.ProvisionedThroughput?.WriteCapacityUnits ?? 0,
    ...indexOutputs(table, state, onDemand),
    ttl: kept(state["ttl"], ttl, (value) => {
      const { attributeName, enabled } = value as Ttl;
      return enabled !== false && attributeName !== undefined ? attributeName : undefined;
    }),
    pointInTimeRecovery: kept(state["pointInTimeRecovery"], recovery, (value) => {
      const { enabled, recoveryPeriodInDays = 35 } = value as Recovery;
      return enabled && recoveryPeriodInDays;
    }),
    serverSideEncryption: kept(state["serverSideEncryption"], encryption, enabledOnly),
    deletionProtectionEnabled: table.DeletionProtectionEnabled,
    tableClass: table.TableClassSummary?.TableClass ?? "STANDARD",
    onDemandThroughput: state["onDemandThroughput"],
    streamArn: "",
    streamLabel: "",
    streamViewType: "",
    ...tagOutputs(await tagsOf(table.TableArn, cloud), state),
  });
  return { id: name, outputs };
}

function byName(attributes: unknown): unknown {
  const given = attributes as readonly { name: string; type: string }[];
  return [...given].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function indexOutputs(table: Description, state: Properties, onDemand: boolean): Properties {
  const { GlobalSecondaryIndexes: global = [], LocalSecondaryIndexes: local = [] } = table;
  const keys = { hashKey: state["hashKey"], billingMode: state["billingMode"] };
  const asDeclared = (property: string, real: typeof global): unknown => {
    const declared = { ...keys, [property]: state[property] };
    const given = property.startsWith("global") ? globalIndexes(declared) : localIndexes(declared);
    const same = isDeepStrictEqual(identities(given), identities(real));
    if (same) return state[property] ?? [];
    return real.map((index) => {
      const { hashKey, ...rest } = asGiven(index, onDemand);
      return property.startsWith("global") ? { hashKey, ...rest } : rest;
    });
  };
  return {
    globalSecondaryIndexes: asDeclared("globalSecondaryIndexes", global),
    localSecondaryIndexes: asDeclared("localSecondaryIndexes", local),
  };
}
