import type { Finding } from "../../gateway/model/rules";
import { AwsError } from "../../gateway/service";
import { reasons } from "./rules";

/** Sources: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html */
export const invalid = (message: string): AwsError =>
  new AwsError("InvalidParameterValue", message);

export const invalidValue = (value: unknown, parameter: string, reason: string): AwsError =>
  invalid(`Value ${text(value)} for parameter ${parameter} is invalid. Reason: ${reason}`);

export const missing = (parameter: string): AwsError =>
  new AwsError("MissingParameter", `The request must contain the parameter ${parameter}.`);

export const noQueue = (): AwsError =>
  new AwsError("QueueDoesNotExist", "The specified queue does not exist.");

export const wrongType = (value: unknown, parameter: string): AwsError =>
  invalidValue(
    value,
    parameter,
    "The request include parameter that is not valid for this queue type.",
  );

/** The first thing wrong with an input, in SQS's words. */
export function refuse({ value, path, constraint }: Finding): AwsError {
  const member = path.slice(path.lastIndexOf(".") + 1);
  const parameter = member.charAt(0).toUpperCase() + member.slice(1);
  if (value === undefined) return missing(parameter);
  return invalidValue(value, parameter, reasons[parameter] ?? constraint);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
