import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import type { Operations } from "../../gateway/service";
import { tagOperations } from "../tags";
import { invalid, refusal } from "./function";
import type { LambdaFunction } from "./lambda-function";
import type { Functions } from "./registry";

/** A FunctionConfiguration of the Lambda API. */
function configurationOf(subject: LambdaFunction): FunctionConfiguration {
  const { settings, code } = subject;
  const runtime = settings.Runtime.replace(".x", "");
  return {
    ...settings,
    FunctionName: subject.name,
    FunctionArn: subject.arn,
    CodeSize: code.archive.size,
    LastModified: subject.lastModified.toISOString().replace("Z", "+0000"),
    CodeSha256: code.archive.sha256,
    Version: "$LATEST",
    RevisionId: subject.revisionId,
    State: "Active",
    LastUpdateStatus: "Successful",
    PackageType: "Zip",
    ...(code.layers.length > 0 && {
      Layers: code.layers.map(({ arn: Arn, size: CodeSize }) => ({ Arn, CodeSize })),
    }),
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
    RuntimeVersionConfig: {
      RuntimeVersionArn: `arn:aws:lambda:${subject.arn.split(":")[3] ?? ""}::runtime:${runtime}`,
    },
  };
}

function checkRevision(subject: LambdaFunction, revisionId: string | undefined): void {
  if (revisionId === undefined || revisionId === subject.revisionId) return;
  throw refusal(
    "PreconditionFailedException",
    "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
  );
}

/** Creating, changing, describing and deleting functions. */
export function functionOperations(
  functions: Functions,
  locationOf: (subject: LambdaFunction) => string,
): Operations<"lambda"> {
  return {
    CreateFunction: {
      permissions: ({ FunctionName }) => [["lambda:CreateFunction", functions.arnOf(FunctionName)]],
      run: async (input) => configurationOf(await functions.create(input)),
    },
    ListFunctions: {
      permissions: () => [["lambda:ListFunctions", "*"]],
      run({ Marker = "", MaxItems = 50 }) {
        const size = Math.min(50, MaxItems);
        const rest = functions.list().filter((subject) => subject.name > Marker);
        const page = rest.slice(0, size);
        return {
          Functions: page.map(configurationOf),
          ...(rest.length > size && { NextMarker: page.at(-1)?.name }),
        };
      },
    },
    ...functions.operations({
      async UpdateFunctionCode(input, subject) {
        checkRevision(subject, input.RevisionId);
        if (input.DryRun !== true) await functions.updateCode(subject, input);
        return configurationOf(subject);
      },
      async UpdateFunctionConfiguration(input, subject) {
        checkRevision(subject, input.RevisionId);
        await functions.updateSettings(subject, input);
        return configurationOf(subject);
      },
      GetFunctionConfiguration: (_input, subject) => configurationOf(subject),
      GetFunction(_input, subject) {
        const { reservedConcurrency, tags } = subject;
        return {
          Configuration: configurationOf(subject),
          Code: { RepositoryType: "S3", Location: locationOf(subject) },
          ...(tags.size > 0 && { Tags: tags.record() }),
          ...(reservedConcurrency !== undefined && {
            Concurrency: { ReservedConcurrentExecutions: reservedConcurrency },
          }),
        };
      },
      ListVersionsByFunction: (_input, subject) => ({ Versions: [configurationOf(subject)] }),
      async DeleteFunction(_input, subject) {
        await functions.delete(subject);
        return {};
      },
    }),
  };
}

/** Reserved concurrency and tags. */
export function settingOperations(functions: Functions): Operations<"lambda"> {
  return {
    ...functions.operations({
      PutFunctionConcurrency({ ReservedConcurrentExecutions: reserved }, subject) {
        if (reserved > 900) {
          throw invalid(
            "Specified ReservedConcurrentExecutions for function must be from 0 to 900: an account keeps 100 of its 1000 unreserved.",
          );
        }
        subject.reservedConcurrency = reserved;
        return { ReservedConcurrentExecutions: reserved };
      },
      GetFunctionConcurrency: (_input, { reservedConcurrency }) => ({
        ReservedConcurrentExecutions: reservedConcurrency,
      }),
      DeleteFunctionConcurrency(_input, subject) {
        subject.reservedConcurrency = undefined;
        return {};
      },
    }),
    ...tagOperations("lambda", {
      resource: "Resource",
      list: "ListTags",
      form: "map",
      find: (arn) => functions.get(arn).tags,
      arn: (arn) => functions.arnOf(arn),
    }),
  };
}
