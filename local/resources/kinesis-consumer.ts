import type * as aws from "@pulumi/aws";
import { defineKind } from "./define";
import * as tagging from "./tagging";
import { instant } from "./names";

/** A registered consumer of a stream (enhanced fan-out). */
export const kinesisConsumerKind = defineKind<aws.kinesis.StreamConsumerArgs, "name">({
  type: "aws:kinesis/streamConsumer:StreamConsumer",
  required: ["streamArn"],
  replaceOn: ["streamArn"],
  autoname: { property: "name", maxLength: 128 },
  tags: tagging.kinesis,
  async create({ streamArn: StreamARN, name: ConsumerName }, cloud) {
    const input = { StreamARN, ConsumerName };
    const { Consumer } = await cloud.call("kinesis", "RegisterStreamConsumer", input);
    return Consumer?.ConsumerARN;
  },
  async read(ConsumerARN, _state, cloud) {
    const answer = await cloud.call("kinesis", "DescribeStreamConsumer", { ConsumerARN });
    const { ConsumerDescription: now } = answer;
    return {
      arn: ConsumerARN,
      name: now?.ConsumerName,
      streamArn: now?.StreamARN,
      creationTimestamp: instant(now?.ConsumerCreationTimestamp),
    };
  },
  delete: (ConsumerARN, _state, cloud) =>
    cloud.call("kinesis", "DeregisterStreamConsumer", { ConsumerARN }),
});
