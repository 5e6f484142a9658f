import { deepEqual, equal, match, throws } from "node:assert/strict";
import { parse } from "lossless-json";
import { seededRandom } from "../../producers/random";
import { attributesOf } from "../../runtime/dynamodb/attributes";
import { setAside, timeKey } from "../../runtime/keys";
import type { JsonValue } from "../../runtime/types";

type Fields = Readonly<Record<string, JsonValue>>;
const json = (text: string) => parse(text) as Fields;

describe("keys made of a time", () => {
  const key = (text: string, sequenceNumber = "7") => timeKey(text, { sequenceNumber });

  it("have one width, in UTC, whatever form was sent", () => {
    equal(key("2024-12-21T10:00Z"), "2024-12-21T10:00:00.000Z#000000#7");
    equal(key("2024-12-21 15:30:00.1+05:30"), "2024-12-21T10:00:00.100Z#000000#7");
    equal(key("2024-12-21T05:00:00,123456789-0500"), "2024-12-21T10:00:00.123Z#456789#7");
    throws(() => key("2024-02-30T10:00Z"), /does not exist/);
  });

  it("sort as text in the order of time, and hold each event of a UTC day and no other", () => {
    const ascending = [
      "2026-01-04T23:59:59.999999999Z",
      "2026-01-05T00:00Z",
      "2026-01-05T00:00:00.000000001Z",
      "2026-01-04T20:30:00.5-03:30",
      "2026-01-05 11:00:00",
      "2026-01-05T23:59:59Z",
      "2026-01-05T18:59:59.999-05:00",
      "2026-01-06T05:29:59.999999999+05:30",
      "2026-01-06T00:00:00Z",
    ];
    const keys = ascending.map((text) => key(text));
    deepEqual([...keys].sort(), keys);
    // As a condition BETWEEN :day AND :next compares.
    const within = keys.filter((text) => text >= "2026-01-05" && text <= "2026-01-06");
    deepEqual(within, keys.slice(1, -1));
  });

  it("sort as text in the order of time, for any two of a thousand instants in any form", () => {
    const random = seededRandom(5);
    const digits = () => String(Math.floor(random() * 1e9)).padStart(9, "0");
    const texts = Array.from({ length: 1000 }, () => {
      const fraction = digits().slice(0, 1 + Math.floor(random() * 9));
      const offset = Math.floor(random() * 29) - 14;
      const seconds = 1_735_689_000 + Math.floor(random() * 4);
      const local = new Date((seconds + offset * 3600) * 1000).toISOString().slice(0, 19);
      const sign = offset < 0 ? "-" : "+";
      const zone = `${sign}${String(Math.abs(offset)).padStart(2, "0")}`;
      const nanoseconds = BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, "0"));
      return { text: `${local}.${fraction}${zone}`, nanoseconds };
    });
    const byKey = [...texts].sort((a, b) => (key(a.text) < key(b.text) ? -1 : 1));
    for (const [i, { nanoseconds }] of byKey.entries()) {
      const before = byKey[i - 1]?.nanoseconds ?? 0n;
      equal(before <= nanoseconds, true, byKey[i]?.text);
    }
  });

  it("tell two records of one instant apart", () => {
    const at = "2024-12-21T10:00:00Z";
    equal(new Set([key(at, "49570"), key(at, "49571")]).size, 2);
    match(key(at, "49570"), /#49570$/);
  });
});

describe("an event's own fields that are named like its row's keys", () => {
  it("are set aside, and nothing else is", () => {
    const fields = json('{"pk":"mine","path":"/","sk":{"a":0.10},"event.pk":1,"PK":2}');
    deepEqual(
      setAside(fields, ["pk", "sk"]),
      json('{"path":"/","event.pk":1,"PK":2,"eventFields":{"pk":"mine","sk":{"a":0.10}}}'),
    );
  });

  it("leave an event as it is that has none", () => {
    const fields = json('{"path":"/","status":200}');
    equal(setAside(fields, ["pk", "sk"]), fields);
  });

  it("can be told from a field that looks like those set aside", () => {
    const looks = setAside(json('{"eventFields":{"pk":"x"}}'), ["pk"]);
    deepEqual(looks, json('{"eventFields":{"eventFields":{"pk":"x"}}}'));
  });

  it("are all in the row, for any mixture of names", () => {
    const names = [
      "pk",
      "sk",
      "eventFields",
      "event.pk",
      "eventFields.pk",
      "constructor",
      "prototype",
      "toString",
      "hasOwnProperty",
      "__proto__",
      "path",
      " pk",
      "pk\0",
      "",
    ];
    const random = seededRandom(3);
    const seen = new Map<string, string>();
    for (let i = 0; i < 3000; i += 1) {
      const members = names
        .filter(() => random() < 0.4)
        .map((name) => `${JSON.stringify(name)}:${random() < 0.5 ? '{"pk":1}' : '"x"'}`);
      const fields = json(`{${members.join(",")}}`);
      const row = setAside(fields, ["pk", "sk"]);
      equal(Object.hasOwn(row, "pk") || Object.hasOwn(row, "sk"), false);
      // What was sent can be told from the row alone.
      const { eventFields = {}, ...others } = row as Record<string, Fields>;
      deepEqual(sorted({ ...others, ...eventFields }), sorted(fields));
      const sent = JSON.stringify(sorted(fields));
      const stored = JSON.stringify(sorted(row));
      equal(seen.get(stored) ?? sent, sent);
      seen.set(stored, sent);
    }
  });

  it("are refused where DynamoDB's rules for names have no place for them", () => {
    const stored = (text: string) => attributesOf(setAside(json(text), ["pk"]));
    throws(() => stored('{"pk":1,"":2}'), /name must not be empty/);
    throws(() => stored('{"pk":{"":2}}'), /name must not be empty/);
    throws(() => stored('{"pk":1,"__proto__":{"a":1}}'), /must not be named __proto__/);
    throws(() => stored(`{"${"é".repeat(33_000)}":1}`), /at most 65535 bytes/);
    deepEqual(stored(`{"${"n".repeat(65_535)}":1}`)["n".repeat(65_535)], { N: "1" });
    deepEqual(stored('{"constructor":1,"toString":"x"}'), {
      constructor: { N: "1" },
      toString: { S: "x" },
    });
  });
});

const sorted = (fields: object) =>
  Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
