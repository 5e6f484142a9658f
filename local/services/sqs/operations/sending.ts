import { AwsError } from "../../../gateway/service";
import type { Operations, Permission, Principal } from "../../../gateway/service";
import { sizeOf } from "../message";
import type { Queues } from "../queues";
import type { Sender } from "../sender";
import { batch, checkEntries } from "./batches";

const MOST_BATCH_BYTES = 1_048_576;
const ENTRY = "SendMessageBatchRequestEntry";

export type SenderId = (principal: Principal) => string;

/** SendMessage and SendMessageBatch. */
export function sendingOperations(
  queues: Queues,
  sender: Sender,
  senderId: SenderId,
): Operations<"sqs"> {
  const permissions = ({ QueueUrl }: { readonly QueueUrl: string }): readonly Permission[] => [
    ["sqs:SendMessage", queues.arnByUrl(QueueUrl)],
  ];
  return {
    SendMessage: {
      permissions,
      run: (input, { principal }) =>
        sender.send(queues.byUrl(input.QueueUrl), input, senderId(principal)),
    },
    SendMessageBatch: {
      permissions,
      run({ QueueUrl, Entries }, { principal }) {
        const queue = queues.byUrl(QueueUrl);
        checkEntries(Entries, ENTRY);
        const bytes = Entries.reduce(
          (sum, { MessageBody, MessageAttributes = {} }) =>
            sum + sizeOf(MessageBody, MessageAttributes),
          0,
        );
        if (bytes > MOST_BATCH_BYTES) {
          const message = `Batch requests cannot be longer than ${MOST_BATCH_BYTES} bytes. You have sent ${bytes} bytes.`;
          throw new AwsError("BatchRequestTooLong", message);
        }
        return batch(Entries, ENTRY, (entry) => sender.send(queue, entry, senderId(principal)));
      },
    },
  };
}
