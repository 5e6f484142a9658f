import type { Cloud } from "./cloud";
import type { Answer } from "./wire";

export interface Published {
  readonly Subject: string;
  readonly Message: string;
  readonly attributes: Readonly<Record<string, { type: string; value: string }>>;
}

/** Serves PublishBatch in the query protocol; `refuse` may fail a message by itself. */
export function serveTopic(
  cloud: Cloud,
  refuse: (message: Published) => { code: string; senderFault: boolean } | undefined = () =>
    undefined,
): Published[] {
  const published: Published[] = [];
  cloud.serveTopic((_operation, input): Answer => {
    const entries = membersOf(input as Record<string, string>);
    const answers = entries.map(({ id, message }) => {
      const refusal = refuse(message);
      if (refusal === undefined) published.push(message);
      return { id, refusal };
    });
    return { status: 200, body: answerOf(answers) };
  });
  return published;
}

function membersOf(form: Record<string, string>): { id: string; message: Published }[] {
  const members = [];
  for (let i = 1; ; i += 1) {
    const field = (name: string) => form[`PublishBatchRequestEntries.member.${i}.${name}`];
    const id = field("Id");
    if (id === undefined) return members;
    const attributes: Record<string, { type: string; value: string }> = {};
    for (let j = 1; field(`MessageAttributes.entry.${j}.Name`) !== undefined; j += 1) {
      attributes[field(`MessageAttributes.entry.${j}.Name`) ?? ""] = {
        type: field(`MessageAttributes.entry.${j}.Value.DataType`) ?? "",
        value: field(`MessageAttributes.entry.${j}.Value.StringValue`) ?? "",
      };
    }
    const message = {
      Subject: field("Subject") ?? "",
      Message: field("Message") ?? "",
      attributes,
    };
    members.push({ id, message });
  }
}

function answerOf(
  answers: { id: string; refusal: { code: string; senderFault: boolean } | undefined }[],
): string {
  const successful = answers
    .filter(({ refusal }) => refusal === undefined)
    .map(({ id }) => `<member><Id>${id}</Id><MessageId>m-${id}</MessageId></member>`);
  const failed = answers.flatMap(({ id, refusal }) =>
    refusal === undefined
      ? []
      : [
          `<member><Id>${id}</Id><Code>${refusal.code}</Code><Message>no</Message>` +
            `<SenderFault>${refusal.senderFault}</SenderFault></member>`,
        ],
  );
  return (
    `<PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishBatchResult>` +
    `<Successful>${successful.join("")}</Successful><Failed>${failed.join("")}</Failed>` +
    `</PublishBatchResult></PublishBatchResponse>`
  );
}
