/** A resource's properties as the engine gives them: anything may be missing or of another type. */
export type Properties = Readonly<Record<string, unknown>>;

/**
 * Inside the analyzer, reading a value that a preview cannot know throws. The class is not exported
 * by @pulumi/policy, so it is told by its name.
 */
export function isUnknownValue(error: unknown): boolean {
  return error instanceof Error && error.constructor.name === "UnknownValueError";
}

/** The value at a path such as `["destinationConfig", "onFailure"]`, or undefined on the way. */
export function valueAt(properties: Properties, ...path: readonly string[]): unknown {
  let value: unknown = properties;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Properties)[step];
  }
  return value ?? undefined;
}

/** Whether there is a value at the path. One known only after the update counts as there. */
export function isSet(properties: Properties, ...path: readonly string[]): boolean {
  try {
    return valueAt(properties, ...path) !== undefined;
  } catch (error) {
    if (isUnknownValue(error)) return true;
    throw error;
  }
}

/** What `read` returns, or undefined where the preview cannot know it yet. */
export function whenKnown<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isUnknownValue(error)) return undefined;
    throw error;
  }
}

export function text(properties: Properties, ...path: readonly string[]): string | undefined {
  const value = valueAt(properties, ...path);
  return typeof value === "string" ? value : undefined;
}

/** A number, also where the provider takes it as text ("250"). */
export function number(properties: Properties, ...path: readonly string[]): number | undefined {
  const value = valueAt(properties, ...path);
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : undefined;
}

/** True or false, also where the provider takes it as text ("true"). */
export function flag(properties: Properties, ...path: readonly string[]): boolean | undefined {
  const value = valueAt(properties, ...path);
  if (value === true || value === "true") return true;
  if (value === false || value === "false") return false;
  return undefined;
}

export function list(properties: Properties, ...path: readonly string[]): readonly unknown[] {
  const value = valueAt(properties, ...path);
  return Array.isArray(value) ? value : [];
}

export function texts(properties: Properties, ...path: readonly string[]): readonly string[] {
  return list(properties, ...path).filter((value) => typeof value === "string");
}

/** The objects at a path: those of a list, or the one that is there. */
export function objects(properties: Properties, ...path: readonly string[]): readonly Properties[] {
  const value = valueAt(properties, ...path);
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((item): item is Properties => typeof item === "object" && item !== null);
}
