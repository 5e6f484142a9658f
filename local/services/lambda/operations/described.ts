import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { refusal } from "../function";
import type { LambdaFunction } from "../lambda-function";

/** A FunctionConfiguration of the Lambda API, with the ARN that was asked for. */
export function configurationOf(subject: LambdaFunction, arn = subject.arn): FunctionConfiguration {
  const { settings, code } = subject;
  const runtime = settings.Runtime.replace(".x", "");
  return {
    ...settings,
    FunctionName: subject.name,
    FunctionArn: arn,
    CodeSize: code.archive.size,
    LastModified: subject.lastModified.toISOString().replace("Z", "+0000"),
    CodeSha256: code.archive.sha256,
    Version: subject.version,
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

export function checkRevision(
  { revisionId }: { readonly revisionId: string },
  given: string | undefined,
): void {
  if (given === undefined || given === revisionId) return;
  throw refusal(
    "PreconditionFailedException",
    "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
  );
}
