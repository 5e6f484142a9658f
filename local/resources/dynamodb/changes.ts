import { isDeepStrictEqual } from "node:util";
import type { CloudClient } from "../../gateway/service";
import type { Properties } from "../kind";
import { globalIndexes, identity, throughput } from "./indexes";
import type { Description } from "./indexes";
import { isOnDemand, ttlOf } from "./outputs";
import type { Recovery, Ttl } from "./outputs";

export function definitions(inputs: Properties): readonly object[] {
  const attributes = inputs["attributes"] as readonly { name: string; type: string }[];
  return attributes.map(({ name, type }) => ({ AttributeName: name, AttributeType: type }));
}

/** Time to live and point-in-time recovery, which have operations of their own. */
export async function configure(
  TableName: string,
  inputs: Properties,
  cloud: CloudClient,
): Promise<void> {
  const wanted = (inputs["ttl"] ?? {}) as Ttl;
  const now = await ttlOf(TableName, cloud);
  const on = wanted.enabled !== false && wanted.attributeName !== undefined;
  const setTtl = (Enabled: boolean, AttributeName: unknown): Promise<object> =>
    cloud.call("dynamodb", "UpdateTimeToLive", {
      TableName,
      TimeToLiveSpecification: { Enabled, AttributeName },
    });
  const changed = on !== now.enabled || (on && wanted.attributeName !== now.attributeName);
  if (changed && now.enabled) await setTtl(false, now.attributeName);
  if (changed && on) await setTtl(true, wanted.attributeName);
  const recovery = inputs["pointInTimeRecovery"] as Recovery | undefined;
  await cloud.call("dynamodb", "UpdateContinuousBackups", {
    TableName,
    PointInTimeRecoverySpecification: {
      PointInTimeRecoveryEnabled: recovery?.enabled ?? false,
      ...(recovery?.recoveryPeriodInDays !== undefined && {
        RecoveryPeriodInDays: recovery.recoveryPeriodInDays,
      }),
    },
  });
}

/** Billing mode and provisioned capacity. */
export async function changeCapacity(
  table: Description,
  inputs: Properties,
  cloud: CloudClient,
): Promise<void> {
  const wanted = throughput(inputs["readCapacity"], inputs["writeCapacity"]);
  const onDemand = inputs["billingMode"] === "PAY_PER_REQUEST";
  const { ReadCapacityUnits = 0, WriteCapacityUnits = 0 } = table.ProvisionedThroughput ?? {};
  const same = isDeepStrictEqual({ ReadCapacityUnits, WriteCapacityUnits }, wanted);
  if (onDemand === isOnDemand(table) && (onDemand || same)) return;
  await cloud.call("dynamodb", "UpdateTable", {
    TableName: table.TableName,
    BillingMode: inputs["billingMode"],
    ...(!onDemand && { ProvisionedThroughput: wanted }),
  });
}

/** DynamoDB takes one index a call; an index of other keys is another index. */
export async function changeIndexes(
  table: Description,
  inputs: Properties,
  cloud: CloudClient,
): Promise<void> {
  const wanted = globalIndexes(inputs);
  const standing = table.GlobalSecondaryIndexes ?? [];
  const among = (indexes: typeof standing, one: (typeof standing)[number]): boolean =>
    indexes.some((each) => isDeepStrictEqual(identity(each), identity(one)));
  const removed = standing.filter((index) => !among(wanted, index));
  const added = wanted.filter((index) => !among(standing, index));
  const update = (change: object): Promise<object> =>
    cloud.call("dynamodb", "UpdateTable", {
      TableName: table.TableName,
      AttributeDefinitions: definitions(inputs),
      GlobalSecondaryIndexUpdates: [change],
    });
  for (const { IndexName } of removed) await update({ Delete: { IndexName } });
  for (const index of added) await update({ Create: index });
}
