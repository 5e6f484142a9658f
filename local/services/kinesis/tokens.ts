import { invalidArgument } from "./errors";

type Parts = readonly (string | number)[];

/** Opaque to clients: what a later request needs to go on from here. */
export function encodeToken(parts: Parts): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64");
}

/** A token's parts, which must have the types of the example's; `name` is what AWS calls the token. */
export function decodeToken<T extends Parts>(token: string, example: T, name: string): T {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(token, "base64").toString("utf8"));
  } catch {
    throw invalidArgument(`Invalid ${name}.`);
  }
  if (!hasTypesOf(parts, example)) throw invalidArgument(`Invalid ${name}.`);
  return parts;
}

function hasTypesOf<T extends Parts>(parts: unknown, example: T): parts is T {
  const types = (list: readonly unknown[]): string => list.map((part) => typeof part).join();
  return Array.isArray(parts) && types(parts) === types(example);
}

/** Of what comes after a name, one page, and its last item where more follows. */
export function pageOf<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  after: string,
  most: number,
): { readonly page: T[]; readonly last: T | undefined } {
  const rest = items.filter((item) => nameOf(item) > after);
  const page = rest.slice(0, most);
  return { page, last: rest.length > most ? page.at(-1) : undefined };
}
