import { crc32 } from "node:zlib";
import { checkJsonDepth } from "../bounds";
import { modelOf, type Schema } from "../model/schemas";
import { writerOf } from "../model/write";
import type { AwsError, Service, WireOutput } from "../service";
import { AwsError as Failure, wire } from "../service";
import type { Codec, EventNotation, Reply } from "./reply";
import { base64, jsonValue } from "./values";

/** AWS JSON 1.0 and 1.1: the operation in X-Amz-Target, JSON in both directions. */
export function jsonCodec(
  service: Pick<Service, "name" | "checksum" | "rawBlobs">,
  version: string,
): Codec {
  const reply = (status: number, requestId: string, body: string | Buffer): Reply => ({
    status,
    headers: {
      "content-type": `application/x-amz-json-${version}`,
      "x-amzn-requestid": requestId,
      ...(service.checksum === true && { "x-amz-crc32": String(crc32(body)) }),
    },
    body,
  });
  return {
    events: EVENTS,
    success(output, operation, requestId) {
      const own = (output as Partial<WireOutput>)[wire];
      const raw = service.rawBlobs?.has(operation) === true;
      const body =
        own?.json() ?? (raw ? JSON.stringify(output) : jsonText(service.name, operation, output));
      return reply(200, requestId, body);
    },
    failure(error, status, requestId) {
      const body = { __type: error.code, message: error.message, ...error.fields };
      const { headers, ...rest } = reply(status, requestId, JSON.stringify(jsonValue(body)));
      const code = modelOf(service.name)?.errors.get(error.code)?.code ?? error.code;
      return { ...rest, headers: { ...headers, ...errorHeaders(error, status, code) } };
    },
  };
}

const EVENTS: EventNotation = {
  contentType: "application/json",
  write: (schema, value) => (value as Partial<WireOutput>)[wire]?.json() ?? jsonOf(schema, value),
};

/**
 * The error's name in headers, as clients of JSON, CBOR and formerly query-protocol services read it: the
 * latter by the code that the query protocol had for it.
 * Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#x-amzn-query-error
 */
export function errorHeaders(
  error: AwsError,
  status: number,
  queryCode = error.code,
): Record<string, string> {
  const fault = status < 500 ? "Sender" : "Receiver";
  return { "x-amzn-errortype": error.code, "x-amzn-query-error": `${queryCode};${fault}` };
}

export function jsonInput(body: Buffer): object {
  if (body.length === 0) return {};
  checkJsonDepth(body);
  let input: unknown;
  try {
    input = JSON.parse(body.toString("utf8"));
  } catch {
    throw new Failure("SerializationException", "The request body is not valid JSON.");
  }
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new Failure("SerializationException", "The request body is not a JSON object.");
  }
  return input;
}

const writers = new WeakMap<object, (value: unknown) => unknown>();

/** A value of a shape as JSON text: seconds since the epoch, base64. */
export function jsonOf(schema: Schema, value: unknown): string {
  const source = schema.getSchema() as object;
  let write = writers.get(source);
  if (write === undefined) {
    write = writerOf(schema, { timestamp, blob: base64 });
    writers.set(source, write);
  }
  return JSON.stringify(write(value));
}

function jsonText(service: string, operation: string, output: object): string {
  const schema = modelOf(service)?.operations.get(operation)?.output;
  if (schema === undefined) return JSON.stringify(jsonValue(output));
  return schema.isStructSchema() ? jsonOf(schema, output) : "{}";
}

/** Schemas' numbers for the timestamp formats that a shape may ask for. */
const DATE_TIME = 5;
const HTTP_DATE = 6;

function timestamp(date: Date, schema: Schema): string | number {
  const format: unknown = schema.getSchema();
  if (format === DATE_TIME) return date.toISOString().replace(".000Z", "Z");
  return format === HTTP_DATE ? date.toUTCString() : date.getTime() / 1000;
}
