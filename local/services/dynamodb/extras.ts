import type { ContinuousBackupsDescription } from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../gateway/service";
import type { Operations } from "../../gateway/service";
import { tagOperations } from "../tags";
import type { Engine } from "./engine";
import { onTable } from "./names";
import { existingTable } from "./settings";
import type { Settings, TableSettings } from "./settings";

/** Time to live, continuous backups (their settings: nothing can be restored) and tags. */
export function extraOperations(
  engine: Engine,
  settings: Settings,
  host: () => string,
): Operations<"dynamodb"> {
  const of = (table: string): TableSettings => settings.of(existingTable(engine, table).TableName);
  return {
    ...ttlOperations(of),
    ...backupOperations(of),
    ...absentOperations(of),
    ...accountOperations(host),
    ...tagOperations("dynamodb", {
      resource: "ResourceArn",
      list: "ListTagsOfResource",
      find: (arn) => of(arn).tags,
    }),
  };
}

/** What no table here has, and tools ask for. */
function absentOperations(of: SettingsOf): Operations<"dynamodb"> {
  return {
    DescribeContributorInsights: {
      run({ TableName }) {
        of(TableName);
        return {
          TableName,
          ContributorInsightsStatus: "DISABLED",
          ContributorInsightsRuleList: [],
        };
      },
      permissions: onTable("DescribeContributorInsights"),
    },
    DescribeKinesisStreamingDestination: {
      run({ TableName }) {
        of(TableName);
        return { TableName, KinesisDataStreamDestinations: [] };
      },
      permissions: onTable("DescribeKinesisStreamingDestination"),
    },
  };
}

/**
 * An account's quotas, which are not enforced here, and its one endpoint.
 * Sources: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeLimits.html,
 * API_DescribeEndpoints
 */
function accountOperations(host: () => string): Operations<"dynamodb"> {
  return {
    DescribeLimits: {
      permissions: () => [["dynamodb:DescribeLimits", "*"]],
      run: () => ({
        AccountMaxReadCapacityUnits: 80_000,
        AccountMaxWriteCapacityUnits: 80_000,
        TableMaxReadCapacityUnits: 40_000,
        TableMaxWriteCapacityUnits: 40_000,
      }),
    },
    DescribeEndpoints: {
      permissions: () => [["dynamodb:DescribeEndpoints", "*"]],
      run: () => ({
        Endpoints: [{ Address: host(), CachePeriodInMinutes: 1440 }],
      }),
    },
  };
}

type SettingsOf = (table: string) => TableSettings;

function ttlOperations(of: SettingsOf): Operations<"dynamodb"> {
  return {
    UpdateTimeToLive: {
      run({ TableName, TimeToLiveSpecification: wanted }) {
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
      run({ TableName }) {
        const { ttl } = of(TableName);
        return {
          TimeToLiveDescription: ttl
            ? { TimeToLiveStatus: "ENABLED", AttributeName: ttl.attributeName }
            : { TimeToLiveStatus: "DISABLED" },
        };
      },
      permissions: onTable("DescribeTimeToLive"),
    },
  };
}

function backupOperations(of: SettingsOf): Operations<"dynamodb"> {
  const described = ({ pointInTimeRecovery: recovery }: TableSettings) => ({
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: "ENABLED",
      PointInTimeRecoveryDescription: recovery
        ? {
            PointInTimeRecoveryStatus: "ENABLED",
            RecoveryPeriodInDays: recovery.days,
            EarliestRestorableDateTime: recovery.since,
            LatestRestorableDateTime: new Date(),
          }
        : { PointInTimeRecoveryStatus: "DISABLED" },
    } satisfies ContinuousBackupsDescription,
  });
  return {
    UpdateContinuousBackups: {
      run({ TableName, PointInTimeRecoverySpecification: wanted }) {
        const table = of(TableName);
        const days = wanted.RecoveryPeriodInDays ?? 35;
        const since = table.pointInTimeRecovery?.since ?? new Date();
        table.pointInTimeRecovery = wanted.PointInTimeRecoveryEnabled ? { since, days } : undefined;
        return described(table);
      },
      permissions: onTable("UpdateContinuousBackups"),
    },
    DescribeContinuousBackups: {
      run: ({ TableName }) => described(of(TableName)),
      permissions: onTable("DescribeContinuousBackups"),
    },
  };
}
