import { AwsError } from "../../gateway/service";

export const invalidArgument = (message: string): AwsError =>
  new AwsError("InvalidArgumentException", message);

export const notFound = (message: string): AwsError =>
  new AwsError("ResourceNotFoundException", message);
