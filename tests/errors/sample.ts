import { NormalizedSchema } from "@smithy/core/schema";

export type Schema = Parameters<typeof NormalizedSchema.of>[0];

/** What no local cloud has a resource of. */
export const absent = "no-such-thing";

const deepest = 6;

/**
 * An input of an operation, made of its schema: each required member, and with `texts` each text
 * that may say which resource is meant, required or not.
 */
export function sampleInput(schema: Schema, texts: boolean): object {
  return members(NormalizedSchema.of(schema), texts, 0);
}

function members(schema: NormalizedSchema, texts: boolean, depth: number): object {
  // A structure's required members come first; their number is its seventh element.
  const required = Number((schema.getSchema() as readonly unknown[])[6] ?? 0);
  const chosen = [...schema.structIterator()].filter(
    ([name, member], index) =>
      index < required ||
      // The SDK itself refuses a checksum that it does not know.
      (texts && member.isStringSchema() && name !== "ChecksumAlgorithm"),
  );
  return Object.fromEntries(chosen.map(([name, member]) => [name, value(member, depth + 1)]));
}

function value(schema: NormalizedSchema, depth: number): unknown {
  if (schema.isStructSchema()) return members(schema, false, depth);
  if (schema.isListSchema()) {
    return depth > deepest ? [] : [value(schema.getValueSchema(), depth + 1)];
  }
  if (schema.isMapSchema()) return { key: value(schema.getValueSchema(), depth + 1) };
  if (schema.isBooleanSchema()) return true;
  if (schema.isNumericSchema()) return 1;
  if (schema.isTimestampSchema()) return new Date(0);
  if (schema.isBlobSchema()) return new Uint8Array([120]);
  return schema.isDocumentSchema() ? {} : absent;
}
