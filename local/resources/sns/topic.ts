import type { CloudClient } from "../../gateway/service";
import type { Created, Properties, ResourceKind } from "../kind";
import {
  defined,
  kept,
  parsedJson,
  tagChanges,
  tagList,
  tagMap,
  tagOutputs,
  unless,
  wantedTags,
} from "../outputs";
import { GONE, attributesOf, topicAttributes } from "./attributes";

/** Inputs of a topic that are its attributes, by their name in the API. */
const TOPIC_ATTRIBUTES: Readonly<Record<string, string>> = {
  displayName: "DisplayName",
  deliveryPolicy: "DeliveryPolicy",
  kmsMasterKeyId: "KmsMasterKeyId",
  policy: "Policy",
  signatureVersion: "SignatureVersion",
  tracingConfig: "TracingConfig",
};

export const topicKind: ResourceKind = {
  type: "aws:sns/topic:Topic",
  required: [],
  optional: [...Object.keys(TOPIC_ATTRIBUTES), "name", "region", "tags"],
  replaceOn: ["name", "region"],
  autoname: { property: "name", maxLength: 256 },
  check({ name }) {
    if (typeof name !== "string" || /^[A-Za-z0-9_-]{1,256}$/.test(name)) return [];
    return [{ property: "name", reason: `must have 1 to 256 letters, digits, "_" or "-"` }];
  },
  async create(inputs, cloud) {
    const { TopicArn } = await cloud.call<{ TopicArn: string }>("sns", "CreateTopic", {
      Name: inputs["name"],
      Attributes: attributesOf(inputs, TOPIC_ATTRIBUTES),
      Tags: tagList(wantedTags(inputs)),
    });
    return currentTopic(TopicArn, inputs, cloud);
  },
  read: (id, state, cloud) => unless(GONE, currentTopic(id, state, cloud)),
  async update(TopicArn, state, inputs, cloud) {
    const wanted = attributesOf(inputs, TOPIC_ATTRIBUTES);
    for (const [property, AttributeName] of Object.entries(TOPIC_ATTRIBUTES)) {
      // A policy that a TopicPolicy put there is not this resource's to take away.
      if (
        inputs[property] === undefined &&
        (state[property] === undefined || property === "policy")
      ) {
        continue;
      }
      const AttributeValue = wanted[AttributeName] ?? "";
      await cloud.call("sns", "SetTopicAttributes", { TopicArn, AttributeName, AttributeValue });
    }
    const { set, removed } = tagChanges(await tagsOf(TopicArn, cloud), wantedTags(inputs));
    const ResourceArn = TopicArn;
    if (removed.length > 0) {
      await cloud.call("sns", "UntagResource", { ResourceArn, TagKeys: removed });
    }
    if (set.length > 0) await cloud.call("sns", "TagResource", { ResourceArn, Tags: set });
    return (await currentTopic(TopicArn, inputs, cloud)).outputs;
  },
  async delete(TopicArn, _state, cloud) {
    await unless(GONE, cloud.call("sns", "DeleteTopic", { TopicArn }));
  },
};

async function tagsOf(ResourceArn: string, cloud: CloudClient) {
  const input = { ResourceArn };
  const answer = await cloud.call<{ Tags: { Key: string; Value: string }[] }>(
    "sns",
    "ListTagsForResource",
    input,
  );
  return tagMap(answer.Tags);
}

async function currentTopic(arn: string, state: Properties, cloud: CloudClient): Promise<Created> {
  const attributes = await topicAttributes(arn, cloud);
  const version = attributes["SignatureVersion"];
  const outputs = defined({
    arn,
    name: arn.split(":").at(-1),
    region: cloud.region,
    owner: attributes["Owner"],
    displayName: state["displayName"] === undefined ? undefined : attributes["DisplayName"],
    deliveryPolicy: kept(state["deliveryPolicy"], attributes["DeliveryPolicy"], parsedJson),
    kmsMasterKeyId: attributes["KmsMasterKeyId"],
    policy: kept(state["policy"], attributes["Policy"], parsedJson),
    signatureVersion: version === undefined ? undefined : Number(version),
    tracingConfig: attributes["TracingConfig"],
    fifoTopic: false,
    ...tagOutputs(await tagsOf(arn, cloud), state),
  });
  return { id: arn, outputs };
}
