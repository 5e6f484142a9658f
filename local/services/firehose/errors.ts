import { AwsError } from "../../gateway/service";

export const invalid = (message: string): AwsError =>
  new AwsError("InvalidArgumentException", message);
