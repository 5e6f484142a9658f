import type { PublishBatchRequestEntry } from "@aws-sdk/client-sns";
import { stringify, type LosslessNumber } from "lossless-json";
import { digitsOf } from "../decimal";
import type { Entry } from "../types";

/** What a record becomes when it deserves an alert. */
export interface AlertItem {
  /** The same whenever the same thing is reported; also the message's attribute `id`. */
  readonly id: string;
  readonly subject: string;
  /** Sent as JSON, indented, numbers with every digit. */
  readonly message: object;
  /** For filter policies, beside `scenario`, `type` and `id`. */
  readonly attributes?: Readonly<Record<string, string | number | LosslessNumber>>;
}

export interface AlertKind {
  readonly scenario: string;
  readonly type: string;
}

/** An alert ready to be published, and the entries that it stands for. */
export interface Alert {
  /** Under which the ledger remembers it. */
  readonly ledgerId: string;
  readonly request: Omit<PublishBatchRequestEntry, "Id">;
  /** Of message and attributes. */
  readonly bytes: number;
  readonly indexes: readonly number[];
}

/**
 * SNS's limits.
 * Source: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export const MAX_MESSAGE_BYTES = 256 * 1024;
const MAX_SUBJECT = 100;
const MAX_LEDGER_KEY_BYTES = 2048;

/**
 * Throws an Error that says why SNS or the ledger could never take the alert. `occasion` is what the
 * ledger knows it by, within its kind; the alert's id if not given.
 */
export function alertOf(
  { item, index }: Omit<Entry<AlertItem>, "at">,
  kind: AlertKind,
  occasion: string = item.id,
): Alert {
  const { id } = item;
  const ledgerId = `${kind.scenario}#${kind.type}#${occasion}`;
  if (typeof id !== "string" || id === "") throw new Error("the alert's id must not be empty");
  if (Buffer.byteLength(ledgerId) > MAX_LEDGER_KEY_BYTES) {
    throw new Error("the alert's id must be shorter than 2,000 bytes");
  }
  const Message = stringify(item.message, null, 2) ?? "";
  const MessageAttributes = attributesOf({ ...item.attributes, ...kind, id });
  const bytes = Buffer.byteLength(Message) + Buffer.byteLength(JSON.stringify(MessageAttributes));
  if (bytes > MAX_MESSAGE_BYTES) {
    throw new Error(`the alert must be at most ${MAX_MESSAGE_BYTES} bytes; it has ${bytes}`);
  }
  const request = { Subject: subjectOf(item.subject), Message, MessageAttributes };
  return { ledgerId, request, bytes, indexes: [index] };
}

/** SNS takes printable ASCII that starts with no blank, at most 100 characters. */
export function subjectOf(text: string): string {
  const printable = text
    .normalize("NFD")
    .replace(/\p{Mark}/gu, "")
    .replace(/[^\x20-\x7e]+/g, "?")
    .trim();
  const short =
    printable.length > MAX_SUBJECT ? `${printable.slice(0, MAX_SUBJECT - 3)}...` : printable;
  return short === "" ? "Alert" : short;
}

/** Numbers as Number, so that a filter policy can compare them; empty strings SNS refuses. */
function attributesOf(values: NonNullable<AlertItem["attributes"]>) {
  const attributes: Record<string, { DataType: string; StringValue: string }> = {};
  for (const [name, value] of Object.entries(values)) {
    const digits = digitsOf(value);
    if (digits !== undefined) attributes[name] = { DataType: "Number", StringValue: digits };
    else if (typeof value !== "string") throw new Error(`the attribute ${name} must be finite`);
    else if (value !== "") attributes[name] = { DataType: "String", StringValue: value };
  }
  return attributes;
}
