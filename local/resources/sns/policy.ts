import type { CloudClient } from "../../gateway/service";
import type { Created, Properties, ResourceKind } from "../kind";
import { kept, parsedJson, unless } from "../outputs";
import { GONE, topicAttributes } from "./attributes";

async function putPolicy(inputs: Properties, cloud: CloudClient): Promise<Created> {
  const TopicArn = inputs["arn"] as string;
  const { policy } = inputs;
  const AttributeValue = typeof policy === "string" ? policy : JSON.stringify(policy);
  const input = { TopicArn, AttributeName: "Policy", AttributeValue };
  await cloud.call("sns", "SetTopicAttributes", input);
  return currentPolicy(TopicArn, inputs, cloud);
}

async function currentPolicy(arn: string, state: Properties, cloud: CloudClient): Promise<Created> {
  const attributes = await topicAttributes(arn, cloud);
  const policy = kept(state["policy"], attributes["Policy"], parsedJson);
  return { id: arn, outputs: { arn, policy, owner: attributes["Owner"], region: cloud.region } };
}

export const topicPolicyKind: ResourceKind = {
  type: "aws:sns/topicPolicy:TopicPolicy",
  required: ["arn", "policy"],
  optional: ["region"],
  replaceOn: ["arn", "region"],
  create: putPolicy,
  read: (id, state, cloud) => unless(GONE, currentPolicy(id, state, cloud)),
  update: async (_id, _state, inputs, cloud) => (await putPolicy(inputs, cloud)).outputs,
  async delete(TopicArn, _state, cloud) {
    // A topic always has a policy: without its own, AWS's default one.
    const input = { TopicArn, AttributeName: "Policy", AttributeValue: "" };
    await unless(GONE, cloud.call("sns", "SetTopicAttributes", input));
  },
};
