import type { Rule, Rules } from "../../gateway/model/rules";
import { tagMap, tagRules } from "../tags";

/** A function's name, partial ARN or ARN, each with a qualifier; the name is the 11th group. */
export const FUNCTION_NAME =
  "(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?" +
  "(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?";

const LAYER_VERSION_ARN =
  "arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+";

const DESTINATION: Rule = { length: [0, 350] };

/** Source: https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html, each operation's page */
export const rules: Rules = {
  FunctionName: { length: [1, 170], pattern: FUNCTION_NAME },
  Qualifier: { length: [1, 128], pattern: "\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+" },
  Resource: { length: [1, 256] },
  Tags: tagMap,
  ...tagRules,
  Role: {
    pattern: "arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+",
  },
  Handler: { length: [0, 128], pattern: "[^\\s]+" },
  Description: { length: [0, 256] },
  Timeout: { range: [1, 900] },
  MemorySize: { range: [128, 10_240] },
  "EphemeralStorage.Size": { range: [512, 10_240] },
  "Environment.Variables": { keys: { pattern: "[a-zA-Z]([a-zA-Z0-9_])+" } },
  Architectures: { length: [1, 1], each: { oneOf: ["x86_64", "arm64"] } },
  PackageType: { oneOf: ["Zip", "Image"] },
  "TracingConfig.Mode": { oneOf: ["Active", "PassThrough"] },
  "LoggingConfig.LogFormat": { oneOf: ["JSON", "Text"] },
  "LoggingConfig.LogGroup": { length: [1, 512], pattern: "[\\.\\-_/#A-Za-z0-9]+" },
  "LoggingConfig.ApplicationLogLevel": {
    oneOf: ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"],
  },
  "LoggingConfig.SystemLogLevel": { oneOf: ["DEBUG", "INFO", "WARN"] },
  LayerName: {
    length: [1, 140],
    pattern: "(arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]+)|[a-zA-Z0-9-_]+",
  },
  "GetLayerVersionByArnRequest.Arn": { length: [1, 140], pattern: LAYER_VERSION_ARN },
  Layers: { each: { length: [1, 140], pattern: LAYER_VERSION_ARN } },
  CompatibleRuntimes: { length: [0, 15] },
  CompatibleArchitectures: { length: [0, 2], each: { oneOf: ["x86_64", "arm64"] } },
  CompatibleArchitecture: { oneOf: ["x86_64", "arm64"] },
  LicenseInfo: { length: [0, 512] },
  "ListLayersRequest.MaxItems": { range: [1, 50] },
  "ListLayerVersionsRequest.MaxItems": { range: [1, 50] },
  S3Bucket: { length: [3, 63], pattern: "[0-9A-Za-z\\.\\-_]*(?<!\\.)" },
  S3Key: { length: [1, 1024] },
  ReservedConcurrentExecutions: { range: [0, Infinity] },
  Name: { length: [1, 128], pattern: "(?!^[0-9]+$)([a-zA-Z0-9-_]+)" },
  FunctionVersion: { length: [1, 1024], pattern: "(\\$LATEST|[0-9]+)" },
  "ListFunctionsRequest.FunctionVersion": { oneOf: ["ALL"] },
  AdditionalVersionWeights: { keys: { length: [1, 1024], pattern: "[0-9]+" } },
  RecursiveLoop: { oneOf: ["Allow", "Terminate"] },
  UpdateRuntimeOn: { oneOf: ["Auto", "Manual", "FunctionUpdate"] },
  CodeSigningConfigArn: {
    length: [0, 200],
    pattern:
      "arn:(aws[a-zA-Z-]*)?:lambda:[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:" +
      "code-signing-config:csc-[a-z0-9]{17}",
  },
  StatementId: { length: [1, 100], pattern: "([a-zA-Z0-9-_]+)" },
  "RemovePermissionRequest.StatementId": { length: [1, 100], pattern: "([a-zA-Z0-9-_.]+)" },
  "AddPermissionRequest.Action": { pattern: "(lambda:[*]|lambda:[a-zA-Z]+|[*])" },
  "AddLayerVersionPermissionRequest.Action": {
    length: [0, 22],
    pattern: "lambda:GetLayerVersion",
  },
  "AddPermissionRequest.Principal": { pattern: "[^\\s]+" },
  "AddLayerVersionPermissionRequest.Principal": {
    pattern: "\\d{12}|\\*|arn:(aws[a-zA-Z-]*):iam::\\d{12}:root",
  },
  SourceAccount: { length: [0, 12], pattern: "\\d{12}" },
  FunctionUrlAuthType: { oneOf: ["NONE", "AWS_IAM"] },
  AuthType: { oneOf: ["NONE", "AWS_IAM"] },
  InvokeMode: { oneOf: ["BUFFERED", "RESPONSE_STREAM"] },
  "PutFunctionEventInvokeConfigRequest.MaximumRetryAttempts": { range: [0, 2] },
  "UpdateFunctionEventInvokeConfigRequest.MaximumRetryAttempts": { range: [0, 2] },
  MaximumEventAgeInSeconds: { range: [60, 21_600] },
  ProvisionedConcurrentExecutions: { range: [1, Infinity] },
  InvocationType: { oneOf: ["RequestResponse", "Event", "DryRun"] },
  LogType: { oneOf: ["None", "Tail"] },
  MaxItems: { range: [1, 10_000] },

  EventSourceArn: {
    pattern:
      "arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:" +
      "(\\d{12})?:(.*)",
  },
  StartingPosition: { oneOf: ["TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"] },
  BatchSize: { range: [1, 10_000] },
  "ScalingConfig.MaximumConcurrency": { range: [2, 1000] },
  MaximumBatchingWindowInSeconds: { range: [0, 300] },
  ParallelizationFactor: { range: [1, 10] },
  MaximumRecordAgeInSeconds: { range: [-1, 604_800] },
  MaximumRetryAttempts: { range: [-1, 10_000] },
  TumblingWindowInSeconds: { range: [0, 900] },
  FunctionResponseTypes: { length: [0, 1], each: { oneOf: ["ReportBatchItemFailures"] } },
  "EventSourceMappingMetricsConfig.Metrics": {
    length: [0, 3],
    each: { oneOf: ["EventCount", "ErrorCount", "KafkaMetrics"] },
  },
  "Filter.Pattern": { length: [0, 4096] },
  "OnFailure.Destination": DESTINATION,
  "OnSuccess.Destination": DESTINATION,
};
