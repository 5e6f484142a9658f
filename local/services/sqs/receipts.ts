import { AwsError } from "../../gateway/service";

/** What a receipt handle says: which receive of which message of which queue. */
export interface Receipt {
  readonly queueArn: string;
  readonly messageId: string;
  readonly ordinal: number;
}

export function handleOf({ queueArn, messageId, ordinal }: Receipt): string {
  return Buffer.from(`${queueArn} ${messageId} ${ordinal}`).toString("base64");
}

/** Throws ReceiptHandleIsInvalid for what no queue ever gave. */
export function receiptOf(handle: string): Receipt {
  const text = Buffer.from(handle, "base64").toString("utf8");
  const match = /^(arn:\S+) ([0-9a-f-]{36}) (\d{1,15})$/.exec(text);
  if (match === null) {
    const message = `The input receipt handle "${handle}" is not a valid receipt handle.`;
    throw new AwsError("ReceiptHandleIsInvalid", message);
  }
  const [, queueArn = "", messageId = "", ordinal] = match;
  return { queueArn, messageId, ordinal: Number(ordinal) };
}
