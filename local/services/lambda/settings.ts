import type { LoggingConfig, Runtime } from "@aws-sdk/client-lambda";
import type { InputOf } from "../../gateway/model/apis";
import { invalid } from "./function";
import type { Logging, Settings } from "./function";

/** The members of CreateFunction and UpdateFunctionConfiguration that become settings. */
export type SettingsInput = Partial<
  InputOf<"lambda", "CreateFunction"> & InputOf<"lambda", "UpdateFunctionConfiguration">
>;

const RUNTIMES: readonly Runtime[] = [
  "nodejs22.x",
  "nodejs24.x",
  "python3.11",
  "python3.12",
  "python3.13",
  "python3.14",
];

/** Names that Lambda itself gives values to. */
const RESERVED = new Set(
  (
    "_HANDLER _X_AMZN_TRACE_ID AWS_DEFAULT_REGION AWS_REGION AWS_EXECUTION_ENV " +
    "AWS_LAMBDA_FUNCTION_NAME AWS_LAMBDA_FUNCTION_MEMORY_SIZE AWS_LAMBDA_FUNCTION_VERSION " +
    "AWS_LAMBDA_INITIALIZATION_TYPE AWS_LAMBDA_LOG_GROUP_NAME AWS_LAMBDA_LOG_STREAM_NAME " +
    "AWS_ACCESS_KEY AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN " +
    "AWS_LAMBDA_RUNTIME_API LAMBDA_TASK_ROOT LAMBDA_RUNTIME_DIR"
  ).split(" "),
);

/** Undefined where there are no variables. */
function environment(Variables: Readonly<Record<string, string>>): Settings["Environment"] {
  const why =
    "Lambda was unable to configure your environment variables because the environment variables you have provided";
  const reserved = Object.keys(Variables).filter((name) => RESERVED.has(name));
  if (reserved.length > 0) {
    throw invalid(
      `${why} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(", ")}`,
    );
  }
  const measured = JSON.stringify(Variables);
  if (Buffer.byteLength(measured) > 4096) {
    throw invalid(`${why} exceeded the 4KB limit. String measured: ${measured}`);
  }
  return measured === "{}" ? undefined : { Variables };
}

function logging(name: string, given: LoggingConfig | undefined, before?: Logging): Logging {
  const LogFormat = given?.LogFormat ?? before?.LogFormat ?? "Text";
  const LogGroup = given?.LogGroup ?? before?.LogGroup ?? `/aws/lambda/${name}`;
  if (LogFormat !== "JSON") return { LogFormat, LogGroup };
  const { ApplicationLogLevel = "INFO", SystemLogLevel = "INFO" } = { ...before, ...given };
  return { LogFormat, LogGroup, ApplicationLogLevel, SystemLogLevel };
}

function refuseUnsupported(input: SettingsInput): void {
  const asked = [
    (input.FileSystemConfigs?.length ?? 0) > 0 && "FileSystemConfigs",
    (input.DeadLetterConfig?.TargetArn ?? "") !== "" && "DeadLetterConfig",
    (input.SnapStart?.ApplyOn ?? "None") !== "None" && "SnapStart",
  ].find((member) => member !== false);
  if (asked !== undefined) {
    throw invalid(`${asked} is not supported by the local cloud: leave it out to run locally.`);
  }
}

/** Checks what is given and keeps the rest as it was, or as Lambda's defaults have it. */
export function settingsFrom(name: string, input: SettingsInput, before?: Settings): Settings {
  refuseUnsupported(input);
  const { Runtime = before?.Runtime, Handler = before?.Handler } = input;
  if (Runtime === undefined || Handler === undefined) {
    throw invalid(
      "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
    );
  }
  if (!RUNTIMES.includes(Runtime)) {
    throw invalid(
      `Value ${Runtime} at 'runtime' failed to satisfy constraint: the local cloud runs zip archives on ${RUNTIMES.join(", ")}.`,
    );
  }
  return {
    Runtime,
    Handler,
    Role: input.Role ?? before?.Role ?? "",
    Architectures: input.Architectures ?? before?.Architectures ?? ["x86_64"],
    Description: input.Description ?? before?.Description ?? "",
    Timeout: input.Timeout ?? before?.Timeout ?? 3,
    MemorySize: input.MemorySize ?? before?.MemorySize ?? 128,
    EphemeralStorage: input.EphemeralStorage ?? before?.EphemeralStorage ?? { Size: 512 },
    TracingConfig: { Mode: "PassThrough", ...before?.TracingConfig, ...input.TracingConfig },
    Environment: environment(input.Environment?.Variables ?? before?.Environment?.Variables ?? {}),
    KMSKeyArn: input.KMSKeyArn ?? before?.KMSKeyArn,
    VpcConfig: input.VpcConfig ?? before?.VpcConfig,
    LoggingConfig: logging(name, input.LoggingConfig, before?.LoggingConfig),
  };
}
