import { AwsError } from "../../gateway/service";

export const invalid = (message: string): AwsError =>
  new AwsError("InvalidParameterException", message);

export const invalidToken = (): AwsError => invalid("The specified nextToken is invalid.");

const MAX_ANSWER_BYTES = 1_048_576;

/** How many of these events fit in one answer: at most `limit`, and 1 MB of text but at least one. */
export function fitting(events: readonly { readonly message: string }[], limit: number): number {
  let bytes = 0;
  let count = 0;
  for (const { message } of events) {
    bytes += Buffer.byteLength(message) + 26;
    if (count >= limit || (count > 0 && bytes > MAX_ANSWER_BYTES)) break;
    count += 1;
  }
  return count;
}
