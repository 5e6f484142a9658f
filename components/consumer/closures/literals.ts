import { wellKnown } from "./known";

/** A value that is no object, as an expression; undefined for a symbol of the program's own. */
export function literalOf(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
      if (Object.is(value, -0)) return "-0";
      return Number.isNaN(value) ? "NaN" : String(value);
    case "bigint":
      return `${value}n`;
    case "symbol": {
      const key = Symbol.keyFor(value);
      return key === undefined ? wellKnown.get(value) : `Symbol.for(${JSON.stringify(key)})`;
    }
    default:
      return String(value);
  }
}

const VIEWS: readonly string[] = [
  "Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array",
  "Float32Array Float64Array BigInt64Array BigUint64Array DataView",
].flatMap((names) => names.split(" "));

/** The global class of a view on bytes, e.g. "Uint8Array". */
export function viewOf(value: ArrayBufferView): string {
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (!VIEWS.includes(tag)) throw new Error(`${tag} is a view of an unknown kind`);
  return tag;
}

export function bytesOf(buffer: ArrayBufferLike, offset = 0, length = buffer.byteLength): string {
  return JSON.stringify(Buffer.from(buffer, offset, length).toString("base64"));
}
