import type {
  CallInput,
  CallOutput,
  InputOf,
  OperationName,
  OutputOf,
  ServiceName,
} from "./model/apis";
import type { Finding, Rules } from "./model/rules";

/**
 * Who makes a request: anyone with any key (unrestricted), a user of IAM with its own key, or a role's
 * session, such as a function under its execution role.
 */
export type Principal =
  | { readonly kind: "root" }
  | { readonly kind: "user"; readonly userArn: string; readonly userName: string }
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

/**
 * One API operation. Its input has the SDK's form and is checked: what must be there is there, blobs are
 * bytes, timestamps Dates. So has its output, in which a timestamp may also be seconds since the epoch and
 * a blob base64 text. Throws an AwsError for every answer that is not a success.
 */
export interface Operation<Input = never, Output extends object = object> {
  run(input: Input, context: RequestContext): Promise<Output> | Output;
  /** What the caller's role must allow; by default `<service>:<operation>` on `*`. */
  permissions?(input: Input, context: RequestContext): readonly Permission[];
}

/** A REST answer's status where it is another than its operation's own, e.g. 206 for a part. */
export const status = Symbol("status");

/** A service's operations as its client's types have them. */
export type Operations<S extends ServiceName> = {
  readonly [O in OperationName<S>]?: Operation<
    InputOf<S, O>,
    OutputOf<S, O> & { readonly [status]?: number }
  >;
};

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
 * One AWS service behind the gateway. `operations` answer the API by name, whatever the wire protocol, and
 * for in-process callers alike; what its client's schemas say of them stands in `model/`.
 */
export interface Service {
  /** The name that SigV4 signs with and that IAM actions start with, e.g. "kinesis". */
  readonly name: string;
  /** The JSON protocol's X-Amz-Target prefix, e.g. "Kinesis_20131202". */
  readonly targetPrefix?: string;
  readonly operations: Readonly<Record<string, Operation>>;
  /** What AWS asks of inputs besides what its client's schemas say. */
  readonly rules?: Rules;
  /** The code of its validation errors, where it is none of the protocol's own. */
  readonly validationCode?: string;
  /** Its error for the first thing wrong with an input, where it is not in the words of most services. */
  readonly refuse?: (finding: Finding) => AwsError;
  /** Operations that read and answer as the JSON protocol has it: blobs as base64. */
  readonly rawBlobs?: ReadonlySet<string>;
  /** Answers carry the checksum of their body in `x-amz-crc32`. */
  readonly checksum?: boolean;
  /** What a REST or form-encoded request's host and path name besides its operation; by default nothing. */
  locate?(request: RestRequest): RestTarget;
  /** Answers a GET that is no call of the API, e.g. the download that GetFunction points at. */
  page?(request: RestRequest): Promise<RestResponse | undefined>;
  /** What snapshots and restarts keep of it. */
  readonly state?: KeptState;
  /** It has no state of its own. */
  readonly stateless?: boolean;
  /** Ends timers, workers and files; called once, in reverse order of creation. */
  stop?(): Promise<void>;
}

/**
 * A service's state, for snapshots and across restarts: a value that structured clone takes, and files.
 * The folder of a save is not there yet: a service with files to write makes it.
 */
export interface KeptState {
  /** In one step, so that nothing changes on the way; a promise where another program does a part of it. */
  save(folder: string): unknown;
  /**
   * Files that never change once they are there, by names that no other file ever has, with their paths.
   * They are linked rather than copied, in the step of `save`, and `load` is given the folder that has them.
   */
  files?(): Iterable<readonly [name: string, path: () => string]>;
  /** Fills a service that is new. */
  load(saved: unknown, folder: string): void | Promise<void>;
}

/** `KeptState` of a value with a type: what was saved is what is loaded, since snapshots have a version. */
export function kept<Saved>(
  save: (folder: string) => Saved | Promise<Saved>,
  load: (saved: Saved, folder: string) => void | Promise<void>,
  files?: KeptState["files"],
): KeptState {
  return {
    save,
    load: (saved, folder) => load(saved as Saved, folder),
    ...(files === undefined ? {} : { files }),
  };
}

/** The path that an operation's URI is matched with, and members that are known already. */
export interface RestTarget {
  readonly path: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** An output may carry its own rendering under this key, where the general one would be slow. */
export const wire = Symbol("wire");

export interface WireOutput {
  readonly [wire]: {
    /** The output as JSON text. */
    json(): string | Buffer;
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
    /** By default what the service's model has for the code, else 400. */
    readonly statusCode?: number,
    /** Members of the exception's shape besides `message`. */
    readonly fields: Readonly<Record<string, unknown>> = {},
  ) {
    super(message.trim() === "" ? code : message);
  }
}

/**
 * Calls an operation without going through HTTP, or through a running gateway's `POST /_local/call` from
 * another process.
 */
export interface CloudClient {
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  call<S extends ServiceName, O extends OperationName<S>>(
    service: S,
    operation: O,
    input: CallInput<S, O>,
    as?: Principal,
  ): Promise<CallOutput<S, O>>;
  /** The same by names that are known at run time alone. */
  request(service: string, operation: string, input: object, as?: Principal): Promise<object>;
}
