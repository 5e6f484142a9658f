import type { Rule, Rules } from "../../gateway/model/rules";
import { tagMap, tagRules } from "../tags";

const NAME: Rule = { length: [1, 128], pattern: "[a-zA-Z0-9_.-]+" };
const HASH_KEY: Rule = { pattern: "0|([1-9]\\d{0,38})" };
const SEQUENCE_NUMBER: Rule = { pattern: "0|([1-9]\\d{0,128})" };
const POSITION: Rule = {
  oneOf: ["AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER", "TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"],
};

/** What enhanced monitoring can measure of each shard. */
export const METRICS = [
  "IncomingBytes",
  "IncomingRecords",
  "OutgoingBytes",
  "OutgoingRecords",
  "WriteProvisionedThroughputExceeded",
  "ReadProvisionedThroughputExceeded",
  "IteratorAgeMilliseconds",
] as const;

/** Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Operations.html, each operation's page */
export const rules: Rules = {
  StreamName: NAME,
  StreamARN: { length: [1, 2048], pattern: "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+" },
  ResourceARN: { length: [1, 2048], pattern: "arn:aws.*:kinesis:.*:\\d{12}:.*stream/\\S+" },
  ConsumerARN: { length: [1, 2048] },
  ConsumerName: NAME,
  ShardId: NAME,
  ShardToSplit: NAME,
  ShardToMerge: NAME,
  AdjacentShardToMerge: NAME,
  ExclusiveStartShardId: NAME,
  ExclusiveStartStreamName: NAME,
  Policy: { length: [1, Infinity] },
  RecordDistributionStrategy: { oneOf: ["AUTO", "USER_PARTITION_KEY"] },
  NextToken: { length: [1, 1_048_576] },
  Limit: { range: [1, 10_000] },
  MaxResults: { range: [1, 10_000] },
  ShardCount: { range: [1, Infinity] },
  TargetShardCount: { range: [1, Infinity] },
  ScalingType: { oneOf: ["UNIFORM_SCALING"] },
  StreamMode: { oneOf: ["PROVISIONED", "ON_DEMAND"] },
  RetentionPeriodHours: { range: [1, Infinity] },
  MaxRecordSizeInKiB: { range: [1024, 10_240] },
  EncryptionType: { oneOf: ["KMS"] },
  KeyId: { length: [1, 2048] },
  ShardLevelMetrics: { length: [1, 7], each: { oneOf: [...METRICS, "ALL"] } },
  NewStartingHashKey: HASH_KEY,
  ExplicitHashKey: HASH_KEY,
  PartitionKey: { length: [1, 256] },
  Records: { length: [1, 500] },
  SequenceNumberForOrdering: SEQUENCE_NUMBER,
  StartingSequenceNumber: SEQUENCE_NUMBER,
  ShardIterator: { length: [1, 512] },
  ShardIteratorType: POSITION,
  "StartingPosition.Type": POSITION,
  "StartingPosition.SequenceNumber": SEQUENCE_NUMBER,
  "ShardFilter.Type": {
    oneOf: [
      "AFTER_SHARD_ID",
      "AT_TRIM_HORIZON",
      "FROM_TRIM_HORIZON",
      "AT_LATEST",
      "AT_TIMESTAMP",
      "FROM_TIMESTAMP",
    ],
  },
  Tags: tagMap,
  TagKeys: { ...tagRules["TagKeys"], length: [1, 50] },
  ExclusiveStartTagKey: { length: [1, 128] },
  "ListTagsForStreamInput.Limit": { range: [1, 50] },
};
