import { constraint, invalid, RUNTIMES } from "./function";
import type { Logging, Settings } from "./function";

/** The members of CreateFunction and UpdateFunctionConfiguration that become settings. */
export interface SettingsInput {
  readonly Runtime?: string;
  readonly Role?: string;
  readonly Handler?: string;
  readonly Description?: string;
  readonly Timeout?: number;
  readonly MemorySize?: number;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
  readonly Architectures?: readonly string[];
  readonly EphemeralStorage?: { readonly Size: number };
  readonly TracingConfig?: { readonly Mode?: string };
  readonly KMSKeyArn?: string;
  readonly VpcConfig?: object;
  readonly LoggingConfig?: Partial<Logging>;
  readonly Layers?: readonly string[];
  readonly FileSystemConfigs?: readonly object[];
  readonly DeadLetterConfig?: { readonly TargetArn?: string };
  readonly SnapStart?: { readonly ApplyOn?: string };
}

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

function inRange(value: number, member: string, least: number, most: number): number {
  if (!(value >= least)) {
    throw constraint(value, member, `have value greater than or equal to ${least}`);
  }
  if (value > most) throw constraint(value, member, `have value less than or equal to ${most}`);
  return value;
}

function variables(given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const why =
    "Lambda was unable to configure your environment variables because the environment variables you have provided";
  const reserved = Object.keys(given).filter((name) => RESERVED.has(name));
  if (reserved.length > 0) {
    throw invalid(
      `${why} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(", ")}`,
    );
  }
  const bad = Object.keys(given).find((name) => !/^[a-zA-Z]([a-zA-Z0-9_])+$/.test(name));
  if (bad !== undefined) {
    throw constraint(
      bad,
      "environment.variables",
      "satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+",
    );
  }
  const measured = JSON.stringify(given);
  if (Buffer.byteLength(measured) > 4096) {
    throw invalid(`${why} exceeded the 4KB limit. String measured: ${measured}`);
  }
  return given;
}

function logging(name: string, given: Partial<Logging> | undefined, before?: Logging): Logging {
  const LogFormat = given?.LogFormat ?? before?.LogFormat ?? "Text";
  const LogGroup = given?.LogGroup ?? before?.LogGroup ?? `/aws/lambda/${name}`;
  if (LogFormat !== "JSON") return { LogFormat, LogGroup };
  const { ApplicationLogLevel = "INFO", SystemLogLevel = "INFO" } = { ...before, ...given };
  return { LogFormat, LogGroup, ApplicationLogLevel, SystemLogLevel };
}

function refuseUnsupported(input: SettingsInput): void {
  const asked = [
    (input.Layers?.length ?? 0) > 0 && "Layers",
    (input.FileSystemConfigs?.length ?? 0) > 0 && "FileSystemConfigs",
    (input.DeadLetterConfig?.TargetArn ?? "") !== "" && "DeadLetterConfig",
    (input.SnapStart?.ApplyOn ?? "None") !== "None" && "SnapStart",
  ].find((member) => member !== false);
  if (asked !== undefined) {
    throw invalid(`${asked} is not supported by the local cloud: leave it out to run locally.`);
  }
}

function runtimeOf(runtime: string | undefined): string {
  if (runtime !== undefined && RUNTIMES.includes(runtime)) return runtime;
  throw invalid(
    `Value ${runtime ?? "null"} at 'runtime' failed to satisfy constraint: the local cloud runs zip archives on ${RUNTIMES.join(" and ")}.`,
  );
}

/** Checks what is given and keeps the rest as it was, or as Lambda's defaults have it. */
export function settingsFrom(name: string, input: SettingsInput, before?: Settings): Settings {
  refuseUnsupported(input);
  const role = input.Role ?? before?.role ?? "";
  if (!/^arn:aws[a-zA-Z-]*:iam::\d{12}:role\/?[\w+=,.@\-/]+$/.test(role)) {
    throw constraint(
      role,
      "role",
      "satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+",
    );
  }
  const handler = input.Handler ?? before?.handler ?? "";
  if (!/^\S{1,128}$/.test(handler)) {
    throw constraint(handler, "handler", "satisfy regular expression pattern: [^\\s]+");
  }
  const architectures = input.Architectures ?? before?.architectures ?? ["x86_64"];
  if (!/^(arm64|x86_64)$/.test(architectures.join())) {
    throw constraint(
      architectures.join(),
      "architectures",
      "satisfy enum value set: [x86_64, arm64]",
    );
  }
  const { Timeout, MemorySize, EphemeralStorage } = input;
  const storage = EphemeralStorage?.Size ?? before?.ephemeralStorageMb ?? 512;
  return {
    runtime: runtimeOf(input.Runtime ?? before?.runtime),
    role,
    handler,
    architectures,
    description: input.Description ?? before?.description ?? "",
    timeoutSeconds: inRange(Timeout ?? before?.timeoutSeconds ?? 3, "timeout", 1, 900),
    memoryMb: inRange(MemorySize ?? before?.memoryMb ?? 128, "memorySize", 128, 10_240),
    ephemeralStorageMb: inRange(storage, "ephemeralStorage.size", 512, 10_240),
    variables: variables(input.Environment?.Variables ?? before?.variables ?? {}),
    tracingMode: input.TracingConfig?.Mode ?? before?.tracingMode ?? "PassThrough",
    kmsKeyArn: input.KMSKeyArn ?? before?.kmsKeyArn,
    vpc: input.VpcConfig ?? before?.vpc,
    logging: logging(name, input.LoggingConfig, before?.logging),
  };
}
