import type { LoggingStatus } from "@aws-sdk/client-redshift";
import { AwsError } from "../../gateway/service";
import type { Operations } from "../../gateway/service";

const exportable = ["connectionlog", "useractivitylog", "userlog"];

/**
 * Audit logging of clusters: kept and described here, and no log is written.
 * https://docs.aws.amazon.com/redshift/latest/APIReference/API_EnableLogging.html
 */
export function loggingOperations(check: (cluster: string) => void): Operations<"redshift"> {
  const statuses = new Map<string, LoggingStatus>();
  const status = (name: string): LoggingStatus => {
    check(name);
    return statuses.get(name) ?? { LoggingEnabled: false };
  };
  return {
    EnableLogging: {
      run({ ClusterIdentifier: name, LogDestinationType = "s3", LogExports = [], ...s3 }) {
        const { BucketName, S3KeyPrefix } = s3;
        check(name);
        const unknown = LogExports.find((log) => !exportable.includes(log));
        if (unknown !== undefined) {
          const message = `LogExports must be of ${exportable.join(", ")}, not ${unknown}.`;
          throw new AwsError("InvalidParameterValue", message);
        }
        if (LogDestinationType === "cloudwatch" ? LogExports.length === 0 : !BucketName) {
          const message = "Give LogExports for cloudwatch, and BucketName for s3.";
          throw new AwsError("InvalidParameterCombination", message);
        }
        const destination =
          LogDestinationType === "cloudwatch" ? { LogExports } : { BucketName, S3KeyPrefix };
        statuses.set(name, { LoggingEnabled: true, LogDestinationType, ...destination });
        return status(name);
      },
    },
    DescribeLoggingStatus: { run: ({ ClusterIdentifier: name }) => status(name) },
    DisableLogging: {
      run({ ClusterIdentifier: name }) {
        check(name);
        statuses.delete(name);
        return status(name);
      },
    },
  };
}
