/**
 * A copy in which `leaf` replaced what it wanted to; the same object where it replaced nothing.
 * Array elements go by the name of their array.
 */
export function mapValues(
  value: unknown,
  leaf: (value: unknown, name: string) => unknown,
  name = "",
): unknown {
  const replaced = leaf(value, name);
  if (replaced !== value || typeof value !== "object" || value === null) return replaced;
  if (value instanceof Uint8Array || value instanceof Date) return value;
  if (Array.isArray(value)) return mapArray(value, leaf, name);
  let copy: Record<string, unknown> | undefined;
  for (const [key, member] of Object.entries(value)) {
    const mapped = mapValues(member, leaf, key);
    if (mapped === member) continue;
    copy ??= { ...(value as Record<string, unknown>) };
    copy[key] = mapped;
  }
  return copy ?? value;
}

function mapArray(
  values: readonly unknown[],
  leaf: (value: unknown, name: string) => unknown,
  name: string,
): readonly unknown[] {
  let copy: unknown[] | undefined;
  values.forEach((member, index) => {
    const mapped = mapValues(member, leaf, name);
    if (mapped === member) return;
    copy ??= [...values];
    copy[index] = mapped;
  });
  return copy ?? values;
}

/** As JSON protocols write it: dates as epoch seconds, bytes as base64. */
export function jsonValue(value: unknown): unknown {
  return mapValues(value, (leaf) => {
    if (leaf instanceof Date) return leaf.getTime() / 1000;
    if (leaf instanceof Uint8Array) return base64(leaf);
    return leaf;
  });
}

export function base64(value: Uint8Array): string {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64");
}
