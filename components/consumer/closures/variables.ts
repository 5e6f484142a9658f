import { types } from "node:util";
import type { Lookup } from "./inspect";
import { globalNames, isModule, knownAs } from "./known";
import { CaptureRefusal } from "./refusal";
import { isNative, isObject, within } from "./paths";
import { checkRequire } from "./required";
import type { Reference } from "./slots";
import type { Use } from "./uses";

const READ_OUTSIDE = "read what you need of it into a constant, outside the callback";

/** What one of a function's variables stands for. */
export interface Variable {
  /** Whether the value can be written where the function is: it does not lead back to it. */
  readonly fixed: boolean;
  readonly expression: () => string;
}

/**
 * What a function's variable is bound to, and as much of it as the function uses: of a variable read
 * as `settings.topic` alone, the one property. Undefined for a global, which is there anyway.
 */
export function variableOf(
  name: string,
  uses: readonly Use[],
  { lookup, path: owner }: { lookup: Lookup; path: string },
  reference: Reference,
): Variable | undefined {
  const path = within(owner, name);
  if (name === "require") {
    checkRequire(uses, path);
    // The bundler resolves it.
    return undefined;
  }
  const found = lookup(name);
  if (found === undefined) {
    checkGlobal(name, uses, path);
    return undefined;
  }
  const assigned = uses.find((use) => use.assigned);
  if (assigned !== undefined)
    throw new CaptureRefusal(
      [path, ...assigned.chain].join("."),
      "and assigns it",
      "callbacks are pure: keep nothing from one record to the next",
    );
  if (name === "__dirname" || name === "__filename")
    throw new CaptureRefusal(path, "a path on this machine", READ_OUTSIDE);
  const { value } = found;
  if (!isObject(value)) {
    const literal = reference(value, path);
    return { fixed: true, expression: () => literal };
  }
  return { fixed: false, expression: () => usedOf(value, uses, path, reference) };
}

/**
 * A name that no scope around the function has: a global, or a variable that is defined later, or
 * nowhere, which is an error wherever it runs.
 */
function checkGlobal(name: string, uses: readonly Use[], path: string): void {
  const whole = name === "global" || name === "globalThis";
  const names = whole ? uses.flatMap(({ chain }) => chain.slice(0, 1)) : [name];
  const odd = names.find((each) => !globalNames.has(each));
  if (odd === undefined || !(odd in globalThis) || uses.every(({ tentative }) => tentative)) return;
  throw new CaptureRefusal(
    whole ? `${path}.${odd}` : path,
    "a global of this process, which in Lambda is another or absent",
    READ_OUTSIDE,
  );
}

type Reading = Pick<Use, "chain" | "called">;

/** The value whole, or an object of just those of its properties that are read. */
function usedOf(
  value: unknown,
  uses: readonly Reading[],
  path: string,
  reference: Reference,
): string {
  const whole = () => reference(value, path);
  if (typeof value !== "object" || value === null) return whole();
  if (types.isProxy(value)) return whole();
  if (knownAs(value) !== undefined)
    return reference(value, [path, ...(uses[0]?.chain ?? [])].join("."));
  // Their own length and lastIndex change as they are used.
  if (Array.isArray(value) || types.isRegExp(value)) return whole();
  const byName = new Map<string, Reading[]>();
  for (const { chain, called } of uses) {
    const [first, ...rest] = chain;
    if (first === undefined) return whole();
    byName.set(first, [...(byName.get(first) ?? []), { chain: rest, called }]);
  }
  const parts: string[] = [];
  for (const [name, inner] of byName) {
    const part = partOf(value, name, inner, path, reference);
    if (part === undefined) return whole();
    if (part !== "") parts.push(`[${JSON.stringify(name)}]: ${part}`);
  }
  return `{ ${parts.join(", ")} }`;
}

/** One property's value; "" where there is none, undefined where the whole object is needed. */
function partOf(
  value: object,
  name: string,
  uses: readonly Reading[],
  path: string,
  reference: Reference,
): string | undefined {
  const descriptor = Object.getOwnPropertyDescriptor(value, name);
  if (descriptor === undefined) return name in value ? undefined : "";
  // A module's getters only pass on what another module exports.
  const local = isModule(value);
  if (!("value" in descriptor) && !local) return undefined;
  const inner: unknown = Reflect.get(value, name);
  const called = uses.some((use) => use.chain.length === 0 && use.called);
  if (called && !local && typeof inner === "function" && needsThis(inner)) return undefined;
  return usedOf(inner, uses, `${path}.${name}`, reference);
}

function needsThis(value: object): boolean {
  if (knownAs(value) !== undefined) return false;
  const text = Function.prototype.toString.call(value);
  return !isNative(text) && /\bthis\b|\bsuper\b/.test(text);
}
