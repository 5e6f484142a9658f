import type {
  BatchResultErrorEntry,
  PublishBatchRequestEntry,
  PublishBatchResultEntry,
} from "@aws-sdk/client-sns";
import { AwsError } from "../../gateway/service";
import type { Operations } from "../../gateway/service";
import type { InputOf, OutputOf } from "../../gateway/model/apis";
import type { Fanout } from "./fanout";
import { checkOrder } from "./fifo";
import { MAX_BYTES, checkMessage, sizeOf } from "./messages";
import type { Message } from "./messages";
import { invalid } from "./topics";
import type { Topic, Topics } from "./topics";

const MAX_ENTRIES = 10;

/** Publish, and PublishBatch with its outcome per entry. */
export function publishOperations(topics: Topics, fanout: Fanout): Operations<"sns"> {
  function handed(topic: Topic, message: Message) {
    checkOrder(topic, message);
    const { id, sequenceNumber } = fanout.publish(topic, message);
    return {
      MessageId: id,
      ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }),
    };
  }

  function publish(input: InputOf<"sns", "Publish">): OutputOf<"sns", "Publish"> {
    const arn = input.TopicArn ?? input.TargetArn;
    if (arn === undefined) {
      throw invalid("TopicArn or TargetArn: the local cloud publishes to topics only");
    }
    checkMessage(input);
    return handed(topics.topic(arn), input);
  }

  function publishBatch(input: InputOf<"sns", "PublishBatch">): OutputOf<"sns", "PublishBatch"> {
    const { PublishBatchRequestEntries: entries } = input;
    checkBatch(entries);
    const topic = topics.topic(input.TopicArn);
    const Successful: PublishBatchResultEntry[] = [];
    const Failed: BatchResultErrorEntry[] = [];
    for (const entry of entries) {
      try {
        checkMessage(entry);
        Successful.push({ Id: entry.Id, ...handed(topic, entry) });
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
      permissions: ({ TopicArn, TargetArn }) => [["sns:Publish", TopicArn ?? TargetArn ?? "*"]],
      run: publish,
    },
    PublishBatch: {
      permissions: ({ TopicArn }) => [["sns:Publish", TopicArn]],
      run: publishBatch,
    },
  };
}

function checkBatch(entries: readonly PublishBatchRequestEntry[]): void {
  if (entries.length === 0) {
    throw new AwsError("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  }
  if (entries.length > MAX_ENTRIES) {
    const message = "The batch request contains more entries than permissible.";
    throw new AwsError("TooManyEntriesInBatchRequest", message);
  }
  if (entries.some(({ Id }) => !/^[A-Za-z0-9_-]{1,80}$/.test(Id ?? ""))) {
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
