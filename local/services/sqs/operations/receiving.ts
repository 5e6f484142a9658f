import type { Operations } from "../../../gateway/service";
import { checkAttributeNames } from "../attributes";
import type { Queues } from "../queues";
import { received } from "../receive";
import { shownMessage, SYSTEM_ATTRIBUTES } from "../shown";

/** ReceiveMessage, which waits for messages where it is asked to. */
export function receivingOperations(queues: Queues): Operations<"sqs"> {
  return {
    ReceiveMessage: {
      permissions: ({ QueueUrl }) => [["sqs:ReceiveMessage", queues.arnByUrl(QueueUrl)]],
      async run(input, { signal }) {
        const queue = queues.byUrl(input.QueueUrl);
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- older clients have no other
        const { AttributeNames = [], MessageSystemAttributeNames = [] } = input;
        const names: string[] = [...AttributeNames, ...MessageSystemAttributeNames];
        checkAttributeNames(names.filter((name) => !SYSTEM_ATTRIBUTES.has(name)));
        const messages = await received(queues, queue, input, signal);
        if (messages.length === 0) return {};
        const wanted = { system: names, user: input.MessageAttributeNames ?? [] };
        return { Messages: messages.map((held) => shownMessage(queue, held, wanted)) };
      },
    },
  };
}
