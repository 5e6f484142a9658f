import { AwsError } from "../../gateway/service";
import type { Operation } from "../../gateway/service";
import { list } from "./parameters";

interface LoggingInput {
  readonly ClusterIdentifier: string;
  readonly BucketName?: string;
  readonly S3KeyPrefix?: string;
  readonly LogDestinationType?: string;
  readonly LogExports?: readonly string[];
}

const exportable = ["connectionlog", "useractivitylog", "userlog"];

/**
 * Audit logging of clusters: kept and described here, and no log is written.
 * https://docs.aws.amazon.com/redshift/latest/APIReference/API_EnableLogging.html
 */
export function loggingOperations(
  find: (cluster: string) => unknown,
  permissions: (action: string) => Operation["permissions"],
): Readonly<Record<string, Operation>> {
  const statuses = new Map<string, object>();
  const status = (name: string): object => {
    find(name);
    return statuses.get(name) ?? { LoggingEnabled: false };
  };
  return {
    EnableLogging: {
      permissions: permissions("EnableLogging"),
      run(input: LoggingInput) {
        const { ClusterIdentifier: name, BucketName, S3KeyPrefix } = input;
        find(name);
        const LogDestinationType = input.LogDestinationType ?? "s3";
        const LogExports = list(input.LogExports);
        const unknown = LogExports.find((log) => !exportable.includes(log));
        if (unknown !== undefined) {
          const message = `LogExports must be of ${exportable.join(", ")}, not ${unknown}.`;
          throw new AwsError("InvalidParameterValue", message);
        }
        if (LogDestinationType === "cloudwatch" ? LogExports.length === 0 : !BucketName) {
          const message = "Give LogExports for cloudwatch, and BucketName for s3.";
          throw new AwsError("InvalidParameterCombination", message);
        }
        const place =
          LogDestinationType === "cloudwatch" ? { LogExports } : { BucketName, S3KeyPrefix };
        statuses.set(name, { LoggingEnabled: true, LogDestinationType, ...place });
        return status(name);
      },
    },
    DescribeLoggingStatus: {
      permissions: permissions("DescribeLoggingStatus"),
      run: ({ ClusterIdentifier: name }: LoggingInput) => status(name),
    },
    DisableLogging: {
      permissions: permissions("DisableLogging"),
      run({ ClusterIdentifier: name }: LoggingInput) {
        find(name);
        statuses.delete(name);
        return status(name);
      },
    },
  };
}
