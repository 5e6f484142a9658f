import type { Schema } from "./schemas";

/** How a protocol holds what JSON has no form for. */
export interface Notations {
  readonly timestamp: (date: Date, schema: Schema) => unknown;
  readonly blob: (bytes: Uint8Array) => unknown;
  /** A whole number, where it is not written as it is. */
  readonly number?: (value: number) => unknown;
}

type Write = (value: unknown) => unknown;

/** Of a shape that holds nothing to convert, nothing is copied. */
const asIs: Write = (value) => value;

/**
 * A function that gives an output, in the SDK's form, as a protocol has it. Timestamps may also be
 * seconds since the epoch, and blobs base64 text. Structures and lists are copied where something in them
 * changes.
 */
export function writerOf(schema: Schema, notations: Notations): Write {
  return new Compiler(notations).of(schema);
}

class Compiler {
  private readonly made = new Map<unknown, Write>();

  constructor(private readonly notations: Notations) {}

  of(schema: Schema): Write {
    const { timestamp, blob, number } = this.notations;
    if (schema.isUnitSchema() || schema.isDocumentSchema()) return asIs;
    if (schema.isStructSchema()) return this.structure(schema);
    if (schema.isListSchema()) {
      const write = this.of(schema.getValueSchema());
      return write === asIs ? asIs : (value) => (value as readonly unknown[]).map(write);
    }
    if (schema.isMapSchema()) {
      const write = this.of(schema.getValueSchema());
      if (write === asIs) return asIs;
      return (value) =>
        Object.fromEntries(
          Object.entries(value as object).map(([key, each]) => [key, write(each)]),
        );
    }
    if (schema.isTimestampSchema()) return (value) => timestamp(dateOf(value), schema);
    if (schema.isBlobSchema()) return (value) => blob(bytesOf(value));
    if (schema.isNumericSchema() && number !== undefined) return (value) => number(value as number);
    return asIs;
  }

  private structure(schema: Schema): Write {
    const source = schema.getSchema();
    const found = this.made.get(source);
    if (found !== undefined) return found;
    const members: [name: string, write: Write][] = [];
    const write: Write = (value) => {
      const copy = { ...(value as Record<string, unknown>) };
      for (const [name, writeMember] of members) {
        const member = copy[name];
        if (member !== undefined && member !== null) copy[name] = writeMember(member);
      }
      return copy;
    };
    // A structure that holds itself is written by a function of its own, whatever is in it.
    this.made.set(source, write);
    for (const [name, member] of schema.structIterator()) {
      const writeMember = this.of(member);
      if (writeMember !== asIs) members.push([name, writeMember]);
    }
    if (members.length === 0) this.made.set(source, asIs);
    return members.length === 0 ? asIs : write;
  }
}

/** Of a Date, of seconds since the epoch, or of text in ISO 8601. */
export function dateOf(value: unknown): Date {
  if (value instanceof Date) return value;
  return new Date(typeof value === "number" ? value * 1000 : String(value));
}

export function bytesOf(value: unknown): Uint8Array {
  return typeof value === "string" ? Buffer.from(value, "base64") : (value as Uint8Array);
}
