import type { Operations } from "../../../gateway/service";
import { invalid, refusal } from "../function";
import type { LambdaFunction } from "../lambda-function";
import type { Functions, Target } from "../registry";
import { publish } from "../versions/publish";
import { checkRevision, configurationOf } from "./described";

/** Creating, changing, describing and deleting functions. */
export function functionOperations(
  functions: Functions,
  locationOf: (subject: LambdaFunction) => string,
): Operations<"lambda"> {
  const published = (subject: LambdaFunction, asked: boolean | undefined) =>
    configurationOf(asked === true ? publish(subject) : subject);
  return {
    CreateFunction: {
      permissions: ({ FunctionName }) => [["lambda:CreateFunction", functions.arnOf(FunctionName)]],
      run: async (input) => published(await functions.create(input), input.Publish),
    },
    ListFunctions: {
      permissions: () => [["lambda:ListFunctions", "*"]],
      run({ Marker = "", MaxItems = 50, FunctionVersion }) {
        const size = Math.min(50, MaxItems);
        const rest = functions.list().filter((subject) => subject.name > Marker);
        const page = rest.slice(0, size);
        const listed = FunctionVersion === "ALL" ? page.flatMap(everyVersion) : page.map(latest);
        return {
          Functions: listed,
          ...(rest.length > size && { NextMarker: page.at(-1)?.name }),
        };
      },
    },
    ...functions.operations({
      async UpdateFunctionCode(input, subject) {
        checkRevision(subject, input.RevisionId);
        if (input.DryRun === true) return configurationOf(subject);
        await functions.updateCode(subject, input);
        return published(subject, input.Publish);
      },
      async UpdateFunctionConfiguration(input, subject) {
        checkRevision(subject, input.RevisionId);
        await functions.updateSettings(subject, input);
        return configurationOf(subject);
      },
    }),
    ...functions.qualified({
      GetFunctionConfiguration: (_input, { subject, arn }) => configurationOf(subject, arn),
      GetFunction(_input, { subject, arn }) {
        const { reservedConcurrency, tags } = subject.family;
        return {
          Configuration: configurationOf(subject, arn),
          Code: { RepositoryType: "S3", Location: locationOf(subject) },
          ...(tags.size > 0 && { Tags: tags.record() }),
          ...(reservedConcurrency !== undefined && {
            Concurrency: { ReservedConcurrentExecutions: reservedConcurrency },
          }),
        };
      },
      async DeleteFunction(_input, target) {
        if (target.qualifier === undefined) await functions.delete(target.subject);
        else await deleteVersion(target, target.qualifier);
        return { StatusCode: 204 };
      },
    }),
  };
}

const latest = (subject: LambdaFunction) => configurationOf(subject);

/** A function's versions with their numbers in their ARNs, `$LATEST` first. */
export const everyVersion = (subject: LambdaFunction) => [
  configurationOf(subject, `${subject.arn}:$LATEST`),
  ...[...subject.family.versions.values()].map(latest),
];

async function deleteVersion({ subject, arn }: Target, qualifier: string): Promise<void> {
  const { version, family } = subject;
  if (version === "$LATEST") {
    throw invalid("$LATEST version cannot be deleted without deleting the function.");
  }
  if (qualifier !== version) {
    throw invalid(`${arn} is an alias: DeleteFunction deletes functions and versions.`);
  }
  const users = [...family.aliases.values()].filter(
    (alias) =>
      alias.version === version || version in (alias.routing?.AdditionalVersionWeights ?? {}),
  );
  if (users.length > 0) {
    const names = users.map(({ name }) => name).join(", ");
    throw refusal(
      "ResourceConflictException",
      `Version ${version} is used by the aliases ${names}.`,
    );
  }
  family.versions.delete(version);
  await subject.end();
}
