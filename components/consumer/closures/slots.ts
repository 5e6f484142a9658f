import { types } from "node:util";
import { bytesOf, literalOf, viewOf } from "./literals";

/** Writes a value as an expression; `path` is how the callback comes to it. */
export type Reference = (value: unknown, path: string) => string;

/** An object that holds more than its properties: how it is made. */
export interface Slots {
  readonly expression: string;
  /** The prototypes that it then has. */
  readonly usual: readonly unknown[];
  /** Statements that fill it, once everything is made; `name` is its name. */
  readonly fill?: (name: string) => readonly string[];
  /** Own properties that it has by being made. */
  readonly ignores?: (key: PropertyKey) => boolean;
}

const all = () => true;

/** How to make an object that is more than properties; undefined for any other. */
export function slotsOf(value: object, path: string, reference: Reference): Slots | undefined {
  return (
    collectionOf(value, path, reference) ??
    bytesIn(value, path, reference) ??
    textOf(value) ??
    scalarOf(value, path, reference)
  );
}

function collectionOf(value: object, path: string, reference: Reference): Slots | undefined {
  if (Array.isArray(value))
    return {
      expression: "[]",
      usual: [Array.prototype],
      ignores: (key) => key === "length",
      fill: (name) => [`${name}.length = ${value.length};`],
    };
  if (types.isMap(value))
    return {
      expression: "new Map()",
      usual: [Map.prototype],
      fill: (name) =>
        [...(Map.prototype.entries.call(value) as Iterable<[unknown, unknown]>)].map(
          ([key, item]) => {
            const at = `${path}.get(${typeof key === "object" ? "…" : String(literalOf(key))})`;
            const entry = `${reference(key, `${path}.keys()`)}, ${reference(item, at)}`;
            return `Map.prototype.set.call(${name}, ${entry});`;
          },
        ),
    };
  if (types.isSet(value))
    return {
      expression: "new Set()",
      usual: [Set.prototype],
      fill: (name) =>
        [...(Set.prototype.values.call(value) as Iterable<unknown>)].map(
          (item) => `Set.prototype.add.call(${name}, ${reference(item, `${path}.values()`)});`,
        ),
    };
  return undefined;
}

function bytesIn(value: object, path: string, reference: Reference): Slots | undefined {
  if (Buffer.isBuffer(value)) {
    const bytes = bytesOf(value.buffer, value.byteOffset, value.byteLength);
    const expression = `Buffer.from(${bytes}, "base64")`;
    return { expression, usual: [Buffer.prototype], ignores: isIndex };
  }
  if (ArrayBuffer.isView(value)) {
    const view = viewOf(value);
    const buffer = reference(value.buffer, `${path}.buffer`);
    const size = value instanceof DataView ? value.byteLength : (value as Uint8Array).length;
    return {
      expression: `new ${view}(${buffer}, ${value.byteOffset}, ${size})`,
      usual: [prototypeOf(view)],
      ignores: isIndex,
    };
  }
  if (types.isArrayBuffer(value))
    return {
      expression: `new Uint8Array(Buffer.from(${bytesOf(value)}, "base64")).buffer`,
      usual: [ArrayBuffer.prototype],
    };
  return undefined;
}

function textOf(value: object): Slots | undefined {
  const made = (name: string, ...args: unknown[]): Slots => ({
    expression: `new ${name}(${args.map((arg) => JSON.stringify(arg)).join(", ")})`,
    usual: [prototypeOf(name)],
    // What Node.js keeps in it, under symbols of its own.
    ignores: all,
  });
  if (value instanceof URL) return made("URL", value.href);
  if (value instanceof URLSearchParams) return made("URLSearchParams", value.toString());
  if (value instanceof TextEncoder) return made("TextEncoder");
  if (value instanceof TextDecoder) {
    const { encoding, fatal, ignoreBOM } = value;
    return made("TextDecoder", encoding, { fatal, ignoreBOM });
  }
  return undefined;
}

function scalarOf(value: object, path: string, reference: Reference): Slots | undefined {
  if (types.isDate(value))
    return { expression: `new Date(${value.getTime()})`, usual: [Date.prototype] };
  if (types.isRegExp(value))
    return {
      expression: `new RegExp(${JSON.stringify(value.source)}, ${JSON.stringify(value.flags)})`,
      usual: [RegExp.prototype],
      ignores: (key) => key === "lastIndex",
      fill: (name) => [`${name}.lastIndex = ${value.lastIndex};`],
    };
  if (types.isNativeError(value))
    return {
      expression: "new Error()",
      usual: [Error.prototype],
      // It tells of this machine's folders.
      ignores: (key) => key === "stack",
    };
  if (types.isBoxedPrimitive(value)) {
    const primitive: unknown = value.valueOf();
    return {
      expression: `Object(${reference(primitive, path)})`,
      usual: [Object.getPrototypeOf(Object(primitive))],
      ignores: (key) => typeof primitive === "string" && (isIndex(key) || key === "length"),
    };
  }
  return undefined;
}

function prototypeOf(name: string): unknown {
  return Reflect.get(Reflect.get(globalThis, name) as object, "prototype");
}

export function isIndex(key: PropertyKey): boolean {
  return typeof key === "string" && /^\d+$/.test(key);
}
