import { types } from "node:util";
import { writeFunction, type Callable, type Writer } from "./functions";
import { privateFieldOf } from "./inspect";
import { knownAs } from "./known";
import { literalOf } from "./literals";
import { isObject, pathTo } from "./paths";
import { CaptureRefusal, refusalOf, refusalOfText } from "./refusal";
import { slotsOf } from "./slots";

const MAKE_INSIDE = "make it inside the callback, of plain values";

/**
 * Writes functions down with all that they capture, as strict code that makes it anew: first every
 * function and object, then what ties them to each other, since they may refer to one another in
 * circles. Values keep their identity, their prototype, and their properties with all attributes.
 */
export class Graph implements Writer {
  readonly #names = new Map<unknown, string>();
  readonly #made: string[] = [];
  readonly #tied: string[] = [];
  readonly #closed: string[] = [];
  #count = 0;

  /** The module; `expressions` are what it exports as `callbacks`. */
  text(expressions: readonly string[]): string {
    const statements = [...this.#made, ...this.#tied, ...this.#closed];
    const exported = `exports.callbacks = [${expressions.join(", ")}];`;
    return ['"use strict";', ...statements, exported, ""].join("\n");
  }

  readonly reference = (value: unknown, path: string): string => {
    if (typeof value === "string") refuse(path, refusalOfText(value));
    const name = this.#names.get(value);
    if (name !== undefined) return name;
    if (!isObject(value)) return literalOf(value) ?? this.#symbol(value as symbol);
    refuse(path, refusalOf(value));
    const known = knownAs(value);
    if (known !== undefined && "expression" in known) return known.expression;
    if (typeof value === "function") return writeFunction(value as Callable, path, this);
    const maker = makerOf(value);
    return maker === undefined
      ? this.#object(value, path)
      : asMadeBy(maker, path, () => this.#object(value, path));
  };

  name(value: unknown, expression = `$captured${(this.#count += 1)}`): string {
    this.#names.set(value, expression);
    return expression;
  }

  named(value: unknown): string | undefined {
    return this.#names.get(value);
  }

  make(statement: string): void {
    this.#made.push(statement);
  }

  tie(statement: string): void {
    this.#tied.push(statement);
  }

  #symbol(value: symbol): string {
    const { description } = value;
    const name = this.name(value);
    const text = description === undefined ? "" : JSON.stringify(description);
    this.make(`const ${name} = Symbol(${text});`);
    return name;
  }

  #object(value: object, path: string): string {
    const ofFunction = this.#prototype(value, path);
    if (ofFunction !== undefined) return ofFunction;
    const slots = slotsOf(value, path, this.reference);
    const secret = slots === undefined ? privateFieldOf(value) : undefined;
    if (secret !== undefined)
      refuse(path, [`an object with a private field, ${secret}`, MAKE_INSIDE]);
    const prototype: unknown = Object.getPrototypeOf(value);
    const expression = slots?.expression ?? this.#empty(prototype, path);
    const usual = slots === undefined || slots.usual.includes(prototype);
    const other = usual ? undefined : this.reference(prototype, pathTo(path, "__proto__"));
    // Its class may have led back to it.
    const already = this.#names.get(value);
    if (already !== undefined) return already;
    const name = this.name(value);
    this.make(`const ${name} = ${expression};`);
    if (other !== undefined) this.tie(`Object.setPrototypeOf(${name}, ${other});`);
    for (const statement of slots?.fill?.(name) ?? []) this.tie(statement);
    this.properties(value, name, path, slots?.ignores);
    return name;
  }

  /** A function's `prototype` comes with the function. */
  #prototype(value: object, path: string): string | undefined {
    const owner: unknown = Object.getOwnPropertyDescriptor(value, "constructor")?.value;
    if (typeof owner !== "function" || owner.prototype !== value) return undefined;
    const name = this.reference(owner, pathTo(path, "constructor"));
    return this.#names.get(value) ?? `${name}.prototype`;
  }

  #empty(prototype: unknown, path: string): string {
    if (prototype === Object.prototype) return "{}";
    const known = knownAs(prototype);
    if (known !== undefined && "expression" in known && known.package === undefined) {
      const type = known.expression.replace(/\["prototype"\]$/, "");
      refuse(path, [`an instance of ${type}, which lives in this process`, MAKE_INSIDE]);
    }
    return `Object.create(${this.reference(prototype, pathTo(path, "__proto__"))})`;
  }

  properties(
    value: object,
    name: string,
    path: string,
    ignores: (key: PropertyKey) => boolean = () => false,
  ): void {
    for (const key of Reflect.ownKeys(value)) {
      if (ignores(key)) continue;
      const descriptor = Object.getOwnPropertyDescriptor(value, key);
      if (descriptor !== undefined) this.#property(descriptor, key, name, path);
    }
    const closing = closingOf(value);
    if (closing !== undefined) this.#closed.push(`Object.${closing}(${name});`);
  }

  #property(descriptor: PropertyDescriptor, key: PropertyKey, name: string, path: string): void {
    const inner = pathTo(path, key);
    const at = this.reference(key, inner);
    const { writable, enumerable, configurable } = descriptor;
    const value = () => this.reference(descriptor.value as unknown, inner);
    const ordinary = writable === true && enumerable === true && configurable === true;
    // A name like $captured1 stands for a new object, on which nothing waits to be set.
    if (ordinary && key !== "__proto__" && /^\$captured\d+$/.test(name)) {
      this.tie(`${name}[${at}] = ${value()};`);
      return;
    }
    const { get, set } = descriptor as { readonly get?: unknown; readonly set?: unknown };
    const content =
      "value" in descriptor
        ? `value: ${value()}, writable: ${String(writable)}`
        : `get: ${this.reference(get, inner)}, set: ${this.reference(set, inner)}`;
    this.tie(
      `Object.defineProperty(${name}, ${at}, { ${content}, ` +
        `enumerable: ${String(enumerable)}, configurable: ${String(configurable)} });`,
    );
  }
}

/** The package whose class an object is an instance of. */
function makerOf(value: object): string | undefined {
  const known = types.isProxy(value) ? undefined : knownAs(Object.getPrototypeOf(value));
  return known !== undefined && "expression" in known ? known.package : undefined;
}

/** What is wrong deep in a package's own code says nothing to who uses it. */
function asMadeBy(maker: string, path: string, write: () => string): string {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof CaptureRefusal)) throw error;
    const why = `which the package ${maker} made, and which has state that cannot be carried over`;
    throw new CaptureRefusal(
      path,
      why,
      "make it inside the callback, or in a function that it calls",
    );
  }
}

function refuse(path: string, reason: readonly [string, string] | undefined): void {
  if (reason !== undefined) throw new CaptureRefusal(path, ...reason);
}

function closingOf(value: object): string | undefined {
  if (Object.isExtensible(value)) return undefined;
  if (Object.isFrozen(value)) return "freeze";
  return Object.isSealed(value) ? "seal" : "preventExtensions";
}
