import type * as aws from "@pulumi/aws";
import { jsonText, kept, parsedJson } from "../as-given";
import { defineKind } from "../define";
import type { Inputs, Properties } from "../kind";
import { within } from "../limits";
import { retried } from "../retried";
import * as tagging from "../tagging";

type Args = aws.sqs.QueueArgs;

/** A queue's attributes by the inputs that give them. */
const ATTRIBUTES = {
  contentBasedDeduplication: "ContentBasedDeduplication",
  deduplicationScope: "DeduplicationScope",
  delaySeconds: "DelaySeconds",
  fifoThroughputLimit: "FifoThroughputLimit",
  kmsDataKeyReusePeriodSeconds: "KmsDataKeyReusePeriodSeconds",
  kmsMasterKeyId: "KmsMasterKeyId",
  maxMessageSize: "MaximumMessageSize",
  messageRetentionSeconds: "MessageRetentionPeriod",
  policy: "Policy",
  receiveWaitTimeSeconds: "ReceiveMessageWaitTimeSeconds",
  redriveAllowPolicy: "RedriveAllowPolicy",
  redrivePolicy: "RedrivePolicy",
  sqsManagedSseEnabled: "SqsManagedSseEnabled",
  visibilityTimeoutSeconds: "VisibilityTimeout",
} as const;
type Name = keyof typeof ATTRIBUTES;
const names = Object.keys(ATTRIBUTES) as Name[];

const POLICIES = ["policy", "redriveAllowPolicy", "redrivePolicy"] as const;
const NUMBERS = [
  "delaySeconds",
  "kmsDataKeyReusePeriodSeconds",
  "maxMessageSize",
  "messageRetentionSeconds",
  "receiveWaitTimeSeconds",
  "visibilityTimeoutSeconds",
] as const;
const FIFO = ["contentBasedDeduplication", "deduplicationScope", "fifoThroughputLimit"] as const;

/** How long the name of a deleted queue is not free, and some more, as the real provider waits. */
const FREE_NAME_MS = 70_000;

/** The attributes that inputs give, as text; what a standard queue does not have is left out. */
function attributesOf(inputs: Inputs<Args>): Record<string, string> {
  const fifo = inputs.fifoQueue === true;
  const own = names.filter((name) => fifo || !FIFO.some((each) => each === name));
  const given = own.filter((name) => inputs[name] !== undefined && inputs[name] !== "");
  return Object.fromEntries(given.map((name) => [ATTRIBUTES[name], jsonText(inputs[name])]));
}

function shown(now: Readonly<Record<string, string>>, state: Properties): Properties {
  const text = (name: Name) => now[ATTRIBUTES[name]];
  const policies: Properties = {};
  for (const name of POLICIES) policies[name] = kept(state[name], text(name), parsedJson);
  const numbers = NUMBERS.filter((name) => text(name) !== undefined);
  return {
    arn: now.QueueArn,
    name: now.QueueArn?.split(":").at(-1),
    fifoQueue: now.FifoQueue === "true",
    contentBasedDeduplication: now.ContentBasedDeduplication === "true",
    deduplicationScope: now.DeduplicationScope,
    fifoThroughputLimit: now.FifoThroughputLimit,
    kmsMasterKeyId: now.KmsMasterKeyId,
    sqsManagedSseEnabled: now.SqsManagedSseEnabled === "true",
    ...policies,
    ...Object.fromEntries(numbers.map((name) => [name, Number(text(name))])),
  };
}

export const queueKind = defineKind<Args, "name">({
  type: "aws:sqs/queue:Queue",
  optional: [...names, "fifoQueue"],
  replaceOn: ["fifoQueue"],
  autoname: {
    property: "name",
    maxLength: 80,
    suffix: ({ fifoQueue }) => (fifoQueue === true ? ".fifo" : ""),
  },
  defaults: {
    contentBasedDeduplication: false,
    delaySeconds: 0,
    fifoQueue: false,
    maxMessageSize: 262_144,
    messageRetentionSeconds: 345_600,
    receiveWaitTimeSeconds: 0,
    visibilityTimeoutSeconds: 30,
  },
  limits: {
    delaySeconds: within(0, 900),
    kmsDataKeyReusePeriodSeconds: within(60, 86_400),
    maxMessageSize: within(1024, 1_048_576),
    messageRetentionSeconds: within(60, 1_209_600),
    receiveWaitTimeSeconds: within(0, 20),
    visibilityTimeoutSeconds: within(0, 43_200),
  },
  check({ name, fifoQueue = false, contentBasedDeduplication = false }) {
    const pattern = fifoQueue ? /^[\w-]{1,75}\.fifo$/ : /^[\w-]{1,80}$/;
    return {
      name:
        name !== undefined &&
        !pattern.test(name) &&
        `must have letters, digits, "_" and "-" alone, at most 80, and of a FIFO queue end with .fifo`,
      contentBasedDeduplication:
        contentBasedDeduplication && !fifoQueue && "can only be set for FIFO queues",
    };
  },
  tags: tagging.sqs,
  async create(inputs, cloud) {
    const Attributes = {
      ...attributesOf(inputs),
      ...(inputs.fifoQueue === true && { FifoQueue: "true" }),
    };
    const create = () => cloud.call("sqs", "CreateQueue", { QueueName: inputs.name, Attributes });
    const on = ({ code }: { readonly code: string }) => code === "QueueDeletedRecently";
    return (await retried(create, { on, withinMs: FREE_NAME_MS, everyMs: 1000 })).QueueUrl;
  },
  async update(QueueUrl, inputs, cloud, before) {
    // A policy that is given no more stays, as with the real provider: a QueuePolicy may have put it there.
    const unlocked = before.kmsMasterKeyId !== undefined && { KmsMasterKeyId: "" };
    const Attributes = { ...unlocked, ...attributesOf(inputs) };
    await cloud.call("sqs", "SetQueueAttributes", { QueueUrl, Attributes });
  },
  async read(QueueUrl, state, cloud) {
    const AttributeNames = ["All"];
    const input = { QueueUrl, AttributeNames };
    const { Attributes = {} } = await cloud.call("sqs", "GetQueueAttributes", input);
    return { url: QueueUrl, ...shown(Attributes, state) };
  },
  delete: (QueueUrl, _state, cloud) => cloud.call("sqs", "DeleteQueue", { QueueUrl }),
});
