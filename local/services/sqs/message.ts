import { AwsError } from "../../gateway/service";
import type { MessageAttributeValue } from "@aws-sdk/client-sqs";
import type { MessageAttributes } from "./digest";
import { invalid, invalidValue, missing } from "./errors";

/** A message as it was sent. Times are in milliseconds since the epoch. */
export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly traceHeader?: string;
  readonly senderId: string;
  readonly sentAt: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly sequenceNumber?: string;
}

const MOST_ATTRIBUTES = 10;
const ALLOWED = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

/** What a message counts: its text and its attributes' names, types and values, in bytes. */
export function sizeOf(body: string, attributes: MessageAttributes): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { DataType = "", StringValue, BinaryValue }]) =>
      sum +
      Buffer.byteLength(name) +
      Buffer.byteLength(DataType) +
      Buffer.byteLength(StringValue ?? BinaryValue ?? ""),
    Buffer.byteLength(body),
  );
}

/**
 * Throws SQS's error for text or attributes that no message can have.
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
export function checkContents(body: string, attributes: MessageAttributes): void {
  if (body === "") throw missing("MessageBody");
  checkText(body);
  const all = Object.entries(attributes);
  if (all.length > MOST_ATTRIBUTES) {
    const counts = `[${all.length}] exceeds the allowed maximum [${MOST_ATTRIBUTES}]`;
    throw invalid(`Number of message attributes ${counts}.`);
  }
  for (const [name, attribute] of all) checkAttribute(name, attribute);
}

function checkText(text: string): void {
  if (ALLOWED.test(text)) return;
  const ranges = "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF";
  const message = `Invalid characters found. Valid unicode characters are ${ranges}`;
  throw new AwsError("InvalidMessageContents", message);
}

function checkName(name: string): void {
  const of = "Message (user) attribute name";
  if (!/^[A-Za-z0-9_.-]{1,256}$/.test(name)) {
    const characters = "upper and lower score alphabets, digits, periods, hyphens and underscores";
    throw invalid(`${of} can only contain ${characters}, and at most 256 of them.`);
  }
  if (/^(aws|amazon)\./i.test(name)) {
    const prefixes = "'AWS.' or 'Amazon.'";
    throw invalid(`You can't use message attribute names beginning with ${prefixes}.`);
  }
  if (/^\.|\.\.|\.$/.test(name)) {
    throw invalid(`${of} cannot start or end with a period, or have two in succession.`);
  }
}

function checkAttribute(name: string, attribute: MessageAttributeValue): void {
  checkName(name);
  const { DataType = "", StringValue, BinaryValue } = attribute;
  if (DataType === "") {
    throw invalid(`The message attribute '${name}' must contain non-empty message attribute type.`);
  }
  const [type = ""] = DataType.split(".");
  if (!["String", "Number", "Binary"].includes(type) || DataType.length > 256) {
    const types = "Binary, Number, String";
    throw invalid(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: ${types}.`,
    );
  }
  const value = type === "Binary" ? BinaryValue : StringValue;
  const other = type === "Binary" ? StringValue : BinaryValue;
  if (value === undefined || value.length === 0 || other !== undefined) {
    throw invalid(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${DataType}'.`,
    );
  }
  if (StringValue !== undefined) checkText(StringValue);
  if (type === "Number" && !isNumber(StringValue ?? "")) {
    throw invalid(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
}

const isNumber = (text: string): boolean =>
  text.trim() === text && text !== "" && Number.isFinite(Number(text));

/** The X-Ray header, which is all that senders may set of the system's own attributes. */
export function traceHeaderOf(attributes: MessageAttributes | undefined): string | undefined {
  for (const [name, { DataType, StringValue }] of Object.entries(attributes ?? {})) {
    if (name !== "AWSTraceHeader") {
      const reason = "is not a valid message system attribute name. Valid: AWSTraceHeader";
      throw invalidValue(name, "MessageSystemAttributeName", reason);
    }
    if (DataType !== "String" || !StringValue) {
      throw invalid("The message system attribute 'AWSTraceHeader' must be a non-empty String.");
    }
    checkText(StringValue);
    return StringValue;
  }
  return undefined;
}
