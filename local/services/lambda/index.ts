import type { CloudClient, Operation, Service } from "../../gateway/service";
import type { CredentialIssuer } from "../iam";

export interface InvokeResult {
  readonly requestId: string;
  readonly statusCode: number;
  readonly executedVersion: string;
  readonly functionError?: "Handled" | "Unhandled";
  readonly payload: string;
  /** The last 4 KB of the invocation's log lines. */
  readonly logTail: string;
}

export interface Invoker {
  /**
   * Runs a function, by name or ARN, and waits for its answer. Rejects with an AwsError
   * TooManyRequestsException when its concurrency is used up, ResourceNotFoundException when gone.
   */
  invoke(functionName: string, payload: string, signal?: AbortSignal): Promise<InvokeResult>;
}

export interface LogWriter {
  append(
    group: string,
    stream: string,
    messages: readonly { timestamp: number; message: string }[],
  ): void;
}

export interface LambdaOptions {
  readonly region: string;
  readonly accountId: string;
  readonly endpoint: () => string;
  readonly logs: LogWriter;
  readonly credentials: CredentialIssuer;
  readonly cloud: () => CloudClient;
}

export interface Lambda extends Service {
  readonly invoker: Invoker;
  /** Adds the event source mapping operations to the API, once their engine exists. */
  mount(mappings: Readonly<Record<string, Operation>>): void;
  /** The execution role of a function, by ARN or name. */
  roleOf(functionArn: string): string;
  /** Ends a function's instances at once, mid-invocation too; says how many there were. */
  killWorkers(functionName: string): number;
}

export declare function createLambda(options: LambdaOptions): Lambda;
