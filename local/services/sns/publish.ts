import { AwsError } from "../../gateway/service";
import type { Operation, Permission } from "../../gateway/service";
import type { Fanout } from "./fanout";
import { MAX_BYTES, checkMessage, sizeOf } from "./messages";
import type { PublishInput } from "./messages";
import { invalid } from "./topics";
import type { Topics } from "./topics";

interface BatchEntry extends PublishInput {
  readonly Id: string;
}

interface BatchInput {
  readonly TopicArn: string;
  readonly PublishBatchRequestEntries: readonly BatchEntry[];
}

const MAX_ENTRIES = 10;

/** Publish, and PublishBatch with its outcome per entry. */
export function publishOperations(topics: Topics, fanout: Fanout): Record<string, Operation> {
  function publish(input: PublishInput): object {
    const arn = input.TopicArn ?? input.TargetArn;
    if (arn === undefined) {
      throw invalid("TopicArn or TargetArn: the local cloud publishes to topics only");
    }
    checkMessage(input);
    return { MessageId: fanout.publish(topics.topic(arn), input) };
  }

  function publishBatch({ TopicArn, PublishBatchRequestEntries: entries }: BatchInput): object {
    checkBatch(entries);
    const topic = topics.topic(TopicArn);
    const Successful: object[] = [];
    const Failed: object[] = [];
    for (const entry of entries) {
      try {
        checkMessage(entry);
        Successful.push({ Id: entry.Id, MessageId: fanout.publish(topic, entry) });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        const { code: Code, message: Message } = error;
        Failed.push({ Id: entry.Id, Code, Message, SenderFault: true });
      }
    }
    return { Successful, Failed };
  }

  return {
    Publish: {
      run: publish,
      permissions: ({ TopicArn, TargetArn }: PublishInput): readonly Permission[] => [
        ["sns:Publish", TopicArn ?? TargetArn ?? "*"],
      ],
    },
    PublishBatch: {
      run: publishBatch,
      permissions: ({ TopicArn }: BatchInput): readonly Permission[] => [["sns:Publish", TopicArn]],
    },
  };
}

function checkBatch(entries: readonly BatchEntry[]): void {
  if (entries.length === 0) {
    throw new AwsError("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  }
  if (entries.length > MAX_ENTRIES) {
    const message = "The batch request contains more entries than permissible.";
    throw new AwsError("TooManyEntriesInBatchRequest", message);
  }
  if (entries.some(({ Id }) => !/^[A-Za-z0-9_-]{1,80}$/.test(Id))) {
    throw new AwsError("InvalidBatchEntryId", "The Id of a batch entry is not valid.");
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    const message = "Two or more batch entries in the request have the same Id.";
    throw new AwsError("BatchEntryIdsNotDistinct", message);
  }
  if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > MAX_BYTES) {
    const message = "The length of all the batch messages put together is more than the limit.";
    throw new AwsError("BatchRequestTooLong", message);
  }
}
