import { base64, mapValues } from "./protocols/values";

/** Bytes and dates as JSON can carry them between processes, and back. */
export function pack(value: unknown): string {
  const packed = mapValues(value, (leaf) => {
    if (leaf instanceof Date) return { $date: leaf.getTime() };
    if (leaf instanceof Uint8Array) return { $bytes: base64(leaf) };
    return leaf;
  });
  return JSON.stringify(packed);
}

export function unpack(text: string): unknown {
  return mapValues(JSON.parse(text), (leaf) => {
    if (typeof leaf !== "object" || leaf === null) return leaf;
    const { $bytes, $date } = leaf as { $bytes?: unknown; $date?: unknown };
    if (typeof $bytes === "string") return Buffer.from($bytes, "base64");
    if (typeof $date === "number") return new Date($date);
    return leaf;
  });
}
