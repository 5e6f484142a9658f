import type { CloudClient } from "../gateway/service";
import type { Properties } from "./kind";
import { defined, tagOutputs } from "./state";
import type { Tags } from "./state";

/** GetFunction's answer. */
export interface FunctionAnswer {
  readonly Configuration: Readonly<Record<string, unknown>> & {
    readonly FunctionName: string;
    readonly FunctionArn: string;
    readonly CodeSha256: string;
    readonly CodeSize: number;
    readonly Role: string;
    readonly LoggingConfig: Readonly<Record<string, string>>;
  };
  readonly Tags?: Tags;
  readonly Concurrency?: { readonly ReservedConcurrentExecutions: number };
}

/** The loggingConfig of a function in Pulumi's words to CloudWatch's, and back. */
const LOGGING = {
  logFormat: "LogFormat",
  logGroup: "LogGroup",
  applicationLogLevel: "ApplicationLogLevel",
  systemLogLevel: "SystemLogLevel",
} as const;

function loggingInput(logging: unknown): Properties | undefined {
  if (logging === undefined) return undefined;
  const given = logging as Properties;
  const members = Object.entries(LOGGING).map(([ours, theirs]) => [theirs, given[ours]]);
  return defined(Object.fromEntries(members) as Properties);
}

function loggingOutput(logging: Readonly<Record<string, string>>): Properties {
  const members = Object.entries(LOGGING).map(([ours, theirs]) => [ours, logging[theirs]]);
  return defined(Object.fromEntries(members) as Properties);
}

/** What UpdateFunctionConfiguration takes. What was left out goes back to its default. */
export function configurationInput(inputs: Properties): Properties {
  const { environment, ephemeralStorage, tracingConfig, vpcConfig } = inputs as Record<
    string,
    Properties | undefined
  >;
  return {
    Runtime: inputs.runtime,
    Role: inputs.role,
    Handler: inputs.handler,
    Description: inputs.description ?? "",
    Timeout: inputs.timeout,
    MemorySize: inputs.memorySize,
    Environment: { Variables: environment?.variables ?? {} },
    EphemeralStorage: { Size: ephemeralStorage?.size ?? 512 },
    TracingConfig: { Mode: tracingConfig?.mode ?? "PassThrough" },
    ...defined({ KMSKeyArn: inputs.kmsKeyArn, LoggingConfig: loggingInput(inputs.loggingConfig) }),
    ...(vpcConfig !== undefined && {
      VpcConfig: { SubnetIds: vpcConfig.subnetIds, SecurityGroupIds: vpcConfig.securityGroupIds },
    }),
  };
}

/** Every output of aws.lambda.Function, from the function as it is now. */
export function functionOutputs(
  { Configuration: actual, Tags: tags = {}, Concurrency }: FunctionAnswer,
  state: Properties,
  { region }: CloudClient,
): Properties {
  const arn = actual.FunctionArn;
  const invokeArn = (target: string, version: string): string =>
    `arn:aws:apigateway:${region}:lambda:path/${version}/functions/${target}/invocations`;
  const environment = actual.Environment as { Variables: Tags } | undefined;
  const storage = actual.EphemeralStorage as { Size: number };
  const tracing = actual.TracingConfig as { Mode: string };
  return defined({
    arn,
    architectures: actual.Architectures,
    code: state.code,
    codeSha256: actual.CodeSha256,
    description: actual.Description === "" ? undefined : actual.Description,
    environment: environment === undefined ? undefined : { variables: environment.Variables },
    ephemeralStorage: { size: storage.Size },
    handler: actual.Handler,
    invokeArn: invokeArn(arn, "2015-03-31"),
    responseStreamingInvokeArn: invokeArn(arn, "2021-11-15").replace(
      /invocations$/,
      "response-streaming-invocations",
    ),
    kmsKeyArn: actual.KMSKeyArn,
    lastModified: actual.LastModified,
    loggingConfig: loggingOutput(actual.LoggingConfig),
    memorySize: actual.MemorySize,
    name: actual.FunctionName,
    packageType: actual.PackageType,
    publish: state.publish,
    qualifiedArn: `${arn}:$LATEST`,
    qualifiedInvokeArn: invokeArn(`${arn}:$LATEST`, "2015-03-31"),
    region,
    reservedConcurrentExecutions: Concurrency?.ReservedConcurrentExecutions ?? -1,
    role: actual.Role,
    runtime: actual.Runtime,
    s3Bucket: state.s3Bucket,
    s3Key: state.s3Key,
    signingJobArn: "",
    signingProfileVersionArn: "",
    skipDestroy: state.skipDestroy,
    sourceCodeHash: actual.CodeSha256,
    sourceCodeSize: actual.CodeSize,
    timeout: actual.Timeout,
    tracingConfig: { mode: tracing.Mode },
    version: actual.Version,
    vpcConfig: state.vpcConfig,
    ...tagOutputs(tags, state),
  });
}
