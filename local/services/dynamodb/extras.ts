import { AwsError } from "../../gateway/service";
import type { Operation, Permission } from "../../gateway/service";
import type { Engine } from "./engine";
import { existingTable } from "./settings";
import type { Settings, Tag } from "./settings";
import { onTable } from "./tables";

interface TtlInput {
  readonly TableName: string;
  readonly TimeToLiveSpecification: { readonly Enabled: boolean; readonly AttributeName: string };
}

interface BackupsInput {
  readonly TableName: string;
  readonly PointInTimeRecoverySpecification: {
    readonly PointInTimeRecoveryEnabled: boolean;
    readonly RecoveryPeriodInDays?: number;
  };
}

interface TagInput {
  readonly ResourceArn: string;
  readonly Tags?: readonly Tag[];
  readonly TagKeys?: readonly string[];
}

/** Time to live, continuous backups (their settings: nothing can be restored) and tags. */
export function extraOperations(engine: Engine, settings: Settings): Record<string, Operation> {
  return {
    ...ttlOperations(engine, settings),
    ...backups(engine, settings),
    ...tags(engine, settings),
  };
}

function ttlOperations(engine: Engine, settings: Settings): Record<string, Operation> {
  const of = (name: string) => settings.of(existingTable(engine, name).TableName);
  return {
    UpdateTimeToLive: {
      run({ TableName, TimeToLiveSpecification: wanted }: TtlInput) {
        const table = of(TableName);
        if (wanted.Enabled === (table.ttl !== undefined)) {
          const state = wanted.Enabled ? "enabled" : "disabled";
          throw new AwsError("ValidationException", `TimeToLive is already ${state}`);
        }
        table.ttl = wanted.Enabled ? { attributeName: wanted.AttributeName } : undefined;
        return { TimeToLiveSpecification: wanted };
      },
      permissions: onTable("UpdateTimeToLive"),
    },
    DescribeTimeToLive: {
      run({ TableName }: { TableName: string }) {
        const { ttl } = of(TableName);
        const description = ttl
          ? { TimeToLiveStatus: "ENABLED", AttributeName: ttl.attributeName }
          : { TimeToLiveStatus: "DISABLED" };
        return { TimeToLiveDescription: description };
      },
      permissions: onTable("DescribeTimeToLive"),
    },
  };
}

function backups(engine: Engine, settings: Settings): Record<string, Operation> {
  const describe = (name: string): object => {
    const { pointInTimeRecovery } = settings.of(existingTable(engine, name).TableName);
    const recovery = pointInTimeRecovery
      ? {
          PointInTimeRecoveryStatus: "ENABLED",
          RecoveryPeriodInDays: pointInTimeRecovery.days,
          EarliestRestorableDateTime: pointInTimeRecovery.since,
          LatestRestorableDateTime: Date.now() / 1000,
        }
      : { PointInTimeRecoveryStatus: "DISABLED" };
    return {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: "ENABLED",
        PointInTimeRecoveryDescription: recovery,
      },
    };
  };
  return {
    UpdateContinuousBackups: {
      run({ TableName, PointInTimeRecoverySpecification: wanted }: BackupsInput) {
        const table = settings.of(existingTable(engine, TableName).TableName);
        const days = wanted.RecoveryPeriodInDays ?? 35;
        const since = table.pointInTimeRecovery?.since ?? Date.now() / 1000;
        table.pointInTimeRecovery = wanted.PointInTimeRecoveryEnabled ? { since, days } : undefined;
        return describe(TableName);
      },
      permissions: onTable("UpdateContinuousBackups"),
    },
    DescribeContinuousBackups: {
      run: ({ TableName }: { TableName: string }) => describe(TableName),
      permissions: onTable("DescribeContinuousBackups"),
    },
  };
}

function tags(engine: Engine, settings: Settings): Record<string, Operation> {
  const of = (arn: string) => settings.of(existingTable(engine, arn).TableName).tags;
  const on =
    (action: string) =>
    ({ ResourceArn }: TagInput): readonly Permission[] => [[`dynamodb:${action}`, ResourceArn]];
  return {
    TagResource: {
      run({ ResourceArn, Tags = [] }: TagInput) {
        const table = of(ResourceArn);
        for (const { Key, Value } of Tags) table.set(Key, Value);
        return {};
      },
      permissions: on("TagResource"),
    },
    UntagResource: {
      run({ ResourceArn, TagKeys = [] }: TagInput) {
        const table = of(ResourceArn);
        for (const key of TagKeys) table.delete(key);
        return {};
      },
      permissions: on("UntagResource"),
    },
    ListTagsOfResource: {
      run: ({ ResourceArn }: TagInput) => ({
        Tags: [...of(ResourceArn)].map(([Key, Value]) => ({ Key, Value })),
      }),
      permissions: on("ListTagsOfResource"),
    },
  };
}
