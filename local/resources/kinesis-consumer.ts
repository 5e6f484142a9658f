import type { CloudClient } from "../gateway/service";
import type { Created, Properties, ResourceKind } from "./kind";
import { tagOutputs, unlessGone, updateTags, wantedTags } from "./kinesis-tags";

interface Description {
  readonly ConsumerName: string;
  readonly ConsumerARN: string;
  readonly ConsumerCreationTimestamp: Date;
  readonly StreamARN: string;
}

/** A registered consumer of a stream (enhanced fan-out). */
export const kinesisConsumerKind: ResourceKind = {
  type: "aws:kinesis/streamConsumer:StreamConsumer",
  required: ["streamArn"],
  optional: ["name", "region", "tags"],
  replaceOn: ["name", "streamArn", "region"],
  autoname: { property: "name", maxLength: 128 },
  async create(inputs, cloud) {
    const tags = wantedTags(inputs);
    const { Consumer } = await cloud.call<{ Consumer: { ConsumerARN: string } }>(
      "kinesis",
      "RegisterStreamConsumer",
      {
        StreamARN: inputs["streamArn"],
        ConsumerName: inputs["name"],
        ...(Object.keys(tags).length > 0 ? { Tags: tags } : {}),
      },
    );
    return current(Consumer.ConsumerARN, inputs, cloud);
  },
  read: (id, state, cloud) => unlessGone(current(id, state, cloud)),
  async update(id, _state, inputs, cloud) {
    await updateTags(id, inputs, cloud);
    return (await current(id, inputs, cloud)).outputs;
  },
  async delete(id, _state, cloud) {
    await unlessGone(cloud.call("kinesis", "DeregisterStreamConsumer", { ConsumerARN: id }));
  },
};

async function current(arn: string, state: Properties, cloud: CloudClient): Promise<Created> {
  const { ConsumerDescription: consumer } = await cloud.call<{ ConsumerDescription: Description }>(
    "kinesis",
    "DescribeStreamConsumer",
    { ConsumerARN: arn },
  );
  const outputs = {
    arn: consumer.ConsumerARN,
    name: consumer.ConsumerName,
    streamArn: consumer.StreamARN,
    creationTimestamp: consumer.ConsumerCreationTimestamp.toISOString(),
    region: cloud.region,
    ...(await tagOutputs(arn, state, cloud)),
  };
  return { id: consumer.ConsumerARN, outputs };
}
