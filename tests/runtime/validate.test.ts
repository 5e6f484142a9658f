import { deepEqual, equal, match, throws } from "node:assert/strict";
import { runInThisContext } from "node:vm";
import { LosslessNumber, parse } from "lossless-json";
import { serializeCallbacks } from "../../components/consumer/closures/serialize";
import { instantOf, sortableInstant } from "../../runtime/instant";
import type { JsonValue } from "../../runtime/types";
import { recordId, uuid5 } from "../../runtime/uuid";
import * as validate from "../../runtime/validate";

type Load = (exports: object, require: NodeJS.Require) => void;

const fields = (json: string) => validate.object(parse(json) as JsonValue);

describe("validation", () => {
  it("names the field, the rule and what was found", () => {
    const event = fields('{"path":7,"long":"' + "x".repeat(100) + '","list":[],"none":null}');
    throws(() => validate.text(event, "path"), {
      message: "path must be a string that is not empty; found 7",
    });
    throws(() => validate.text(event, "gone"), { message: /^gone .*; found nothing$/ });
    throws(() => validate.decimal(event, "list"), {
      message: "list must be a number; found an array",
    });
    throws(() => validate.boolean(event, "none"), { message: /found null$/ });
    throws(
      () => validate.timestamp(event, "long"),
      (error: Error) => error.message.length < 160,
    );
  });

  it("takes objects only for objects", () => {
    for (const json of ["[]", "1", "null", '"x"', "true"]) {
      throws(() => fields(json), /the event must be a JSON object; found/);
    }
  });

  it("looks for a field in the object alone, not in what every object inherits", () => {
    throws(() => validate.text(fields("{}"), "constructor"), /found nothing/);
  });

  it("keeps every digit of a decimal, and refuses one in quotes", () => {
    const event = fields('{"price":101.50000000000000000001,"quoted":"12"}');
    deepEqual(validate.decimal(event, "price"), new LosslessNumber("101.50000000000000000001"));
    throws(() => validate.decimal(event, "quoted"), /quoted must be a number; found "12"/);
  });

  it("tells exactly which amounts DECIMAL(10,2) holds", () => {
    const limits = { digits: 10, decimals: 2 };
    for (const held of ["0", "0.01", "99999999.99", "-99999999.99", "1.500", "1e7", "123e-2"]) {
      equal(validate.decimal(fields(`{"a":${held}}`), "a", limits).value, held);
    }
    for (const refused of [
      "0.001",
      "100000000",
      "1e8",
      "99999999.999",
      "1e-3",
      "1e400",
      "1e-400",
    ]) {
      throws(
        () => validate.decimal(fields(`{"a":${refused}}`), "a", limits),
        /DECIMAL\(10,2\) exactly/,
      );
    }
  });

  it("gives numbers and integers as JavaScript's, within its range", () => {
    const event = fields('{"n":1.5,"i":3.0,"big":9007199254740993,"huge":1e999,"half":0.5}');
    equal(validate.number(event, "n"), 1.5);
    equal(validate.integer(event, "i"), 3);
    throws(
      () => validate.integer(event, "big"),
      /whole number below 2\^53; found 9007199254740993/,
    );
    throws(() => validate.integer(event, "half"), /whole number/);
    throws(() => validate.number(event, "huge"), /within a double's range/);
  });

  it("takes the labs' forms of a timestamp as they were sent", () => {
    for (const text of [
      "2024-12-21T10:00:00Z",
      "2024-12-21T10:00:00.123Z",
      "2024-12-21T10:00:00.123456",
      "2024-12-21T10:00:00+00:00",
      "2024-12-21T10:00:00-0300",
      "2013-12-02 21:15:00",
    ]) {
      equal(validate.timestamp(fields(JSON.stringify({ at: text })), "at"), text);
    }
    for (const text of [
      "2024-02-30T10:00:00Z",
      "2024-12-21",
      "yesterday",
      "2024-12-21T25:00:00Z",
      "",
    ]) {
      throws(
        () => validate.timestamp(fields(JSON.stringify({ at: text })), "at"),
        /at must be an ISO 8601/,
      );
    }
  });

  it("checks length in bytes, choices, and what may be missing", () => {
    const event = fields('{"type":"loan","none":null}');
    equal(validate.text(event, "type", { maxBytes: 4 }), "loan");
    throws(() => validate.text(event, "type", { maxBytes: 3 }), /at most 3 bytes long/);
    equal(validate.oneOf(event, "type", ["loan", "rent"]), "loan");
    throws(() => validate.oneOf(event, "type", ["rent"]), /one of rent; found "loan"/);
    equal(validate.optional(event, "none", validate.text), undefined);
    equal(validate.optional(event, "gone", validate.text), undefined);
    equal(validate.optional(event, "type", validate.text), "loan");
  });

  it("works inside a callback that is serialized", () => {
    const parseEvent = (value: JsonValue) => {
      const event = validate.object(value);
      return {
        id: recordId({ shardId: "s", sequenceNumber: "1" }),
        amount: validate.decimal(event, "amount", { digits: 10, decimals: 2 }),
        at: validate.timestamp(event, "at"),
        note: validate.optional(event, "note", validate.text),
      };
    };
    const text = serializeCallbacks([parseEvent]);
    const module = { exports: { callbacks: [] as (typeof parseEvent)[] } };
    // The closure's own text, run as Lambda would: it requires packages only.
    const load = runInThisContext(`(function (exports, require) {${text}\n})`) as Load;
    load(module.exports, require);
    const revived = module.exports.callbacks[0] as typeof parseEvent;
    deepEqual(
      revived(parse('{"amount":12.50,"at":"2024-12-21T10:00:00Z"}') as JsonValue),
      parseEvent(parse('{"amount":12.50,"at":"2024-12-21T10:00:00Z"}') as JsonValue),
    );
    throws(
      () => revived(parse('{"amount":"12"}') as JsonValue),
      (error: unknown) =>
        error instanceof Error && error.message === 'amount must be a number; found "12"',
    );
  });
});

describe("instants", () => {
  it("turns offsets to UTC and keeps the fraction as it was given", () => {
    deepEqual(instantOf("2024-12-31T23:30:00.1200-01:30"), {
      utc: "2025-01-01T01:00:00",
      fraction: "1200",
      zoned: true,
    });
    equal(instantOf("2024-12-21T10:00:00")?.zoned, false);
  });

  it("sorts as text in the order of time", () => {
    const texts = [
      "2024-01-01T00:00:00.5Z",
      "2024-01-01T01:00:00+01:00",
      "2024-01-01T00:00:00.25Z",
    ];
    deepEqual(texts.map((text) => sortableInstant(text) ?? "").sort(), [
      "2024-01-01T00:00:00.000000000Z",
      "2024-01-01T00:00:00.250000000Z",
      "2024-01-01T00:00:00.500000000Z",
    ]);
  });
});

describe("record ids", () => {
  it("are UUIDs of version 5, as RFC 9562 makes them", () => {
    equal(
      uuid5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com"),
      "2ed6657d-e927-568b-95e1-2665a8aea6a2",
    );
    match(
      recordId({ shardId: "s", sequenceNumber: "1" }),
      /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab]/,
    );
  });

  it("are the same for one record and different for two", () => {
    const id = (shardId: string, sequenceNumber: string) => recordId({ shardId, sequenceNumber });
    equal(id("a", "1"), id("a", "1"));
    equal(new Set([id("a", "1"), id("a", "2"), id("b", "1")]).size, 3);
  });
});
