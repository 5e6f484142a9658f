import { hasUnknown, type Wire, type WireProperties } from "./values";

export type ChangeKind = "add" | "delete" | "update";

/** One changed value: a property path as Pulumi writes it, e.g. `tags.stage` or `rules[0].id`. */
export interface Change {
  readonly path: string;
  readonly kind: ChangeKind;
}

/** Every difference between the inputs of the last deployment and the new ones. */
export function difference(olds: WireProperties, news: WireProperties): Change[] {
  return compareMappings(withoutInternal(olds), withoutInternal(news), "");
}

/** The first part of a property path. */
export function rootOf(path: string): string {
  return /^[^.[]+/.exec(path)?.[0] ?? path;
}

function withoutInternal(properties: WireProperties): WireProperties {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !key.startsWith("__")));
}

/** Assets compare by the hash that the engine computes of their content. */
function assetHash(value: Wire | undefined): Wire | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return value["4dabf18193072939515e22adb298388d"] === undefined ? undefined : value.hash;
}

function compare(old: Wire | undefined, now: Wire | undefined, path: string): Change[] {
  const absent = (value: Wire | undefined) => value === undefined || value === null;
  if (absent(old) && absent(now)) return [];
  if (absent(old)) return [{ path, kind: "add" }];
  if (absent(now)) return [{ path, kind: "delete" }];
  if (hasUnknown(now)) return [{ path, kind: "update" }];
  const hash = assetHash(old);
  if (hash !== undefined) return hash === assetHash(now) ? [] : [{ path, kind: "update" }];
  if (Array.isArray(old) && Array.isArray(now)) return compareLists(old, now, path);
  if (isMapping(old) && isMapping(now)) return compareMappings(old, now, path);
  return sameScalar(old, now) ? [] : [{ path, kind: "update" }];
}

/** JSON documents (policies, filter criteria) are the same whatever their white space. */
function sameScalar(old: Wire | undefined, now: Wire | undefined): boolean {
  if (old === now) return true;
  if (typeof old !== "string" || typeof now !== "string" || !/^\s*[{[]/.test(now)) return false;
  try {
    return JSON.stringify(JSON.parse(old)) === JSON.stringify(JSON.parse(now));
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function isMapping(value: Wire | undefined): value is WireProperties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function compareLists(old: readonly Wire[], now: readonly Wire[], path: string): Change[] {
  const length = Math.max(old.length, now.length);
  return Array.from({ length }, (_, i) => compare(old[i], now[i], `${path}[${i}]`)).flat();
}

function compareMappings(old: WireProperties, now: WireProperties, path: string): Change[] {
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort();
  return keys.flatMap((key) => compare(old[key], now[key], join(path, key)));
}

function join(path: string, key: string): string {
  const step = /^[A-Za-z_$][\w$]*$/.test(key) ? key : `["${key}"]`;
  if (path === "") return step;
  return step.startsWith("[") ? path + step : `${path}.${step}`;
}
