import { AwsError } from "../../gateway/service";
import type { Operation } from "../../gateway/service";
import type { CodeInput } from "./code";
import { invalid } from "./function";
import type { LambdaFunction } from "./lambda-function";
import { setTags } from "./registry";
import type { CreateFunctionInput, Functions } from "./registry";
import type { SettingsInput } from "./settings";

export interface FunctionInput {
  readonly FunctionName: string;
  readonly Qualifier?: string;
}

/** A FunctionConfiguration of the Lambda API. */
export function configurationOf(subject: LambdaFunction): Record<string, unknown> {
  const { settings, code } = subject;
  const runtime = settings.runtime.replace(".x", "");
  return {
    FunctionName: subject.name,
    FunctionArn: subject.arn,
    Runtime: settings.runtime,
    Role: settings.role,
    Handler: settings.handler,
    CodeSize: code.size,
    Description: settings.description,
    Timeout: settings.timeoutSeconds,
    MemorySize: settings.memoryMb,
    LastModified: subject.lastModified.toISOString().replace("Z", "+0000"),
    CodeSha256: code.sha256,
    Version: "$LATEST",
    ...(settings.vpc !== undefined && { VpcConfig: settings.vpc }),
    ...(Object.keys(settings.variables).length > 0 && {
      Environment: { Variables: settings.variables },
    }),
    ...(settings.kmsKeyArn !== undefined && { KMSKeyArn: settings.kmsKeyArn }),
    TracingConfig: { Mode: settings.tracingMode },
    RevisionId: subject.revisionId,
    State: "Active",
    LastUpdateStatus: "Successful",
    PackageType: "Zip",
    Architectures: settings.architectures,
    EphemeralStorage: { Size: settings.ephemeralStorageMb },
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
    RuntimeVersionConfig: {
      RuntimeVersionArn: `arn:aws:lambda:${subject.arn.split(":")[3] ?? ""}::runtime:${runtime}`,
    },
    LoggingConfig: settings.logging,
  };
}

function checkRevision(subject: LambdaFunction, revisionId: string | undefined): void {
  if (revisionId === undefined || revisionId === subject.revisionId) return;
  throw new AwsError(
    "PreconditionFailedException",
    "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
    412,
    { Type: "User" },
  );
}

/** Creating, changing, describing and deleting functions. */
export function functionOperations(
  functions: Functions,
  locationOf: (subject: LambdaFunction) => string,
): Record<string, Operation> {
  const find = (input: FunctionInput): LambdaFunction =>
    functions.get(input.FunctionName, input.Qualifier);
  return {
    CreateFunction: {
      run: async (input: CreateFunctionInput) => configurationOf(await functions.create(input)),
    },
    UpdateFunctionCode: {
      run: async (input: FunctionInput & CodeInput & { RevisionId?: string; DryRun?: boolean }) => {
        const subject = find(input);
        checkRevision(subject, input.RevisionId);
        if (input.DryRun !== true) await functions.updateCode(subject, input);
        return configurationOf(subject);
      },
    },
    UpdateFunctionConfiguration: {
      run: async (input: FunctionInput & SettingsInput & { RevisionId?: string }) => {
        const subject = find(input);
        checkRevision(subject, input.RevisionId);
        await functions.updateSettings(subject, input);
        return configurationOf(subject);
      },
    },
    GetFunctionConfiguration: { run: (input: FunctionInput) => configurationOf(find(input)) },
    GetFunction: {
      run: (input: FunctionInput) => {
        const subject = find(input);
        const { reservedConcurrency, tags } = subject;
        return {
          Configuration: configurationOf(subject),
          Code: { RepositoryType: "S3", Location: locationOf(subject) },
          ...(tags.size > 0 && { Tags: Object.fromEntries(tags) }),
          ...(reservedConcurrency !== undefined && {
            Concurrency: { ReservedConcurrentExecutions: reservedConcurrency },
          }),
        };
      },
    },
    ListFunctions: {
      permissions: () => [["lambda:ListFunctions", "*"]],
      run: ({ Marker = "", MaxItems }: { Marker?: string; MaxItems?: number | string }) => {
        const size = Math.min(50, Math.max(1, Number(MaxItems ?? 50)));
        const rest = functions.list().filter((subject) => subject.name > Marker);
        const page = rest.slice(0, size);
        return {
          Functions: page.map(configurationOf),
          ...(rest.length > size && { NextMarker: page.at(-1)?.name }),
        };
      },
    },
    ListVersionsByFunction: {
      run: (input: FunctionInput) => ({ Versions: [configurationOf(find(input))] }),
    },
    DeleteFunction: {
      run: async (input: FunctionInput) => {
        await functions.delete(find(input));
        return {};
      },
    },
  };
}

/** Reserved concurrency and tags. */
export function settingOperations(functions: Functions): Record<string, Operation> {
  type Concurrency = FunctionInput & { ReservedConcurrentExecutions: number };
  type Tagged = { Resource: string };
  return {
    PutFunctionConcurrency: {
      run: (input: Concurrency) => {
        const { ReservedConcurrentExecutions: reserved } = input;
        if (!Number.isInteger(reserved) || reserved < 0 || reserved > 900) {
          throw invalid(
            "Specified ReservedConcurrentExecutions for function must be from 0 to 900: an account keeps 100 of its 1000 unreserved.",
          );
        }
        functions.get(input.FunctionName).reservedConcurrency = reserved;
        return { ReservedConcurrentExecutions: reserved };
      },
    },
    GetFunctionConcurrency: {
      run: (input: FunctionInput) => {
        const { reservedConcurrency } = functions.get(input.FunctionName);
        return reservedConcurrency === undefined
          ? {}
          : { ReservedConcurrentExecutions: reservedConcurrency };
      },
    },
    DeleteFunctionConcurrency: {
      run: (input: FunctionInput) => {
        functions.get(input.FunctionName).reservedConcurrency = undefined;
        return {};
      },
    },
    TagResource: {
      run: (input: Tagged & { Tags: Readonly<Record<string, string>> }) => {
        setTags(functions.get(input.Resource), input.Tags);
        return {};
      },
    },
    UntagResource: {
      run: (input: Tagged & { TagKeys: readonly string[] }) => {
        const { tags } = functions.get(input.Resource);
        for (const key of input.TagKeys) tags.delete(key);
        return {};
      },
    },
    ListTags: {
      run: (input: Tagged) => ({ Tags: Object.fromEntries(functions.get(input.Resource).tags) }),
    },
  };
}
