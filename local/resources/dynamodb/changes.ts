import type { TableDescription } from "@aws-sdk/client-dynamodb";
import { isDeepStrictEqual } from "node:util";
import type { CallInput } from "../../gateway/model/apis";
import type { Cloud } from "../kind";
import { globalIndexes, isAmong, isOnDemand, throughput, type TableInputs } from "./indexes";

export async function describe(TableName: string, cloud: Cloud): Promise<TableDescription> {
  return (await cloud.call("dynamodb", "DescribeTable", { TableName })).Table ?? {};
}

export async function ttlOf(TableName: string, cloud: Cloud) {
  const answer = await cloud.call("dynamodb", "DescribeTimeToLive", { TableName });
  const { TimeToLiveStatus: status, AttributeName = "" } = answer.TimeToLiveDescription ?? {};
  return status === "ENABLED"
    ? { attributeName: AttributeName, enabled: true }
    : { enabled: false };
}

export const definitions = ({ attributes = [] }: TableInputs) =>
  attributes.map(({ name, type }) => ({ AttributeName: name, AttributeType: type }));

/** Time to live and point-in-time recovery, which have operations of their own. */
export async function configure(TableName: string, inputs: TableInputs, cloud: Cloud) {
  const { attributeName: wanted, enabled = true } = inputs.ttl ?? {};
  const now = await ttlOf(TableName, cloud);
  const on = enabled && wanted !== undefined;
  const setTtl = (Enabled: boolean, AttributeName: string | undefined) =>
    cloud.call("dynamodb", "UpdateTimeToLive", {
      TableName,
      TimeToLiveSpecification: { Enabled, AttributeName },
    });
  const changed = on !== now.enabled || (on && wanted !== now.attributeName);
  if (changed && now.enabled) await setTtl(false, now.attributeName);
  if (changed && on) await setTtl(true, wanted);
  const { enabled: recovers = false, recoveryPeriodInDays } = inputs.pointInTimeRecovery ?? {};
  await cloud.call("dynamodb", "UpdateContinuousBackups", {
    TableName,
    PointInTimeRecoverySpecification: {
      PointInTimeRecoveryEnabled: recovers,
      ...(recoveryPeriodInDays !== undefined && { RecoveryPeriodInDays: recoveryPeriodInDays }),
    },
  });
}

/** Billing mode and provisioned capacity. */
export async function changeCapacity(table: TableDescription, inputs: TableInputs, cloud: Cloud) {
  const wanted = throughput(inputs.readCapacity, inputs.writeCapacity);
  const onDemand = isOnDemand(inputs);
  const { ReadCapacityUnits = 0, WriteCapacityUnits = 0 } = table.ProvisionedThroughput ?? {};
  const same = isDeepStrictEqual({ ReadCapacityUnits, WriteCapacityUnits }, wanted);
  const wasOnDemand = isOnDemand({ billingMode: table.BillingModeSummary?.BillingMode });
  if (onDemand === wasOnDemand && (onDemand || same)) return;
  await cloud.call("dynamodb", "UpdateTable", {
    TableName: table.TableName,
    BillingMode: inputs.billingMode,
    ...(!onDemand && { ProvisionedThroughput: wanted }),
  });
}

type IndexChange = NonNullable<
  CallInput<"dynamodb", "UpdateTable">["GlobalSecondaryIndexUpdates"]
>[number];

/** DynamoDB takes one index a call; an index of other keys is another index. */
export async function changeIndexes(table: TableDescription, inputs: TableInputs, cloud: Cloud) {
  const wanted = globalIndexes(inputs);
  const there = table.GlobalSecondaryIndexes ?? [];
  const update = (change: IndexChange) =>
    cloud.call("dynamodb", "UpdateTable", {
      TableName: table.TableName,
      AttributeDefinitions: definitions(inputs),
      GlobalSecondaryIndexUpdates: [change],
    });
  for (const index of there.filter((each) => !isAmong(wanted, each))) {
    await update({ Delete: { IndexName: index.IndexName } });
  }
  for (const index of wanted.filter((each) => !isAmong(there, each))) {
    await update({ Create: index });
  }
}
