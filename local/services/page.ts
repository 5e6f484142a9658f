import { AwsError } from "../gateway/service";

interface Wanted {
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
}

/**
 * A page of a list, whose token is the place where the next one starts. Throws an error with `code` for a
 * token that no page has given.
 */
export function pageOf<Item>(
  all: readonly Item[],
  { NextToken: token = "0", MaxResults: size = Infinity }: Wanted,
  code: string,
): { readonly page: Item[]; readonly NextToken?: string } {
  const from = Number(token);
  if (!Number.isInteger(from) || from < 0 || from > all.length) {
    throw new AwsError(code, "NextToken is not valid.");
  }
  const next = from + size;
  const page = all.slice(from, next);
  return next < all.length ? { page, NextToken: String(next) } : { page };
}
