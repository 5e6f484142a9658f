import type { CallInput } from "../../../gateway/model/apis";
import { AwsError } from "../../../gateway/service";
import type { Operations, Permission } from "../../../gateway/service";
import { pageOf } from "../../pages";
import { onResource, type Naming, type Runs } from "../../on-resource";
import { tagOperations, TagStore } from "../../tags";
import { checkAttributeNames } from "../attributes";
import { invalidValue } from "../errors";
import { TAGS, type Queue } from "../queue";
import type { Queues } from "../queues";

const PURGE_MS = 60_000;
const MOST_LISTED = 1000;

export const byUrl = (queues: Queues): Naming<Queue> => ({
  find: ({ QueueUrl }: { readonly QueueUrl: string }) => queues.byUrl(QueueUrl),
  arn: ({ QueueUrl }: { readonly QueueUrl: string }) => queues.arnByUrl(QueueUrl),
});

/** Creation, deletion, attributes, tags and lists of queues. */
export function queueOperations(queues: Queues): Operations<"sqs"> {
  return {
    ...namedOperations(queues),
    ...listOperations(queues),
    ...onResource<"sqs", Queue>("sqs", byUrl(queues), attributeRuns(queues)),
    ...tagOperations("sqs", {
      tag: "TagQueue",
      untag: "UntagQueue",
      list: "ListQueueTags",
      resource: "QueueUrl",
      form: "map",
      find: (url) => queues.byUrl(url).tags,
      arn: (url) => queues.arnByUrl(url),
    }),
  };
}

function namedOperations(queues: Queues): Operations<"sqs"> {
  return {
    CreateQueue: {
      permissions({ QueueName, tags = {} }) {
        const arn = queues.arnOf(QueueName);
        const tagging: Permission[] = Object.keys(tags).length > 0 ? [["sqs:TagQueue", arn]] : [];
        return [["sqs:CreateQueue", arn], ...tagging];
      },
      run({ QueueName, Attributes = {}, tags = {} }) {
        // Tags that SQS refuses leave no queue behind.
        const checked = new TagStore(TAGS, tags);
        const queue = queues.create(QueueName, Attributes);
        queue.tags.add(checked.record());
        return { QueueUrl: queues.urlOf(queue) };
      },
    },
    GetQueueUrl: {
      permissions: ({ QueueName }) => [["sqs:GetQueueUrl", queues.arnOf(QueueName)]],
      run({ QueueName, QueueOwnerAWSAccountId = queues.accountId }) {
        const ours = QueueOwnerAWSAccountId === queues.accountId;
        return { QueueUrl: queues.urlOf(queues.byName(ours ? QueueName : "")) };
      },
    },
  };
}

function attributeRuns(queues: Queues): Runs<"sqs", Queue> {
  return {
    DeleteQueue(_input, queue) {
      queues.remove(queue);
      return {};
    },
    GetQueueAttributes({ AttributeNames: names = [] }, queue) {
      checkAttributeNames(names);
      const all = attributesOf(queue);
      const wanted = new Set<string>(names);
      const shown = Object.entries(all).filter(([name]) => wanted.has("All") || wanted.has(name));
      return shown.length > 0 ? { Attributes: Object.fromEntries(shown) } : {};
    },
    SetQueueAttributes({ Attributes }, queue) {
      queues.set(queue, Attributes);
      return {};
    },
    PurgeQueue(_input, queue) {
      const now = queues.time.now();
      if (now < queue.purgedAt + PURGE_MS) {
        const message = `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`;
        throw new AwsError("PurgeQueueInProgress", message);
      }
      queue.purgedAt = now;
      queue.clear();
      return {};
    },
  };
}

function listOperations(queues: Queues): Operations<"sqs"> {
  const page = (all: readonly Queue[], input: CallInput<"sqs", "ListQueues">) => {
    const { NextToken: token, MaxResults: size } = input;
    const invalid = () => invalidValue(token, "NextToken", "The token is not valid.");
    const { page: found, next } = pageOf(all, token, size ?? MOST_LISTED, invalid);
    const urls = found.map((queue) => queues.urlOf(queue));
    // Without MaxResults there is no token, and what is beyond a thousand is not listed.
    return { urls, ...(size !== undefined && next !== undefined && { NextToken: next }) };
  };
  return {
    ListQueues: {
      run(input) {
        const { QueueNamePrefix: prefix = "" } = input;
        const matching = queues.all.filter(({ name }) => name.startsWith(prefix));
        const { urls, ...token } = page(matching, input);
        return { ...(urls.length > 0 && { QueueUrls: urls }), ...token };
      },
    },
    ...onResource<"sqs", Queue>("sqs", byUrl(queues), {
      ListDeadLetterSourceQueues(input, queue) {
        const { urls, ...token } = page(queues.sourcesOf(queue), input);
        return { queueUrls: urls, ...token };
      },
    }),
  };
}

function attributesOf(queue: Queue): Readonly<Partial<Record<string, string>>> {
  const { visible, inFlight, delayed } = queue.counts();
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
    ...queue.settings.shown(),
  };
}
