import { randomUUID } from "node:crypto";
import { AwsError } from "../../gateway/service";
import { Remembered, type Sent } from "../remembered";
import { TagStore, type TagLimits } from "../tags";

export type Protocol = "email" | "email-json" | "http" | "https" | "lambda" | "sqs";

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: Protocol;
  readonly endpoint: string;
  readonly attributes: Map<string, string>;
  /** What ConfirmSubscription must bring; undefined once confirmed. */
  token?: string;
}

export interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly attributes: Map<string, string>;
  readonly tags: TagStore;
  readonly subscriptions: Map<string, Subscription>;
  readonly fifo: boolean;
  /** What a FIFO topic published lately, and the number of the last message. */
  readonly sent: Remembered<Sent>;
  sequence: bigint;
}

/** Sequence numbers have 20 digits, and grow. */
const FIRST_SEQUENCE_NUMBER = 10_000_000_000_000_000_000n;

/** Source: https://docs.aws.amazon.com/sns/latest/api/API_TagResource.html */
const TAGS: TagLimits = {
  tooMany: ["TagLimitExceeded", "Could not complete request: tag quota of per resource exceeded"],
  invalid: "InvalidParameter",
};

export interface Topics {
  readonly byArn: ReadonlyMap<string, Topic>;
  arnOf(name: string): string;
  /** A FIFO topic's name ends with `.fifo`, and no other's does. */
  create(name: string, fifo: boolean): Topic;
  remove(arn: string): void;
  /** Throws NotFound. */
  topic(arn: string): Topic;
  /** Throws NotFound, and InvalidParameter for what is no subscription's ARN. */
  subscription(arn: string): Subscription;
}

export function invalid(message: string): AwsError {
  return new AwsError("InvalidParameter", `Invalid parameter: ${message}`);
}

const notFound = (what: string): AwsError => new AwsError("NotFound", `${what} does not exist`);

export function createTopics(region: string, accountId: string): Topics {
  const byArn = new Map<string, Topic>();
  const arnOf = (name: string): string => `arn:aws:sns:${region}:${accountId}:${name}`;
  return {
    byArn,
    arnOf,
    create(name, fifo) {
      if (fifo && !/^[A-Za-z0-9_-]{1,251}\.fifo$/.test(name)) {
        throw invalid(
          "Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long.",
        );
      }
      if (!fifo && !/^[A-Za-z0-9_-]{1,256}$/.test(name)) throw invalid("Topic Name");
      const topic: Topic = {
        arn: arnOf(name),
        name,
        attributes: new Map(),
        tags: new TagStore(TAGS),
        subscriptions: new Map(),
        fifo,
        sent: new Remembered(),
        sequence: FIRST_SEQUENCE_NUMBER,
      };
      byArn.set(topic.arn, topic);
      return topic;
    },
    remove: (arn) => {
      byArn.delete(arn);
    },
    topic(arn) {
      const topic = byArn.get(arn);
      if (topic) return topic;
      throw notFound("Topic");
    },
    subscription(arn) {
      if (!/^arn:aws:sns:[^:]*:\d*:[^:]+:[^:]+$/.test(arn)) throw invalid("SubscriptionArn");
      const topic = byArn.get(topicOf(arn));
      const subscription = topic?.subscriptions.get(arn);
      if (subscription) return subscription;
      throw notFound("Subscription");
    },
  };
}

/** The topic's part of a subscription's ARN. */
export const topicOf = (arn: string): string => arn.slice(0, arn.lastIndexOf(":"));

export function newSubscriptionArn(topicArn: string): string {
  return `${topicArn}:${randomUUID()}`;
}
