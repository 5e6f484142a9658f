import type * as aws from "@pulumi/aws";
import { kept, parsedJson } from "../as-given";
import { defineKind } from "../define";
import * as tagging from "../tagging";
import { attributesOf, changedAttributes } from "./attributes";

/** Inputs of a topic that are its attributes. */
const attributes = [
  "deliveryPolicy",
  "displayName",
  "kmsMasterKeyId",
  "policy",
  "signatureVersion",
  "tracingConfig",
] as const;

/** Those of FIFO topics alone. */
const fifoAttributes = ["contentBasedDeduplication", "fifoThroughputScope"] as const;

const attributesFor = ({ fifoTopic }: { readonly fifoTopic?: unknown }) =>
  fifoTopic === true ? [...attributes, ...fifoAttributes] : attributes;

export const topicKind = defineKind<aws.sns.TopicArgs, "name">({
  type: "aws:sns/topic:Topic",
  optional: [...attributes, ...fifoAttributes, "fifoTopic"],
  replaceOn: ["fifoTopic"],
  autoname: {
    property: "name",
    maxLength: 256,
    suffix: ({ fifoTopic }) => (fifoTopic === true ? ".fifo" : ""),
  },
  defaults: { contentBasedDeduplication: false, fifoTopic: false },
  check({ name, fifoTopic = false }) {
    const pattern = fifoTopic ? /^[\w-]{1,251}\.fifo$/ : /^[\w-]{1,256}$/;
    return {
      name:
        name !== undefined &&
        !pattern.test(name) &&
        `must have 1 to 256 letters, digits, "_" or "-", and of a FIFO topic end with .fifo`,
    };
  },
  tags: tagging.sns,
  async create(inputs, cloud) {
    const { TopicArn } = await cloud.call("sns", "CreateTopic", {
      Name: inputs.name,
      Attributes: {
        ...attributesOf(inputs, attributesFor(inputs)),
        ...(inputs.fifoTopic === true && { FifoTopic: "true" }),
      },
    });
    return TopicArn;
  },
  async update(TopicArn, inputs, cloud, before) {
    // A policy that a TopicPolicy put there is not this resource's to take away.
    const own = { ...before, policy: undefined };
    for (const change of changedAttributes(own, inputs, attributesFor(inputs))) {
      await cloud.call("sns", "SetTopicAttributes", { TopicArn, ...change });
    }
  },
  async read(arn, state, cloud) {
    const answer = await cloud.call("sns", "GetTopicAttributes", { TopicArn: arn });
    const { Attributes: now = {} } = answer;
    return {
      arn,
      name: arn.split(":").at(-1),
      owner: now.Owner,
      displayName: state.displayName === undefined ? undefined : now.DisplayName,
      deliveryPolicy: kept(state.deliveryPolicy, now.DeliveryPolicy, parsedJson),
      kmsMasterKeyId: now.KmsMasterKeyId,
      policy: kept(state.policy, now.Policy, parsedJson),
      signatureVersion:
        now.SignatureVersion === undefined ? undefined : Number(now.SignatureVersion),
      tracingConfig: now.TracingConfig,
      fifoTopic: now.FifoTopic === "true",
      contentBasedDeduplication: now.ContentBasedDeduplication === "true",
      fifoThroughputScope: now.FifoThroughputScope,
    };
  },
  delete: (TopicArn, _state, cloud) => cloud.call("sns", "DeleteTopic", { TopicArn }),
});
