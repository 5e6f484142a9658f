import fc from "fast-check";
import type { Rule, Rules } from "../local/gateway/model/rules";
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

/** What is known of a service besides its shapes. */
export interface Knowledge {
  readonly known: Known;
  readonly rules: Rules;
}

/** Makes values of a shape, most of them right, some missing, misplaced, or at and past a limit. */
export function valuesOf(schema: Schema, knowledge: Knowledge): fc.Arbitrary<unknown> {
  return new Maker(knowledge).of(schema);
}

class Maker {
  constructor(private readonly knowledge: Knowledge) {}

  of(schema: Schema, member = "", depth = 0, rule: Rule = {}): fc.Arbitrary<unknown> {
    const right = this.rightly(schema, member, depth, rule);
    return depth === 0
      ? right
      : fc.oneof({ arbitrary: right, weight: 14 }, { arbitrary: misplaced, weight: 1 });
  }

  private rightly(
    schema: Schema,
    member: string,
    depth: number,
    rule: Rule,
  ): fc.Arbitrary<unknown> {
    if (schema.isUnitSchema()) return fc.constant({});
    if (schema.isDocumentSchema()) return misplaced;
    if (schema.isListSchema()) {
      if (depth >= DEEPEST) return fc.constant([]);
      const item = this.of(schema.getValueSchema(), member, depth + 1, rule.each);
      return fc.oneof(
        { arbitrary: fc.array(item, { maxLength: 3 }), weight: 9 },
        atLength(item, rule),
      );
    }
    if (schema.isMapSchema()) {
      if (depth >= DEEPEST) return fc.constant({});
      const value = this.of(schema.getValueSchema(), member, depth + 1, rule.each);
      return fc.dictionary(this.text(member, rule.keys), value, { maxKeys: 3 });
    }
    if (schema.isStructSchema())
      return depth > DEEPEST ? fc.constant({}) : this.structure(schema, depth);
    if (schema.isBlobSchema()) return blobs;
    if (schema.isBooleanSchema()) return fc.boolean();
    if (schema.isTimestampSchema() || schema.isNumericSchema())
      return rule.range === undefined
        ? numbers
        : fc.oneof(numbers, fc.constantFrom(...around(rule.range)));
    return this.text(member, rule);
  }

  private structure(schema: Schema, depth: number): fc.Arbitrary<unknown> {
    const required = new Set(requiredMembers(schema));
    const { rules } = this.knowledge;
    const members = [...schema.structIterator()].map(([name, member]) => {
      const rule = rules[`${schema.getName() ?? ""}.${name}`] ?? rules[name];
      return fc.record({
        name: fc.constant(name),
        given: fc.nat(99).map((chance) => chance < (required.has(name) ? 92 : 25)),
        value: this.of(member, name, depth + 1, rule),
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

  private text(member: string, { length, oneOf }: Rule = {}): fc.Arbitrary<string> {
    const names = this.knowledge.known(member);
    const words = oneOf?.map(String) ?? [];
    const limits = length === undefined ? [] : around(length).filter(isShort);
    return fc.oneof(
      { arbitrary: odd, weight: 2 },
      ...(names.length > 0 ? [{ arbitrary: fc.constantFrom(...names), weight: 8 }] : []),
      ...(words.length > 0 ? [{ arbitrary: fc.constantFrom(...words), weight: 4 }] : []),
      ...(limits.length > 0
        ? [{ arbitrary: fc.constantFrom(...limits).map((size) => "a".repeat(size)), weight: 1 }]
        : []),
    );
  }
}

const isShort = (size: number): boolean => size >= 0 && size <= 20_000;

/** Both limits, and what is just past them. */
const around = ([least, most]: readonly [number, number]) => [least - 1, least, most, most + 1];

function atLength(item: fc.Arbitrary<unknown>, { length = [0, 3] }: Rule): fc.Arbitrary<unknown[]> {
  const sizes = around(length).filter((size) => size >= 0 && size <= 200);
  return fc
    .tuple(item, fc.constantFrom(...sizes))
    .map(([each, size]) => Array<unknown>(size).fill(each));
}
