import { checkJsonDepth } from "../bounds";
import type { AwsError, WireOutput } from "../service";
import { AwsError as Failure, wire } from "../service";
import type { Codec, Reply } from "./reply";
import { jsonValue } from "./values";

/** AWS JSON 1.0 and 1.1: the operation in X-Amz-Target, JSON in both directions. */
export function jsonCodec(version: "1.0" | "1.1"): Codec {
  const contentType = `application/x-amz-json-${version}`;
  return {
    success(output, _operation, requestId) {
      return reply(200, contentType, requestId, jsonText(output));
    },
    failure(error, requestId) {
      const body = { __type: error.code, message: error.message, ...error.fields };
      const {
        status,
        headers,
        body: text,
      } = reply(error.statusCode, contentType, requestId, JSON.stringify(jsonValue(body)));
      return { status, headers: { ...headers, ...errorHeaders(error) }, body: text };
    },
  };
}

/** The error's name in headers, as clients of JSON, CBOR and formerly query-protocol services read it. */
export function errorHeaders(error: AwsError): Record<string, string> {
  const fault = error.statusCode < 500 ? "Sender" : "Receiver";
  return { "x-amzn-errortype": error.code, "x-amzn-query-error": `${error.code};${fault}` };
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

function jsonText(output: object): string | Buffer {
  const own = (output as Partial<WireOutput>)[wire];
  return own === undefined ? JSON.stringify(jsonValue(output)) : own.json();
}

function reply(
  status: number,
  contentType: string,
  requestId: string,
  body: string | Buffer,
): Reply {
  return {
    status,
    headers: { "content-type": contentType, "x-amzn-requestid": requestId },
    body,
  };
}
