import type { MessageAttributeValue, PublishBatchRequestEntry } from "@aws-sdk/client-sns";
import { AwsError } from "../../gateway/service";
import { invalid } from "./topics";

export type MessageAttributes = Readonly<Record<string, MessageAttributeValue>>;

/** What Publish and each entry of PublishBatch say. */
export type Message = Omit<PublishBatchRequestEntry, "Id">;

export const MAX_BYTES = 256 * 1024;

/** What a message counts against SNS's 256 KB: its text and its attributes' names, types and values. */
export function sizeOf({ Message = "", MessageAttributes = {} }: Message): number {
  return Object.entries(MessageAttributes).reduce(
    (sum, [name, { DataType = "", StringValue, BinaryValue }]) =>
      sum +
      Buffer.byteLength(name) +
      Buffer.byteLength(DataType) +
      Buffer.byteLength(StringValue ?? BinaryValue ?? ""),
    Buffer.byteLength(Message),
  );
}

/** Throws InvalidParameter or InvalidParameterValue for what SNS would refuse. */
export function checkMessage(input: Message): void {
  const { Message = "", Subject, MessageStructure, MessageAttributes = {} } = input;
  if (Message === "") throw invalid("Empty message");
  if (sizeOf(input) > MAX_BYTES) throw invalid("Message too long");
  if (Subject !== undefined && !isSubject(Subject)) throw invalid("Subject");
  for (const [name, attribute] of Object.entries(MessageAttributes))
    checkAttribute(name, attribute);
  if (MessageStructure !== undefined) structured(Message, MessageStructure);
}

/** Printable, on one line, of 1 to 99 characters. */
function isSubject(subject: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what SNS refuses
  return /^[^\u0000-\u001f\u007f]{1,99}$/u.test(subject) && !subject.startsWith(" ");
}

function checkAttribute(
  name: string,
  { DataType = "", StringValue, BinaryValue }: MessageAttributeValue,
): void {
  const refuse = (why: string): AwsError =>
    new AwsError("InvalidParameterValue", `The message attribute '${name}' ${why}`);
  if (!/^(?!aws\.|amazon\.)(?!.*\.\.)[A-Za-z0-9_-][A-Za-z0-9_.-]{0,255}$/i.test(name)) {
    throw refuse("has an invalid name.");
  }
  const [type = ""] = DataType.split(".");
  if (!["String", "Number", "Binary"].includes(type)) {
    throw refuse("must contain a supported message attribute type: Binary, Number, String.");
  }
  const value = type === "Binary" ? BinaryValue : StringValue;
  if (value === undefined || value.length === 0) {
    throw refuse(`must contain a non-empty message attribute value for type '${DataType}'.`);
  }
  if (type === "Number" && !Number.isFinite(Number(StringValue))) {
    throw refuse("must be a number.");
  }
}

/** The text for each protocol, of a message with MessageStructure "json". */
function structured(message: string, structure: string): Readonly<Record<string, unknown>> {
  if (structure !== "json") throw invalid("MessageStructure");
  let texts: unknown;
  try {
    texts = JSON.parse(message);
  } catch {
    throw invalid("Message Structure - JSON message body failed to parse");
  }
  if (typeof texts !== "object" || texts === null || !("default" in texts)) {
    throw invalid("Message Structure - No default entry in JSON message body");
  }
  return texts;
}

/** The text that a subscriber of a protocol gets. */
export function textFor(input: Message, protocol: string): string {
  const { Message = "", MessageStructure } = input;
  if (MessageStructure === undefined) return Message;
  const texts = structured(Message, MessageStructure);
  const text = texts[protocol] ?? texts["default"];
  return typeof text === "string" ? text : JSON.stringify(text);
}

/** Attributes as notifications show them. */
export function shownAttributes(attributes: MessageAttributes): object {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { Type: DataType, Value: StringValue ?? Buffer.from(BinaryValue ?? []).toString("base64") },
    ]),
  );
}
