import type { Operations } from "../../../gateway/service";
import { tagOperations, type TagStore } from "../../tags";
import { invalid, refusal } from "../function";
import type { Functions } from "../registry";

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const ACCOUNT_LIMIT = {
  TotalCodeSize: 80_530_636_800,
  CodeSizeUnzipped: 262_144_000,
  CodeSizeZipped: 52_428_800,
  ConcurrentExecutions: 1000,
};

/** Concurrency, code signing, recursion, the runtime's updates and the account. */
export function settingOperations(functions: Functions): Operations<"lambda"> {
  return {
    ...functions.operations({
      PutFunctionConcurrency({ ReservedConcurrentExecutions: reserved }, { family }) {
        if (reserved > 900) {
          throw invalid(
            "Specified ReservedConcurrentExecutions for function must be from 0 to 900: an account keeps 100 of its 1000 unreserved.",
          );
        }
        family.reservedConcurrency = reserved;
        return { ReservedConcurrentExecutions: reserved };
      },
      GetFunctionConcurrency: (_input, { family }) => ({
        ReservedConcurrentExecutions: family.reservedConcurrency,
      }),
      DeleteFunctionConcurrency(_input, { family }) {
        family.reservedConcurrency = undefined;
        return {};
      },
      GetFunctionRecursionConfig: (_input, { family }) => ({ RecursiveLoop: family.recursiveLoop }),
      PutFunctionRecursionConfig({ RecursiveLoop }, { family }) {
        family.recursiveLoop = RecursiveLoop;
        return { RecursiveLoop };
      },
      GetFunctionCodeSigningConfig: (_input, { name }) => ({
        FunctionName: name,
        CodeSigningConfigArn: undefined,
      }),
      PutFunctionCodeSigningConfig({ CodeSigningConfigArn: arn }) {
        // There are none: the operations that make them are not implemented.
        const message = `The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${arn}`;
        throw refusal("CodeSigningConfigNotFoundException", message);
      },
      DeleteFunctionCodeSigningConfig: () => ({}),
    }),
    ...functions.qualified({
      GetRuntimeManagementConfig: (_input, { subject, arn }) => ({
        UpdateRuntimeOn: subject.updateRuntimeOn,
        FunctionArn: arn,
      }),
      PutRuntimeManagementConfig({ UpdateRuntimeOn, RuntimeVersionArn }, { subject, arn }) {
        if (UpdateRuntimeOn === "Manual") {
          throw invalid(
            `The local cloud has one version of each runtime: ${RuntimeVersionArn ?? "RuntimeVersionArn"} cannot be chosen.`,
          );
        }
        subject.updateRuntimeOn = UpdateRuntimeOn;
        return { UpdateRuntimeOn, FunctionArn: arn };
      },
    }),
    ListCodeSigningConfigs: { run: () => ({ CodeSigningConfigs: [] }) },
    GetAccountSettings: {
      run() {
        const all = functions.list();
        const reserved = all.reduce(
          (sum, { family }) => sum + (family.reservedConcurrency ?? 0),
          0,
        );
        const stored = all.flatMap((each) => [each, ...each.family.versions.values()]);
        const TotalCodeSize = stored.reduce((sum, { code }) => sum + code.archive.size, 0);
        const UnreservedConcurrentExecutions = ACCOUNT_LIMIT.ConcurrentExecutions - reserved;
        return {
          AccountLimit: { ...ACCOUNT_LIMIT, UnreservedConcurrentExecutions },
          AccountUsage: { TotalCodeSize, FunctionCount: all.length },
        };
      },
    },
  };
}

/** Tags of functions and of event source mappings, which an engine of their own keeps. */
export function lambdaTagOperations(
  functions: Functions,
  mappingTags: (uuid: string) => TagStore,
): Operations<"lambda"> {
  const mapping = (arn: string): string | undefined =>
    /:event-source-mapping:([\w-]+)$/.exec(arn)?.[1];
  return tagOperations("lambda", {
    resource: "Resource",
    list: "ListTags",
    form: "map",
    find(arn) {
      const uuid = mapping(arn);
      return uuid === undefined ? functions.get(arn).tags : mappingTags(uuid);
    },
    arn: (arn) => (mapping(arn) === undefined ? functions.arnOf(arn) : arn),
  });
}
