import type * as aws from "@pulumi/aws";
import { jsonText, kept, parsedJson } from "../as-given";
import { defineKind } from "../define";
import type { Cloud } from "../kind";

/** Three attributes of a queue that are documents, each of which can be a resource of its own. */
type Attribute = "Policy" | "RedrivePolicy" | "RedriveAllowPolicy";

const set = (QueueUrl: string, name: Attribute, value: unknown, cloud: Cloud) =>
  cloud.call("sqs", "SetQueueAttributes", { QueueUrl, Attributes: { [name]: jsonText(value) } });

/** What the queue has; undefined where it has none. */
async function get(QueueUrl: string, name: Attribute, given: unknown, cloud: Cloud) {
  const input = { QueueUrl, AttributeNames: [name] };
  const { Attributes = {} } = await cloud.call("sqs", "GetQueueAttributes", input);
  const real = Attributes[name];
  return real === undefined ? undefined : kept<unknown>(given, real, parsedJson);
}

export const queuePolicyKind = defineKind<aws.sqs.QueuePolicyArgs, "queueUrl">({
  type: "aws:sqs/queuePolicy:QueuePolicy",
  id: "queueUrl",
  required: ["policy"],
  put: ({ queueUrl, policy }, cloud) => set(queueUrl, "Policy", policy, cloud),
  async read(queueUrl, state, cloud) {
    const policy = await get(queueUrl, "Policy", state.policy, cloud);
    return policy === undefined ? undefined : { policy };
  },
  delete: (queueUrl, _state, cloud) => set(queueUrl, "Policy", "", cloud),
});

export const redrivePolicyKind = defineKind<aws.sqs.RedrivePolicyArgs, "queueUrl">({
  type: "aws:sqs/redrivePolicy:RedrivePolicy",
  id: "queueUrl",
  required: ["redrivePolicy"],
  put: ({ queueUrl, redrivePolicy }, cloud) => set(queueUrl, "RedrivePolicy", redrivePolicy, cloud),
  async read(queueUrl, state, cloud) {
    const redrivePolicy = await get(queueUrl, "RedrivePolicy", state.redrivePolicy, cloud);
    return redrivePolicy === undefined ? undefined : { redrivePolicy };
  },
  delete: (queueUrl, _state, cloud) => set(queueUrl, "RedrivePolicy", "", cloud),
});

export const redriveAllowPolicyKind = defineKind<aws.sqs.RedriveAllowPolicyArgs, "queueUrl">({
  type: "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
  id: "queueUrl",
  required: ["redriveAllowPolicy"],
  put: ({ queueUrl, redriveAllowPolicy }, cloud) =>
    set(queueUrl, "RedriveAllowPolicy", redriveAllowPolicy, cloud),
  async read(queueUrl, state, cloud) {
    const { redriveAllowPolicy: given } = state;
    const redriveAllowPolicy = await get(queueUrl, "RedriveAllowPolicy", given, cloud);
    return redriveAllowPolicy === undefined ? undefined : { redriveAllowPolicy };
  },
  delete: (queueUrl, _state, cloud) => set(queueUrl, "RedriveAllowPolicy", "", cloud),
});
