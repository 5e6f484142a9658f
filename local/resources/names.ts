/** Members whose own members are the user's, not the API's: they keep their names. */
const maps = [
  "parameters",
  "tags",
  "columnToJsonKeyMappings",
  "skewedColumnValueLocationMaps",
] as const;
type MapName = (typeof maps)[number];

/** Spellings that differ by more than the first letter, by the provider's name. */
export type Spellings = Readonly<Record<string, string>>;

/** A provider's value with the API's names. */
export type Api<T, S> = T extends readonly (infer Item)[]
  ? Api<Item, S>[]
  : T extends Date
    ? T
    : T extends object
      ? { [K in keyof T as ApiName<K, S>]: K extends MapName ? MapIn<T[K], S> : Api<T[K], S> }
      : T;
type MapIn<T, S> = NonNullable<T> extends readonly unknown[] ? Api<T, S> : T;
type ApiName<K, S> = K extends keyof S ? S[K] & string : K extends string ? Capitalize<K> : never;

/** A provider's nested value as an API writes it: members in Pascal case, maps left alone. */
export function toApi<T, const S extends Spellings | undefined = undefined>(
  value: T,
  spellings?: S,
): Api<T, S> {
  const names: Spellings = spellings ?? {};
  // Types follow the names as the values do.
  return renamed(value, (name) => names[name] ?? capitalized(name)) as Api<T, S>;
}

/** An API's nested value as the provider writes it, timestamps in ISO's form. */
export function fromApi(value: object | undefined, spellings: Spellings = {}): Properties {
  const back = Object.fromEntries(Object.entries(spellings).map(([ours, api]) => [api, ours]));
  return renamed(value ?? {}, (name) => back[name] ?? uncapitalized(name)) as Properties;
}

type Properties = Record<string, unknown>;
export const capitalized = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
const uncapitalized = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** Nulls count as not given. */
function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename));
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined && member !== null)
      .map(([name, member]) => {
        const isMap = maps.some((map) => map === uncapitalized(name)) && !Array.isArray(member);
        return [rename(name), isMap ? member : renamed(member, rename)];
      }),
  );
}

/** Without its undefined members. */
export function defined<T extends object>(members: T): T {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) as T;
}

/** The members of these names. */
export function pick<T extends object, K extends keyof T>(
  value: T,
  names: readonly K[],
): { [Name in K]: T[Name] } {
  return Object.fromEntries(names.map((name) => [name, value[name]])) as { [Name in K]: T[Name] };
}

/** A timestamp of an answer, in ISO's form. In this process it may be seconds since the epoch. */
export function instant(time: Date | number | undefined): string | undefined {
  if (time === undefined) return undefined;
  return new Date(typeof time === "number" ? time * 1000 : time).toISOString();
}

/** A time in ISO's form as a timestamp. */
export const moment = (time: string | undefined): Date | undefined =>
  time === undefined ? undefined : new Date(time);
