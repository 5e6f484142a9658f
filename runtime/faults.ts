import type { Failure } from "./types";

/**
 * What an AWS call's error means. "transient": the same call may succeed later. "invalid": these
 * items never will. "fatal": the function itself is at fault (permissions, a missing table, a bug),
 * so no record may be blamed.
 */
export type Fault = "transient" | "invalid" | "fatal";

const TRANSIENT = new Set([
  "AbortError",
  "ActiveSessionsExceededException",
  "ActiveStatementsExceededException",
  "ActiveWaitingRequestsExceededException",
  "BatchExecuteStatementException",
  "ClusterUnavailableException",
  "ConflictException",
  "DatabaseConnectionException",
  "InternalError",
  "InternalFailure",
  "InternalServerError",
  "InternalServerException",
  "KMSThrottling",
  "LimitExceededException",
  "OperationAborted",
  "ProvisionedThroughputExceededException",
  "QueryTimeoutException",
  "ReplicatedWriteConflictException",
  "RequestLimitExceeded",
  "RequestTimeout",
  "RequestTimeTooSkewed",
  "ServiceUnavailable",
  "SlowDown",
  "Throttled",
  "ThrottledException",
  "Throttling",
  "ThrottlingException",
  "TimeoutError",
  "TooManyEntriesInBatchRequest",
  "TooManyRequestsException",
  "TransactionConflictException",
  "TransactionInProgressException",
]);

const INVALID = new Set([
  "BatchRequestTooLong",
  "EntityTooLarge",
  "InvalidParameter",
  "InvalidParameterValue",
  "InvalidParameterException",
  "InvalidParameterValueException",
  "ItemCollectionSizeLimitExceededException",
  "KeyTooLongError",
  "SerializationException",
  "ValidationException",
]);

const NETWORK = new Set([
  "EAI_AGAIN",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);

interface ServiceError {
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $retryable?: unknown;
}

/** Classifies what an SDK client throws. Anything unknown is "fatal": never quarantine for a bug. */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof Error)) return "fatal";
  const { code, $metadata, $retryable } = error as ServiceError;
  const names = [error.name, error.name.replace(/Exception$/, "")];
  if (names.some((name) => TRANSIENT.has(name))) return "transient";
  if (typeof code === "string" && NETWORK.has(code)) return "transient";
  const status = $metadata?.httpStatusCode ?? 0;
  if (status >= 500 || status === 429 || $retryable !== undefined) return "transient";
  if (names.some((name) => INVALID.has(name)) || status === 413) return "invalid";
  return "fatal";
}

/** The error as a failure of the items that were sent; a fatal one is thrown on instead. */
export function failureOf(error: unknown): Failure {
  const kind = faultOf(error);
  if (kind === "fatal") throw error;
  return { kind, reason: reasonOf(error) };
}

/** An error in one bounded line: `Name: message`. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.replace(/\s+/g, " ").slice(0, 500);
}
