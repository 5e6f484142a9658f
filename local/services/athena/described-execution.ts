import type { QueryExecution, QueryRuntimeStatistics } from "@aws-sdk/client-athena";
import type { Execution } from "./executions";
import { engine } from "./workgroups";

/** An execution as GetQueryExecution gives it. */
export function describedExecution(execution: Execution): QueryExecution {
  const { asked, submittedAt, completedAt, state, reason, info } = execution;
  const ErrorType = errorType(reason);
  const fault = { ErrorCategory: 2, ErrorType, Retryable: false, ErrorMessage: reason };
  const manifest = execution.manifestLocation;
  return {
    QueryExecutionId: execution.id,
    Query: asked.query,
    StatementType: info.type,
    SubstatementType: info.subtype,
    ResultConfiguration: { ...asked.results, OutputLocation: execution.outputLocation },
    ResultReuseConfiguration: asked.reuse ?? {
      ResultReuseByAgeConfiguration: { Enabled: false },
    },
    QueryExecutionContext: {
      Database: asked.database,
      Catalog: asked.catalog?.toLowerCase() ?? "awsdatacatalog",
    },
    ...(asked.parameters.length > 0 && { ExecutionParameters: [...asked.parameters] }),
    Status: {
      State: state,
      SubmissionDateTime: new Date(submittedAt),
      ...(completedAt !== undefined && { CompletionDateTime: new Date(completedAt) }),
      ...(reason !== undefined && { StateChangeReason: reason }),
      ...(state === "FAILED" && { AthenaError: fault }),
    },
    Statistics: {
      DataScannedInBytes: execution.scannedBytes,
      ...timeline(execution),
      ...(manifest !== undefined && state === "SUCCEEDED" && { DataManifestLocation: manifest }),
      ResultReuseInformation: { ReusedPreviousResult: false },
    },
    WorkGroup: asked.workGroup,
    EngineVersion: engine,
  };
}

/** https://docs.aws.amazon.com/athena/latest/ug/error-reference.html: syntax, data, any other. */
function errorType(reason = ""): number {
  if (/^[A-Z_]+: line \d+:\d+: /.test(reason)) return 1006;
  return /^(?:INVALID_|NUMERIC_|DIVISION_)/.test(reason) ? 1001 : 1000;
}

/** Milliseconds; all of it is the engine's. */
function timeline({ submittedAt, completedAt }: Execution) {
  const took = (completedAt ?? submittedAt) - submittedAt;
  return {
    EngineExecutionTimeInMillis: took,
    TotalExecutionTimeInMillis: took,
    QueryQueueTimeInMillis: 0,
    QueryPlanningTimeInMillis: 0,
    ServiceProcessingTimeInMillis: 0,
  };
}

/** An execution as GetQueryRuntimeStatistics gives it. */
export function runtimeStatistics(execution: Execution): QueryRuntimeStatistics {
  const { scannedBytes, result, updated } = execution;
  return {
    Timeline: timeline(execution),
    Rows: {
      InputRows: 0,
      InputBytes: scannedBytes,
      OutputRows: updated ?? result?.rows.length ?? 0,
      OutputBytes: 0,
    },
  };
}
