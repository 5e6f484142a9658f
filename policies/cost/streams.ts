import { number, text } from "../rule/properties";
import { resourceRule } from "../rule/rule";

const stream = "aws:kinesis/stream:Stream";

export const kinesisShardCount = resourceRule({
  name: "kinesis-shard-count",
  theme: "cost",
  description: "Provisioned Kinesis streams must not have more shards than the limit.",
  types: [stream],
  settings: {
    maxShards: { default: 8, description: "Most shards of a stream; one is about $0.36 a day." },
  },
  check: ({ props }, { maxShards }) => {
    const shards = number(props, "shardCount") ?? 0;
    if (shards <= maxShards) return undefined;
    return (
      `The stream must have at most ${maxShards} shards, not ${shards} (each takes 1 MB/s or ` +
      "1,000 records/s): lower shardCount, or raise this rule's `maxShards`."
    );
  },
});

export const kinesisOnDemand = resourceRule({
  name: "kinesis-on-demand",
  theme: "cost",
  description: "Ephemeral stacks must use provisioned streams: an idle on-demand one costs 2.7×.",
  scope: "ephemeral",
  types: [stream],
  check: ({ props }) =>
    text(props, "streamModeDetails", "streamMode") === "ON_DEMAND"
      ? "The stream must be provisioned in an ephemeral stack ($0.36 a day for a shard, against " +
        '$0.96 for an idle on-demand stream): set streamModeDetails.streamMode to "PROVISIONED" ' +
        "and a shardCount, or name the stack in `durableStacks`."
      : undefined,
});

export const kinesisRetention = resourceRule({
  name: "kinesis-retention",
  theme: "cost",
  description: "Streams must not keep records for longer than the limit; over 24 h is billed.",
  types: [stream],
  settings: {
    maxHours: { default: 24, description: "Longest retention in ephemeral stacks, in hours." },
    maxDurableHours: { default: 168, description: "Longest retention in durable ones, in hours." },
  },
  check: ({ props }, { maxHours, maxDurableHours }, { durable }) => {
    const hours = number(props, "retentionPeriod") ?? 24;
    const limit = durable ? maxDurableHours : maxHours;
    if (hours <= limit) return undefined;
    return (
      `The stream must keep records for at most ${limit} hours here, not ${hours}: lower ` +
      `retentionPeriod, or raise this rule's \`${durable ? "maxDurableHours" : "maxHours"}\`.`
    );
  },
});

export const firehoseBuffer = resourceRule({
  name: "firehose-buffer",
  theme: "cost",
  description: "Firehose must buffer long enough that it does not write many small objects.",
  types: ["aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"],
  settings: {
    minSeconds: { default: 60, description: "Shortest buffering interval, in seconds." },
    laptopStacks: {
      default: ["local"],
      description: "Stacks that never reach AWS, where nobody should wait for a buffer.",
    },
  },
  check: ({ props }, { minSeconds, laptopStacks }, { stack }) => {
    const seconds = number(props, "extendedS3Configuration", "bufferingInterval") ?? 300;
    if (seconds >= minSeconds || laptopStacks.includes(stack)) return undefined;
    return (
      `The delivery stream must buffer for at least ${minSeconds} seconds, not ${seconds}: raise ` +
      "extendedS3Configuration.bufferingInterval. Every buffer is a PUT, and Athena reads small " +
      "objects slowly."
    );
  },
});
