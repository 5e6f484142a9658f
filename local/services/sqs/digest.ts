import { createHash } from "node:crypto";
import type { MessageAttributeValue } from "@aws-sdk/client-sqs";

export type MessageAttributes = Readonly<Record<string, MessageAttributeValue>>;

export const md5 = (data: string | Buffer): string => createHash("md5").update(data).digest("hex");

/**
 * The digest of a message's attributes that clients compare; undefined without attributes. Of each, in the
 * order of their names: name, type, a byte that says text or binary, and value, each with its length.
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
 */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const entries = Object.entries(attributes).sort(([left], [right]) => (left < right ? -1 : 1));
  if (entries.length === 0) return undefined;
  const parts = entries.flatMap(([name, { DataType = "", StringValue, BinaryValue = [] }]) => [
    ...measured(Buffer.from(name)),
    ...measured(Buffer.from(DataType)),
    Buffer.from([StringValue === undefined ? 2 : 1]),
    ...measured(Buffer.from(StringValue ?? BinaryValue)),
  ]);
  return md5(Buffer.concat(parts));
}

function measured(bytes: Buffer): readonly Buffer[] {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return [length, bytes];
}
