import * as pulumi from "@pulumi/pulumi";
import type { PrivateBucket } from "../bucket";
import type { EventStream } from "../stream";
import type { LakeCatalog } from "./catalog";

export interface DeliveryPolicyArgs {
  readonly stream: EventStream;
  readonly bucket: PrivateBucket;
  readonly catalog: LakeCatalog;
  readonly format: "parquet" | "json";
  readonly logGroupArn: pulumi.Output<string>;
}

/** https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3 */
export function deliveryPolicy(args: DeliveryPolicyArgs): pulumi.Output<string> {
  const { bucket, stream } = args;
  const allow = (actions: string[], ...resources: pulumi.Input<string>[]) => ({
    Effect: "Allow",
    Action: actions,
    Resource: resources,
  });
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      allow(
        [
          "kinesis:DescribeStream",
          "kinesis:GetRecords",
          "kinesis:GetShardIterator",
          "kinesis:ListShards",
        ],
        stream.arn,
      ),
      allow(["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"], bucket.arn),
      allow(
        ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
        pulumi.interpolate`${bucket.arn}/*`,
      ),
      allow(["logs:PutLogEvents"], pulumi.interpolate`${args.logGroupArn}:*`),
      ...(args.format === "parquet" ? [allow(readSchema, ...schemaArns(args.catalog))] : []),
      ...(stream.kmsKeyArn === undefined ? [] : [allow(["kms:Decrypt"], stream.kmsKeyArn)]),
    ],
  });
}

const readSchema = ["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"];

/** Glue checks a table, its database and the catalog. */
function schemaArns({ database, table }: LakeCatalog): pulumi.Output<string>[] {
  const catalog = database.arn.apply((arn) => arn.replace(/:database\/.*$/, ":catalog"));
  return [catalog, database.arn, table.arn];
}
