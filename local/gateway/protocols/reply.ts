import { modelOf, type Schema } from "../model/schemas";
import { AwsError } from "../service";

/** What goes back over the wire; lengths and framing are the connection's business. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Whole, or as it comes: a stream of events. */
  readonly body: string | Buffer | AsyncIterable<Buffer>;
}

/** How one wire protocol writes a service's outputs and errors. */
export interface Codec {
  success(output: object, operation: string, requestId: string): Reply;
  failure(error: AwsError, status: number, requestId: string): Reply;
  /** How the events of a stream are written; absent where a protocol has none here. */
  readonly events?: EventNotation;
}

/** How a protocol writes one event of a stream. */
export interface EventNotation {
  readonly contentType: string;
  write(schema: Schema, value: object): string | Uint8Array;
}

/** An error's status: its own, else what the service's model has for its code. */
export function statusOf(error: AwsError, serviceName: string): number {
  return error.statusCode ?? modelOf(serviceName)?.errors.get(error.code)?.status ?? 400;
}

/** Every fault as an AWS error: what is not one already is the local cloud's own, a 500. */
export function toAwsError(fault: unknown): AwsError {
  if (fault instanceof AwsError) return fault;
  const message = fault instanceof Error ? fault.message : String(fault);
  return new AwsError("InternalFailure", message, 500);
}

/** A plain-text answer for people who reached the port with a browser or curl. */
export function text(status: number, message: string): Reply {
  const headers = { "content-type": "text/plain; charset=utf-8" };
  return { status, headers, body: `${message}\n` };
}

export function notImplemented(what: string, code = "UnknownOperationException"): AwsError {
  return new AwsError(code, `The local cloud does not implement ${what}.`, 501);
}
