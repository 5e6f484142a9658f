import type { Credentials } from "../../iam";
import type { Package } from "../code/package";
import type { Settings } from "../function";

export interface EnvironmentInput {
  readonly name: string;
  readonly version: string;
  readonly region: string;
  readonly endpoint: string;
  readonly settings: Settings;
  readonly code: Package;
  readonly credentials: Credentials;
  readonly logStream: string;
}

/**
 * Everything that a function finds in process.env: its own variables, what Lambda sets, and the
 * local endpoint. Nothing of the host's.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function environmentOf(input: EnvironmentInput): Record<string, string> {
  const { name, region, endpoint, settings, code, credentials } = input;
  return {
    LANG: "en_US.UTF-8",
    PATH: `/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:${code.opt ?? "/opt"}/bin`,
    ...(code.opt !== undefined && { LD_LIBRARY_PATH: `${code.opt}/lib` }),
    TZ: ":UTC",
    AWS_ENDPOINT_URL: endpoint,
    ...settings.Environment?.Variables,
    _HANDLER: settings.Handler,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${settings.Runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.MemorySize),
    AWS_LAMBDA_FUNCTION_VERSION: input.version,
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: settings.LoggingConfig.LogGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: input.logStream,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    LAMBDA_TASK_ROOT: code.folder,
    LAMBDA_RUNTIME_DIR: "/var/runtime",
  };
}
