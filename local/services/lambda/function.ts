import type { FunctionConfiguration, LoggingConfig } from "@aws-sdk/client-lambda";
import { invalidMember } from "../../gateway/model/rules";
import { AwsError } from "../../gateway/service";
import { FUNCTION_NAME } from "./rules";

type Always =
  | "Runtime"
  | "Role"
  | "Handler"
  | "Description"
  | "Timeout"
  | "MemorySize"
  | "Architectures"
  | "EphemeralStorage"
  | "TracingConfig";

/** What CreateFunction and UpdateFunctionConfiguration set, checked and with Lambda's defaults. */
export interface Settings
  extends
    Required<Pick<FunctionConfiguration, Always>>,
    Pick<FunctionConfiguration, "Environment" | "KMSKeyArn" | "VpcConfig"> {
  readonly LoggingConfig: Logging;
}

/** Levels are there only with the JSON format. */
export type Logging = LoggingConfig & Required<Pick<LoggingConfig, "LogFormat" | "LogGroup">>;

const NAMED = new RegExp(`^${FUNCTION_NAME}$`);

/** What names a function: its name, a partial ARN or its ARN, each with a qualifier. */
export function nameIn(text: string): { readonly name: string; readonly qualifier?: string } {
  const parts = NAMED.exec(text);
  const [name, , qualifier] = parts?.slice(11) ?? [];
  if (name === undefined) {
    const constraint = `satisfy regular expression pattern: ${FUNCTION_NAME}`;
    throw invalidMember(text, "functionName", constraint);
  }
  if (name.length > 64) {
    throw invalidMember(text, "functionName", "have length less than or equal to 64");
  }
  return { name, ...(qualifier !== undefined && { qualifier }) };
}

/** An error of which the request's sender is the cause. */
export const refusal = (code: string, message: string): AwsError =>
  new AwsError(code, message, undefined, { Type: "User" });

export const notFound = (arn: string): AwsError =>
  refusal("ResourceNotFoundException", `Function not found: ${arn}`);

export const invalid = (message: string): AwsError =>
  refusal("InvalidParameterValueException", message);
