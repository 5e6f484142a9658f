import { AwsError } from "../../gateway/service";

/** Glue's word for a page's token that it has not given. */
export const badToken = (): AwsError =>
  new AwsError("InvalidInputException", "NextToken is not valid.");
