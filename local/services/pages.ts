/**
 * One page of a list; a token is the position of the item that comes next. Throws `invalid` for one that
 * no page before can have given.
 */
export function pageOf<Item>(
  items: readonly Item[],
  token: string | undefined,
  size: number,
  invalid: () => Error,
): { readonly page: Item[]; readonly next?: string } {
  const from = Number(token ?? "");
  if (!Number.isInteger(from) || from < 0) throw invalid();
  const next = from + size;
  return {
    page: items.slice(from, next),
    ...(next < items.length && { next: String(next) }),
  };
}
