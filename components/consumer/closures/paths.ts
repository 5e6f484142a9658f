import { isIndex } from "./slots";

export function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** Whether a function's text is not its own: it is part of the engine, or bound. */
export function isNative(text: string): boolean {
  return /\{\s*\[native code\]\s*\}$/.test(text);
}

/** What a function captures; the callback itself, whose path is empty, needs no name. */
export function within(path: string, variable: string): string {
  return path === "" ? variable : `${path} → ${variable}`;
}

/** A property, as it is written: `settings.topic`, `list[0]`, `rates["a b"]`. */
export function pathTo(path: string, key: PropertyKey): string {
  if (typeof key === "symbol") return `${path}[${String(key)}]`;
  const name = String(key);
  if (isIndex(key)) return `${path}[${name}]`;
  return /^[\w$]+$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
}
