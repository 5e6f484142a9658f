import type { Time } from "../../clock";
import type { Principal, RestRequest, RestTarget, Service } from "../../gateway/service";
import { taggedOf } from "../tags";
import type { TagSource } from "../tagging";
import { refuse } from "./errors";
import { moveOperations } from "./operations/moves";
import { permissionOperations } from "./operations/permissions";
import { queueOperations } from "./operations/queues";
import { receivingOperations } from "./operations/receiving";
import { sendingOperations } from "./operations/sending";
import { settlingOperations } from "./operations/settling";
import { placeIn, Queues } from "./queues";
import { createReader, type QueueReader } from "./reader";
import { rules } from "./rules";
import { Sender, type Entry, type ServiceSender } from "./sender";

export type { QueueReader } from "./reader";
export type { Entry } from "./sender";

export interface SqsOptions {
  readonly region: string;
  readonly accountId: string;
  /** The gateway's address, which queues' URLs start with. */
  readonly endpoint: () => string;
  /** Who a message's SenderId says sent it. */
  readonly senderId: (principal: Principal) => string;
  readonly time: Time;
}

export interface Sqs extends Service, TagSource {
  readonly reader: QueueReader;
  /** Sends for a service of AWS. Throws SQS's error, also where the queue's policy does not allow it. */
  sendFor(sender: ServiceSender, queueArn: string, entry: Entry): void;
  /** How many receives wait for messages. */
  polling(): number;
}

/** SQS, API version 2012-11-05, in memory: standard and FIFO queues. */
export function createSqs(options: SqsOptions): Sqs {
  const { senderId, ...account } = options;
  const queues = new Queues(account);
  const sender = new Sender(queues);
  return {
    name: "sqs",
    targetPrefix: "AmazonSQS",
    rules,
    refuse,
    operations: {
      ...queueOperations(queues),
      ...sendingOperations(queues, sender, senderId),
      ...receivingOperations(queues),
      ...settlingOperations(queues),
      ...permissionOperations(queues),
      ...moveOperations(queues),
    },
    locate,
    reader: createReader(queues),
    sendFor: (...sent) => {
      sender.sendFor(...sent);
    },
    polling: () => queues.all.reduce((sum, { polling }) => sum + polling, 0),
    tagged: () => taggedOf(queues.all),
    stop() {
      for (const queue of queues.all) queues.remove(queue);
      return Promise.resolve();
    },
  };
}

/** Older clients post their requests to a queue's own address, and may leave it out of them. */
function locate({ path }: RestRequest): RestTarget {
  const queue = placeIn(path);
  return { path, labels: queue === undefined ? {} : { QueueUrl: path } };
}
