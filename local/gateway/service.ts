/** Who makes a request: anyone with any key (unrestricted), or a function under its execution role. */
export type Principal =
  | { readonly kind: "root" }
  | { readonly kind: "role"; readonly roleArn: string; readonly sessionName: string };

/** What an operation knows of the request that it answers. */
export interface RequestContext {
  readonly requestId: string;
  readonly region: string;
  readonly accountId: string;
  readonly principal: Principal;
  /** Aborted when the client has gone or the gateway stops. */
  readonly signal: AbortSignal;
}

/** An IAM action on a resource, e.g. `["kinesis:PutRecord", "arn:aws:kinesis:…:stream/s"]`. */
export type Permission = readonly [action: string, resource: string];

/** One API operation. Input and output have the shape of the service's JSON wire format. */
export interface Operation {
  /**
   * Answers the request. Blobs in the input are base64 strings or byte arrays (see `bytes`),
   * timestamps are epoch seconds. Throws an AwsError for every answer that is not a success.
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- narrowed by each operation
  run(input: any, context: RequestContext): Promise<object> | object;
  /** What the caller's role must allow; by default `<service>:<operation>` on `*`. */
  permissions?(input: never, context: RequestContext): readonly Permission[];
}

/** A REST request as it came over the wire, its body read whole and aws-chunked framing removed. */
export interface RestRequest {
  readonly method: string;
  /** Percent-decoded segments are the service's own business: this is the raw path. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface RestResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

/**
 * One AWS service behind the gateway. `operations` answer the API by name, for the wire protocols
 * and for in-process callers alike; a REST service adds `rest`, which maps requests to operations.
 */
export interface Service {
  /** The name that SigV4 signs with and that IAM actions start with, e.g. "kinesis". */
  readonly name: string;
  /** The JSON protocol's X-Amz-Target prefix, e.g. "Kinesis_20131202". */
  readonly targetPrefix?: string;
  readonly jsonVersion?: "1.0" | "1.1";
  /** Query-protocol services (SNS, IAM, STS, Redshift, CloudWatch, EC2): the response's XML namespace. */
  readonly xmlNamespace?: string;
  /** EC2's variant of the query protocol: `<item>` lists, no `<XResult>`, its own error document. */
  readonly ec2?: boolean;
  /** Query protocol: a list's item element where it is not `<member>`, e.g. `{ Clusters: "Cluster" }`. */
  readonly listItemNames?: Readonly<Record<string, string>>;
  readonly operations: Readonly<Record<string, Operation>>;
  rest?(request: RestRequest, context: RequestContext): Promise<RestResponse>;
  /** Ends timers, workers and files; called once, in reverse order of creation. */
  stop?(): Promise<void>;
}

/**
 * An output may carry its own rendering under this key, where the general one would be slow.
 * Otherwise a Date stands for a timestamp and a byte array for a blob, and each protocol writes
 * them its own way.
 */
export const wire = Symbol("wire");

export interface WireOutput {
  readonly [wire]: {
    /** The output as JSON text. */
    json(): string | Buffer;
    /** The output with blobs as byte arrays and timestamps as Dates. */
    cbor(): object;
  };
}

/**
 * An AWS-shaped error: `code` is the exception's name on the wire. Clients show the message alone,
 * so that an error without one says its code.
 */
export class AwsError extends Error {
  override readonly name = "AwsError";
  constructor(
    readonly code: string,
    message: string,
    readonly statusCode = 400,
    /** Members of the exception's shape besides `message`. */
    readonly fields: Readonly<Record<string, unknown>> = {},
  ) {
    super(message.trim() === "" ? code : message);
  }
}

/**
 * Calls an operation without going through HTTP, or through a running gateway's
 * `POST /_local/call` from another process; blobs in inputs are base64 strings there.
 */
export interface CloudClient {
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  call<Output = Record<string, unknown>>(
    service: string,
    operation: string,
    input: object,
    as?: Principal,
  ): Promise<Output>;
}

/** A blob member: base64 text in the JSON protocols, bytes in CBOR and in-process. */
export function bytes(value: unknown): Buffer {
  if (typeof value === "string") return Buffer.from(value, "base64");
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  throw new AwsError("SerializationException", "Expected a blob.");
}
