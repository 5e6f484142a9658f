import { types } from "node:util";
import { bindingOf, variablesOf } from "./inspect";
import { knownAs } from "./known";
import { isNative, pathTo, within } from "./paths";
import { CaptureRefusal } from "./refusal";
import type { Reference } from "./slots";
import { PARENT, readSource, type Source } from "./source";
import { variableOf } from "./variables";

export type Callable = (...args: never[]) => unknown;

/** What writing a function needs of the text that it becomes part of. */
export interface Writer {
  readonly reference: Reference;
  /** Gives a value a new name, or another expression. */
  name(value: unknown, expression?: string): string;
  named(value: unknown): string | undefined;
  /** Adds a statement that makes a value. */
  make(statement: string): void;
  /** Adds a statement that runs when everything is made. */
  tie(statement: string): void;
  properties(
    value: object,
    name: string,
    path: string,
    ignores: (key: PropertyKey) => boolean,
  ): void;
}

const MAKE_INSIDE = "make it inside the callback, of plain values";

/** Writes a function, its variables and its properties; gives its name. */
export function writeFunction(value: Callable, path: string, writer: Writer): string {
  const text = Function.prototype.toString.call(value);
  if (isNative(text)) return writeBound(value, path, writer);
  const source = read(text, path);
  if (source.outer !== undefined)
    throw new CaptureRefusal(
      within(path, source.outer),
      source.outer === "super"
        ? "which a method takes from its object"
        : "which an arrow function takes from around it",
      "use a function that captures what it needs by name",
    );
  if (source.problem !== undefined)
    throw new CaptureRefusal(path, `which ${source.problem}`, MAKE_INSIDE);
  const name = writer.name(value);
  const lookup = variablesOf(value);
  const fixed: string[] = [];
  const tied: { readonly variable: string; readonly expression: () => string }[] = [];
  for (const [variable, uses] of source.free) {
    const bound = variableOf(variable, uses, { lookup, path }, writer.reference);
    if (bound?.fixed === true) fixed.push(`const ${variable} = ${bound.expression()};`);
    else if (bound !== undefined) tied.push({ variable, expression: bound.expression });
  }
  const parent: unknown = Object.getPrototypeOf(value);
  if (source.kind === "class" && parent !== Function.prototype)
    fixed.push(`const ${PARENT} = ${writer.reference(parent, pathTo(path, "__proto__"))};`);
  const variables = tied.map(({ variable }) => variable);
  writer.make(declaration(name, source.expression, fixed, variables));
  if (source.kind === "class") nameMethods(value, name, source, writer);
  // Only now: what they stand for may lead back to this function.
  if (tied.length > 0)
    writer.tie(`${name}t(${tied.map(({ expression }) => expression()).join(", ")});`);
  writeProperties(value, name, path, source, writer);
  return name;
}

/** The function among its variables; those that may lead back to it get their values later. */
function declaration(
  name: string,
  expression: string,
  fixed: readonly string[],
  tied: readonly string[],
): string {
  if (fixed.length + tied.length === 0) return `const ${name} = ${expression};`;
  if (tied.length === 0) return `let ${name}; { ${fixed.join(" ")} ${name} = ${expression}; }`;
  const values = tied.map((_, index) => `${name}a${index}`);
  const ties = tied.map((variable, index) => `${variable} = ${name}a${index};`).join(" ");
  return (
    `let ${name}, ${name}t; { ${fixed.join(" ")} let ${tied.join(", ")}; ${name} = ${expression}; ` +
    `${name}t = (${values.join(", ")}) => { ${ties} }; }`
  );
}

const sources = new Map<string, Source>();

function read(text: string, path: string): Source {
  try {
    const source = sources.get(text) ?? readSource(text);
    sources.set(text, source);
    return source;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CaptureRefusal(path, `a function, but ${why}`, MAKE_INSIDE);
  }
}

function writeBound(value: Callable, path: string, writer: Writer): string {
  const binding = bindingOf(value);
  if (binding === undefined)
    throw new CaptureRefusal(path, "which is native code of this process", MAKE_INSIDE);
  // What it is bound to first: its class, if it has one, then brings the method along.
  const self = writer.reference(binding.self, within(path, "this"));
  const target = writer.reference(binding.target, path);
  const args = binding.args.map((arg, index) =>
    writer.reference(arg, within(path, `argument ${index + 1}`)),
  );
  const already = writer.named(value);
  if (already !== undefined) return already;
  const name = writer.name(value);
  writer.make(`const ${name} = ${target}.bind(${[self, ...args].join(", ")});`);
  writer.properties(value, name, path, (key) => INNATE.has(key));
  return name;
}

/** A class's text brings its methods along. */
function nameMethods(value: Callable, name: string, { members }: Source, writer: Writer): void {
  const prototype = value.prototype as object;
  writer.name(prototype, `${name}.prototype`);
  const holders = [
    { holder: prototype, prefix: "", at: `${name}.prototype` },
    { holder: value, prefix: "static ", at: name },
  ];
  for (const { holder, prefix, at } of holders) {
    for (const key of Object.getOwnPropertyNames(holder)) {
      const method: unknown = Object.getOwnPropertyDescriptor(holder, key)?.value;
      if (isInText(members, prefix, holder, key) && typeof method === "function")
        writer.name(method, `${at}[${JSON.stringify(key)}]`);
    }
  }
}

/** Whether a class's text makes a property as it is; it may have been replaced since. */
function isInText(
  members: Source["members"],
  prefix: string,
  holder: object,
  key: PropertyKey,
): boolean {
  const shown = typeof key === "symbol" ? `[${key.description ?? ""}]` : String(key);
  const texts = members.get(prefix + shown);
  const parts: unknown[] = Object.values(Object.getOwnPropertyDescriptor(holder, key) ?? {});
  const functions = parts.filter((part) => typeof part === "function");
  return (
    texts?.length === functions.length &&
    functions.every((part) => texts.some((text) => text.endsWith(String(part))))
  );
}

const INNATE: ReadonlySet<PropertyKey> = new Set(["length", "arguments", "caller", "prototype"]);

function writeProperties(
  value: Callable,
  name: string,
  path: string,
  source: Source,
  writer: Writer,
): void {
  const { members } = source;
  writer.properties(
    value,
    name,
    path,
    (key) => INNATE.has(key) || isInText(members, "static ", value, key),
  );
  const prototype: unknown = Object.getOwnPropertyDescriptor(value, "prototype")?.value;
  if (typeof prototype === "object" && prototype !== null) {
    const at = `${name}.prototype`;
    const inner = `${path}.prototype`;
    writer.name(prototype, at);
    writer.properties(
      prototype,
      at,
      inner,
      (key) => key === "constructor" || isInText(members, "", prototype, key),
    );
    const parent: unknown = Object.getPrototypeOf(prototype);
    const usual = source.kind === "class" || types.isGeneratorFunction(value);
    if (!usual && parent !== Object.prototype)
      writer.tie(`Object.setPrototypeOf(${at}, ${writer.reference(parent, inner)});`);
  }
  const parent: unknown = Object.getPrototypeOf(value);
  if (source.kind !== "class" && knownAs(parent) === undefined)
    writer.tie(`Object.setPrototypeOf(${name}, ${writer.reference(parent, path)});`);
}
