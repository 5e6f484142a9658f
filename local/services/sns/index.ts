import type { Service } from "../../gateway/service";
import { taggedOf, tagRules } from "../tags";
import type { TagSource } from "../tagging";
import { createDeliveries } from "./delivery";
import { createFanout } from "./fanout";
import type { InvokeFunction } from "./fanout";
import { Notifications } from "./notification";
import { createOutbox } from "./outbox";
import type { OutboxMessage } from "./outbox";
import { publishOperations } from "./publish";
import type { SendToQueue } from "./queues";
import { createSigner } from "./signature";
import { subscriptionOperations } from "./subscription-operations";
import { topicOperations } from "./topic-operations";
import { createTopics } from "./topics";

export type { OutboxMessage } from "./outbox";

export interface SnsOptions {
  readonly region: string;
  readonly accountId: string;
  /** The gateway's address, for the links in notifications. */
  readonly endpoint?: () => string;
  /** Calls a subscribed function; without it, functions cannot subscribe. */
  readonly invoke?: InvokeFunction;
  /** Sends to a subscribed queue; without it, queues cannot subscribe. */
  readonly sendToQueue?: SendToQueue;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  /** Told of a delivery given up after its retries; a warning on stderr by default. */
  readonly failed?: (endpoint: string, reason: string) => void;
}

export interface Sns extends Service, TagSource {
  /** The last 10,000 messages to email subscribers, oldest first. */
  outbox(): readonly OutboxMessage[];
  /** All messages that ever went to the outbox. */
  mailed(): number;
  /** The key that signs what HTTP subscribers get, in PEM. */
  signingKey(): string;
  /** Resolves when no delivery is under way. */
  delivered(): Promise<void>;
}

/**
 * SNS: topics, subscriptions with filter policies, publishing. Messages to email addresses go to
 * the outbox instead, and such subscriptions count as confirmed at once. HTTP subscribers must be
 * on this machine, confirm as on AWS, and get signed notifications. Firehose, SMS and mobile push are
 * not there.
 */
export function createSns(options: SnsOptions): Sns {
  const { region, accountId, endpoint = () => `https://sns.${region}.amazonaws.com` } = options;
  const failed =
    options.failed ??
    ((to: string, reason: string) => {
      process.emitWarning(`SNS gave up delivering to ${to}: ${reason}`);
    });
  const topics = createTopics(region, accountId);
  const outbox = createOutbox();
  const signer = createSigner();
  const deliveries = createDeliveries();
  const { invoke, sendToQueue, clock = Date.now } = options;
  const notifications = new Notifications(endpoint, signer);
  const fanout = createFanout({
    notifications,
    deliveries,
    outbox,
    invoke,
    sendToQueue,
    failed,
    clock,
  });
  const [functions, queues] = [invoke !== undefined, sendToQueue !== undefined];
  return {
    name: "sns",
    validationCode: "InvalidParameter",
    rules: tagRules,
    operations: {
      ...topicOperations(topics, accountId),
      ...subscriptionOperations({ topics, fanout, accountId, functions, queues }),
      ...publishOperations(topics, fanout),
    },
    outbox: () => outbox.messages(),
    mailed: () => outbox.total(),
    signingKey: () => signer.publicKey(),
    delivered: () => deliveries.idle(),
    tagged: () => taggedOf(topics.byArn.values()),
    stop: () => deliveries.stop(),
  };
}
