import { crc32 } from "node:zlib";
import { modelOf, type Schema } from "../model/schemas";
import type { AwsError } from "../service";
import { notImplemented, toAwsError } from "./reply";
import type { Codec, EventNotation, Reply } from "./reply";

/** Where an operation's answer has a stream of events. */
interface EventStream {
  readonly member: string;
  readonly output: Schema;
  /** The events that there are. */
  readonly union: Schema;
}

const known = new Map<string, EventStream | undefined>();

/** Undefined for an operation whose answer is whole, as most are. */
export function eventStreamOf(service: string, operation: string): EventStream | undefined {
  const key = `${service}:${operation}`;
  if (!known.has(key)) {
    const output = modelOf(service)?.operations.get(operation)?.output;
    const member = output?.getEventStreamMember() ?? "";
    const found =
      output === undefined || member === ""
        ? undefined
        : { member, output, union: output.getMemberSchema(member) };
    known.set(key, found);
  }
  return known.get(key);
}

/** An answer whose events are sent one by one as they come. */
export function eventReply(
  stream: EventStream,
  answer: object,
  { events: notation }: Codec,
  requestId: string,
  onFault: (fault: unknown) => void,
): Reply {
  const { [stream.member]: events, ...rest } = answer as Record<string, unknown>;
  if (notation === undefined) throw notImplemented("streams of events over this protocol");
  const headers = {
    "content-type": "application/vnd.amazon.eventstream",
    "x-amzn-requestid": requestId,
  };
  const body = messages(stream, rest, events as AsyncIterable<object>, notation, onFault);
  return { status: 200, headers, body };
}

/** An error ends a stream by a message of its own: the status has long been sent. */
async function* messages(
  { output, union }: EventStream,
  rest: object,
  events: AsyncIterable<object>,
  notation: EventNotation,
  onFault: (fault: unknown) => void,
): AsyncGenerator<Buffer> {
  const message = (kind: "event" | "exception", type: string, schema: Schema, value: object) =>
    frame(
      {
        [`:${kind}-type`]: type,
        ":content-type": notation.contentType,
        ":message-type": kind,
      },
      notation.write(schema, value),
    );
  yield message("event", "initial-response", output, rest);
  try {
    for await (const event of events) {
      for (const [name, value] of Object.entries(event) as [string, object][])
        yield message("event", name, union.getMemberSchema(name), value);
    }
  } catch (fault) {
    const error = toAwsError(fault);
    if (fault !== error) onFault(fault);
    const name = memberFor(error, union);
    const value = { message: error.message, ...error.fields };
    yield message("exception", name, union.getMemberSchema(name), value);
  }
}

/** The stream's own member for an error; what it has none for is the service's fault. */
function memberFor({ code }: AwsError, union: Schema): string {
  const names = [...union.structIterator()].map(([name]) => name);
  return (
    names.find((name) => name === code) ?? names.find((name) => /^Internal/.test(name)) ?? code
  );
}

/** Bytes of a message's two lengths, of its two checksums, and of all that is no header and no payload. */
const PRELUDE = 8;
const CHECKSUM = 4;
const FRAME = PRELUDE + 2 * CHECKSUM;
/** A header's value that is text. */
const STRING = 7;

/**
 * One message of vnd.amazon.eventstream.
 *
 * Source: https://smithy.io/2.0/aws/amazon-eventstream.html
 */
export function frame(
  headers: Readonly<Record<string, string>>,
  payload: string | Uint8Array,
): Buffer {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => header(name, value)));
  const length = FRAME + head.length + Buffer.byteLength(payload);
  const message = Buffer.allocUnsafe(length);
  message.writeUInt32BE(length, 0);
  message.writeUInt32BE(head.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, PRELUDE)), PRELUDE);
  const start = PRELUDE + CHECKSUM + head.copy(message, PRELUDE + CHECKSUM);
  if (typeof payload === "string") message.write(payload, start);
  else message.set(payload, start);
  message.writeUInt32BE(crc32(message.subarray(0, length - CHECKSUM)), length - CHECKSUM);
  return message;
}

function header(name: string, value: string): Buffer {
  const bytes = Buffer.alloc(4 + name.length + value.length);
  bytes.writeUInt8(name.length, 0);
  bytes.write(name, 1, "latin1");
  bytes.writeUInt8(STRING, 1 + name.length);
  bytes.writeUInt16BE(value.length, 2 + name.length);
  bytes.write(value, 4 + name.length, "latin1");
  return bytes;
}
