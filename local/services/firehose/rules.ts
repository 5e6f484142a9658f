import type { Rule, Rules } from "../../gateway/model/rules";
import { tagRules } from "../tags";

const NAME: Rule = { length: [1, 64], pattern: "[a-zA-Z0-9_.-]+" };
const ARN: Rule = { length: [1, 512], pattern: "arn:.*" };
const PREFIX: Rule = { length: [0, 1024] };

/** Source: https://docs.aws.amazon.com/firehose/latest/APIReference/API_Operations.html, each operation's page */
export const rules: Rules = {
  DeliveryStreamName: NAME,
  ExclusiveStartDeliveryStreamName: NAME,
  DeliveryStreamType: {
    oneOf: ["DirectPut", "KinesisStreamAsSource", "MSKAsSource", "DatabaseAsSource"],
  },
  KinesisStreamARN: ARN,
  RoleARN: ARN,
  BucketARN: { length: [1, 2048], pattern: "arn:.*:s3:::[\\w\\.\\-]{1,255}" },
  Prefix: PREFIX,
  ErrorOutputPrefix: PREFIX,
  "BufferingHints.IntervalInSeconds": { range: [0, 900] },
  "BufferingHints.SizeInMBs": { range: [1, 128] },
  CompressionFormat: { oneOf: ["UNCOMPRESSED", "GZIP", "ZIP", "Snappy", "HADOOP_SNAPPY"] },
  FileExtension: { length: [0, 128], pattern: "^$|\\.[0-9a-z!\\-_.*'()]+" },
  CustomTimeZone: { length: [0, 50], pattern: "^$|[a-zA-Z/_]+" },
  S3BackupMode: { oneOf: ["Disabled", "Enabled"] },
  "ParquetSerDe.Compression": { oneOf: ["UNCOMPRESSED", "GZIP", "SNAPPY"] },
  CurrentDeliveryStreamVersionId: { length: [1, 50], pattern: "[0-9]+" },
  DestinationId: { length: [1, 100], pattern: "[a-zA-Z0-9-]+" },
  Records: { length: [1, 500] },
  Data: { length: [0, 1_024_000] },
  ...tagRules,
  Tags: { length: [1, 50] },
  TagKeys: { ...tagRules["TagKeys"], length: [1, 50] },
  "ListDeliveryStreamsInput.Limit": { range: [1, 10_000] },
  "ListTagsForDeliveryStreamInput.Limit": { range: [1, 50] },
};
