import { createHash } from "node:crypto";
import type * as aws from "@pulumi/aws";
import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { defineKind } from "../define";
import type { Cloud, Inputs } from "../kind";
import { within } from "../limits";
import { fromApi, pick, toApi } from "../names";
import * as tagging from "../tagging";
import { codeInput } from "./archive";

type Args = aws.lambda.FunctionArgs;

/** What UpdateFunctionConfiguration takes. What was left out goes back to its default. */
function configurationInput(inputs: Inputs<Args>) {
  const { ephemeralStorage, tracingConfig, vpcConfig, loggingConfig } = inputs;
  return {
    Runtime: inputs.runtime,
    Role: inputs.role,
    Handler: inputs.handler,
    Description: inputs.description ?? "",
    Timeout: inputs.timeout,
    MemorySize: inputs.memorySize,
    Environment: { Variables: inputs.environment?.variables ?? {} },
    EphemeralStorage: { Size: ephemeralStorage?.size ?? 512 },
    TracingConfig: { Mode: tracingConfig?.mode ?? "PassThrough" },
    Layers: inputs.layers ?? [],
    ...(inputs.kmsKeyArn !== undefined && { KMSKeyArn: inputs.kmsKeyArn }),
    ...(loggingConfig && { LoggingConfig: toApi(loggingConfig) }),
    ...(vpcConfig && { VpcConfig: toApi(pick(vpcConfig, ["subnetIds", "securityGroupIds"])) }),
  };
}

async function updateCode(now: FunctionConfiguration, inputs: Inputs<Args>, cloud: Cloud) {
  const Architectures = inputs.architectures ?? ["x86_64"];
  const code = await codeInput(inputs);
  // Only another package makes new instances: a changed description leaves them warm.
  const same =
    code.ZipFile !== undefined &&
    createHash("sha256").update(code.ZipFile).digest("base64") === now.CodeSha256 &&
    holds(now.Architectures, Architectures);
  const input = { FunctionName: now.FunctionName, ...code, Architectures };
  if (!same) await cloud.call("lambda", "UpdateFunctionCode", input);
}

/** Whether what there is holds everything that is wanted; an empty mapping may be missing. */
function holds(actual: unknown, wanted: unknown): boolean {
  if (typeof wanted !== "object" || wanted === null) return actual === wanted;
  const has = new Map(Object.entries(actual ?? {}));
  const everyWanted = Object.entries(wanted).every(([name, value]) => holds(has.get(name), value));
  // A variable that is no longer wanted has to go.
  return (
    everyWanted && [...has].every(([name, value]) => typeof value !== "string" || name in wanted)
  );
}

/** The number of the last published version; `$LATEST` where there is none. */
async function lastVersion(FunctionName: string, cloud: Cloud): Promise<string> {
  let last = "$LATEST";
  for (let Marker: string | undefined, more = true; more;) {
    const page = await cloud.call("lambda", "ListVersionsByFunction", { FunctionName, Marker });
    last = page.Versions?.at(-1)?.Version ?? last;
    Marker = page.NextMarker;
    more = Marker !== undefined;
  }
  return last;
}

/** Every output of aws.lambda.Function, from the function as it is now. */
async function outputs(FunctionName: string, publish: boolean, cloud: Cloud) {
  const answer = await cloud.call("lambda", "GetFunction", { FunctionName });
  const { Configuration: now = {}, Concurrency } = answer;
  const { FunctionArn: arn = "" } = now;
  const version = publish ? await lastVersion(FunctionName, cloud) : "$LATEST";
  const invokeArn = (target: string, version: string, what = "invocations"): string =>
    `arn:aws:apigateway:${cloud.region}:lambda:path/${version}/functions/${target}/${what}`;
  return {
    arn,
    architectures: now.Architectures,
    codeSha256: now.CodeSha256,
    description: now.Description === "" ? undefined : now.Description,
    environment: now.Environment && { variables: now.Environment.Variables },
    ephemeralStorage: { size: now.EphemeralStorage?.Size },
    handler: now.Handler,
    invokeArn: invokeArn(arn, "2015-03-31"),
    responseStreamingInvokeArn: invokeArn(arn, "2021-11-15", "response-streaming-invocations"),
    kmsKeyArn: now.KMSKeyArn,
    lastModified: now.LastModified,
    layers: layersOf(now),
    loggingConfig: fromApi(now.LoggingConfig),
    memorySize: now.MemorySize,
    packageType: now.PackageType,
    qualifiedArn: `${arn}:${version}`,
    qualifiedInvokeArn: invokeArn(`${arn}:${version}`, "2015-03-31"),
    reservedConcurrentExecutions: Concurrency?.ReservedConcurrentExecutions ?? -1,
    role: now.Role,
    runtime: now.Runtime,
    signingJobArn: "",
    signingProfileVersionArn: "",
    sourceCodeHash: now.CodeSha256,
    sourceCodeSize: now.CodeSize,
    timeout: now.Timeout,
    tracingConfig: { mode: now.TracingConfig?.Mode },
    version,
  };
}

const layersOf = ({ Layers = [] }: FunctionConfiguration) => Layers.map(({ Arn }) => Arn);

export const functionKind = defineKind<Args, "name">({
  type: "aws:lambda/function:Function",
  id: "name",
  required: ["role"],
  optional: [
    "architectures",
    "code",
    "description",
    "environment",
    "ephemeralStorage",
    "handler",
    "kmsKeyArn",
    "layers",
    "loggingConfig",
    "memorySize",
    "packageType",
    "publish",
    "reservedConcurrentExecutions",
    "runtime",
    "s3Bucket",
    "s3Key",
    "skipDestroy",
    "sourceCodeHash",
    "timeout",
    "tracingConfig",
    "vpcConfig",
  ],
  replaceOn: ["packageType"],
  autoname: { property: "name", maxLength: 64 },
  defaults: {
    memorySize: 128,
    packageType: "Zip",
    publish: false,
    reservedConcurrentExecutions: -1,
    skipDestroy: false,
    timeout: 3,
  },
  limits: {
    memorySize: within(128, 10_240),
    timeout: within(1, 900),
    reservedConcurrentExecutions: within(-1, 900),
  },
  check: ({ packageType = "Zip" }) => ({
    packageType: packageType !== "Zip" && "the local cloud runs zip archives, not container images",
  }),
  tags: tagging.lambda,
  async create(inputs, cloud) {
    await cloud.call("lambda", "CreateFunction", {
      FunctionName: inputs.name,
      Code: await codeInput(inputs),
      ...configurationInput(inputs),
      Architectures: inputs.architectures,
    });
  },
  async update(FunctionName, inputs, cloud) {
    const { Configuration: now = {} } = await cloud.call("lambda", "GetFunction", { FunctionName });
    await updateCode(now, inputs, cloud);
    const wanted = configurationInput(inputs);
    const has = new Map(Object.entries({ ...now, Layers: layersOf(now) }));
    const same = Object.entries(wanted).every(([name, value]) => holds(has.get(name), value));
    if (same) return;
    await cloud.call("lambda", "UpdateFunctionConfiguration", { FunctionName, ...wanted });
  },
  async configure(FunctionName, inputs, cloud) {
    const { reservedConcurrentExecutions: ReservedConcurrentExecutions = -1, publish } = inputs;
    if (ReservedConcurrentExecutions < 0) {
      await cloud.call("lambda", "DeleteFunctionConcurrency", { FunctionName });
    } else {
      const reserved = { FunctionName, ReservedConcurrentExecutions };
      await cloud.call("lambda", "PutFunctionConcurrency", reserved);
    }
    // What has not changed gets no other version.
    if (publish === true) await cloud.call("lambda", "PublishVersion", { FunctionName });
  },
  read: (name, { publish }, cloud) => outputs(name, publish === true, cloud),
  async delete(FunctionName, { skipDestroy }, cloud) {
    if (skipDestroy !== true) await cloud.call("lambda", "DeleteFunction", { FunctionName });
  },
});
