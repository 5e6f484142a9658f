"use strict";
import type { Cases } from "./cases";

const $v1 = 1;
const $v2 = { n: 2 };
const $v3t = () => $v2.n;
const exports_ = { a: 1 };
const globals = { Object, Map, Symbol };
function shadowing() {
  const Object = "my own";
  const Map = { get: () => "mine" };
  const Symbol = new globals.Map([["a", Reflect]]);
  const Buffer = [1, 2];
  const has = globals.Object.hasOwn;
  return () => [Object, Map.get(), Symbol.get("a") === Reflect, Buffer, has({ a: 1 }, "a")];
}
const label = "outer";
const withInner = (label = "default") => {
  const inner = () => label;
  return inner();
};
const deep = () => {
  for (const label of [1, 2]) if (label === 2) return label;
  return { label }.label;
};
const destructured = ({
  label: renamed = label,
  ...rest
}: { label?: string; x?: number } = {}) => ({
  renamed,
  rest,
});
class Configured {
  static defaults: Record<string, unknown> = { label };
  static {
    Configured.defaults["extra"] = label.length;
  }
  readonly own = Configured.defaults;
  readonly computed = { [label]: label };
  ["method" + label]() {
    return this.computed;
  }
  static async *later() {
    yield await Promise.resolve(1);
  }
}
const mixin = <T extends new (...args: never[]) => object>(base: T) =>
  class extends (base as new (...args: never[]) => object) {
    mixed() {
      return label;
    }
  };
class Mixed extends mixin(Configured) {}
const mixed = new Mixed() as unknown as { mixed(): string; computed: object };
const named = function inner(n: number): number {
  return n <= 0 ? 0 : n + inner(n - 1);
};
const argued = function () {
  return arguments.length;
} as (...args: number[]) => number;
const made = function (this: unknown) {
  return typeof new.target;
};
const regexps = [/[/\]]+/, /a|b\/c/u];
const tag = (strings: TemplateStringsArray, ...values: unknown[]) => [strings.raw, values];
const typed = { kind: "a" } as const satisfies { kind: string };
const self: { f: () => unknown; n: number } = { f: () => self.n, n: 7 };
const pair = [() => pair.length, 2] as const;
const later = () => defined + 1;
const defined = 41;

/** Names and forms that a writer of functions could trip over. */
export const names: Cases = {
  "variables that are named like generated ones": () => [$v1, $v2.n, $v3t()],
  "a variable that is named like a module's": () => [exports_.a],
  "variables that are named like globals": shadowing(),
  "parameters and locals that shadow a capture": () => [withInner(), deep(), label],
  "destructuring with a capture for a default": () => [
    destructured(),
    destructured({ label: "x", x: 1 }),
  ],
  "a class with static fields and blocks": () => [
    Configured.defaults,
    new Configured().own === Configured.defaults,
    (new Configured() as unknown as Record<string, () => unknown>)["methodouter"]?.(),
  ],
  "a mixin": () => [
    mixed.mixed(),
    mixed.computed,
    mixed instanceof Configured,
    mixed instanceof Mixed,
  ],
  "a named function expression": () => [named(3), named.name],
  arguments: () => [argued(1, 2, 3)],
  "new.target": () => [made.call(undefined)],
  "regular expressions with slashes": () => [
    regexps.map(String),
    "a/]b".split(regexps[0] as RegExp),
  ],
  "a tagged template": () => [tag`a${label}\n`],
  "constants of a type": () => [typed.kind],
  "an object whose function captures it": () => [self.f()],
  "an array whose function captures it": () => [pair[0]()],
  "a variable that is defined later": () => [later()],
  "a global function": () => [
    structuredClone({ a: [1] }),
    parseInt("12", 10),
    encodeURIComponent("é"),
  ],
  "a feature test": () => [typeof window === "undefined", typeof process],
};
declare const window: unknown;
