import { AwsError } from "../../gateway/service";

export const invalid = (message: string): AwsError =>
  new AwsError("InvalidParameterException", message);

/** One page of a named list; its token is the last name of the page before. */
export function page<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  token: string | undefined,
  limit: number,
): { readonly items: readonly T[]; readonly next: { readonly nextToken?: string } } {
  const start = token === undefined ? 0 : items.findIndex((item) => keyOf(item) === token) + 1;
  if (token !== undefined && start === 0) throw invalid("The specified nextToken is invalid.");
  const taken = items.slice(start, start + limit);
  const last = taken.at(-1);
  const more = start + limit < items.length && last !== undefined;
  return { items: taken, next: more ? { nextToken: keyOf(last) } : {} };
}

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
