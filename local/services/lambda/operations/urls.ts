import { createHash } from "node:crypto";
import type { FunctionUrlConfig } from "@aws-sdk/client-lambda";
import type { Operations } from "../../../gateway/service";
import { invalid, refusal } from "../function";
import type { Functions, Target } from "../registry";
import { paged } from "./versions";

/** Function URLs as they are described: the local cloud does not answer at them. */
export function urlOperations(functions: Functions): Operations<"lambda"> {
  return {
    ...functions.qualified({
      CreateFunctionUrlConfig({ AuthType, Cors, InvokeMode = "BUFFERED" }, target) {
        const { urls } = target.subject.family;
        const { arn, qualifier = "" } = target;
        if (qualifier === "$LATEST" || qualifier === target.subject.version) {
          throw invalid("A function URL is of a function or of an alias.");
        }
        if (urls.has(qualifier)) {
          const message = `Failed to create function url config for [functionArn = ${arn}]. Error message:  FunctionUrlConfig exists for this Lambda function`;
          throw refusal("ResourceConflictException", message);
        }
        const at = new Date().toISOString();
        const own = { FunctionArn: arn, FunctionUrl: urlOf(arn), CreationTime: at };
        return keep(target, { ...own, LastModifiedTime: at, AuthType, Cors, InvokeMode });
      },
      GetFunctionUrlConfig: (_input, target) => urlConfigOf(target),
      UpdateFunctionUrlConfig({ AuthType, Cors, InvokeMode }, target) {
        const before = urlConfigOf(target);
        return keep(target, {
          ...before,
          AuthType: AuthType ?? before.AuthType,
          Cors: Cors ?? before.Cors,
          InvokeMode: InvokeMode ?? before.InvokeMode,
          LastModifiedTime: new Date().toISOString(),
        });
      },
      DeleteFunctionUrlConfig(_input, target) {
        urlConfigOf(target);
        target.subject.family.urls.delete(target.qualifier ?? "");
        return {};
      },
    }),
    ...functions.operations({
      ListFunctionUrlConfigs(input, { family }) {
        const { page: FunctionUrlConfigs, ...next } = paged([...family.urls.values()], input);
        return { FunctionUrlConfigs, ...next };
      },
    }),
  };
}

function keep({ subject, qualifier = "" }: Target, config: FunctionUrlConfig): FunctionUrlConfig {
  subject.family.urls.set(qualifier, config);
  return config;
}

function urlConfigOf({ subject, qualifier = "" }: Target): FunctionUrlConfig {
  const config = subject.family.urls.get(qualifier);
  if (config !== undefined) return config;
  throw refusal("ResourceNotFoundException", "The resource you requested does not exist.");
}

/** A function's URL stays the same for as long as it has one. */
function urlOf(arn: string): string {
  const id = createHash("sha256").update(arn).digest("hex").slice(0, 32);
  return `https://${id}.lambda-url.${arn.split(":")[3] ?? ""}.on.aws/`;
}
