import fc from "fast-check";
import { requiredMembers, type Schema } from "../local/gateway/model/schemas";

/** Names and ARNs of what the cloud holds, by the members that may name them. */
export type Known = (member: string) => readonly string[];

const DEEPEST = 5;

/** Text that parsers, patterns and stores may trip over. */
const odd = fc.constantFrom(
  "",
  " ",
  "a",
  "0",
  "-1",
  "true",
  "null",
  "__proto__",
  "constructor",
  "../../etc/passwd",
  "a/b",
  "a,b",
  "*",
  "%",
  "%00",
  "\u0000",
  "é\u{1f600}\ud800",
  "<a>&amp;</a>",
  "{}",
  "[]",
  '{"a":',
  '{"a":[{"prefix":"x"}]}',
  "{ $.a = 1 }",
  "[a, b=1, ...]",
  "SELECT 1",
  "SELECT * FROM t WHERE a = 'b",
  "2026-01-01T00:00:00Z",
  "rate(1 minute)",
  "cron(0 0 * * ? *)",
  "arn:aws:",
  "arn:aws:sns:us-east-1:000000000000:none",
  "arn:aws:iam::000000000000:role/none",
  "a".repeat(129),
  "a".repeat(257),
  "x".repeat(2049),
  "*".repeat(64),
  "(".repeat(300),
  "a.".repeat(300),
);

const scalars: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, 1, -1, 0.5, 1e308, 2 ** 53, "", [], {}),
  odd,
);

/** What no shape of a client has at this place. */
const misplaced: fc.Arbitrary<unknown> = fc.oneof(
  scalars,
  fc.array(scalars, { maxLength: 3 }),
  fc.dictionary(odd, scalars, { maxKeys: 3 }),
);

const numbers = fc.oneof(
  fc.constantFrom(0, 1, -1, 2, 10, 100, 1000, 10_001, 2 ** 31 - 1, 2 ** 31, 2 ** 53, -(2 ** 53)),
  fc.constantFrom(0.5, 1e308, -1e308, 1e-9),
);

const blobs = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString("base64")),
  fc.constantFrom("", "e30=", "bm8=", "====", "not base64"),
);

/** Makes values of a shape, most of them right, some missing, misplaced, or at a limit. */
export function valuesOf(schema: Schema, known: Known): fc.Arbitrary<unknown> {
  return build(schema, "", 0, known);
}

function build(schema: Schema, member: string, depth: number, known: Known): fc.Arbitrary<unknown> {
  const right = rightly(schema, member, depth, known);
  return depth === 0
    ? right
    : fc.oneof({ arbitrary: right, weight: 14 }, { arbitrary: misplaced, weight: 1 });
}

function rightly(
  schema: Schema,
  member: string,
  depth: number,
  known: Known,
): fc.Arbitrary<unknown> {
  if (schema.isUnitSchema()) return fc.constant({});
  if (schema.isDocumentSchema()) return misplaced;
  if (schema.isListSchema()) {
    if (depth >= DEEPEST) return fc.constant([]);
    const item = build(schema.getValueSchema(), member, depth + 1, known);
    return fc.array(item, { maxLength: 3 });
  }
  if (schema.isMapSchema()) {
    if (depth >= DEEPEST) return fc.constant({});
    const value = build(schema.getValueSchema(), member, depth + 1, known);
    return fc.dictionary(textFor(member, known), value, { maxKeys: 3 });
  }
  if (schema.isStructSchema())
    return depth > DEEPEST ? fc.constant({}) : structure(schema, depth, known);
  if (schema.isBlobSchema()) return blobs;
  if (schema.isBooleanSchema()) return fc.boolean();
  if (schema.isTimestampSchema() || schema.isNumericSchema()) return numbers;
  return textFor(member, known);
}

function structure(schema: Schema, depth: number, known: Known): fc.Arbitrary<unknown> {
  const required = new Set(requiredMembers(schema));
  const members = [...schema.structIterator()].map(([name, member]) => {
    const value = build(member, name, depth + 1, known);
    return fc.record({
      name: fc.constant(name),
      given: fc.nat(99).map((chance) => chance < (required.has(name) ? 92 : 25)),
      value,
    });
  });
  return fc
    .tuple(fc.tuple(...members), fc.option(fc.tuple(odd, scalars), { freq: 20 }))
    .map(([all, extra]) => {
      const given = all
        .filter((each) => each.given)
        .map(({ name, value }) => [name, value] as const);
      return Object.fromEntries(extra === null ? given : [...given, extra]);
    });
}

function textFor(member: string, known: Known): fc.Arbitrary<string> {
  const names = known(member);
  if (names.length === 0) return odd;
  const one = fc.constantFrom(...names);
  return fc.oneof({ arbitrary: one, weight: 4 }, { arbitrary: odd, weight: 1 });
}
