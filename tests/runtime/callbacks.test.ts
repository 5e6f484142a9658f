/* eslint-disable @typescript-eslint/prefer-promise-reject-errors -- callbacks may reject with anything */
import { deepEqual, equal, match } from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { check as checkFiles } from "../../runtime/checks/objects";
import { check as checkRow } from "../../runtime/checks/table";
import type { Entry, WriteContext } from "../../runtime/types";
import { suiteCloud } from "./support/suite";
import { consumer, sink, type Event } from "./support/consumer";
import { invoke } from "./support/container";
import { batch } from "./support/factories";

class Point {
  constructor(readonly x = 1) {}
}

const hostile = {
  get message(): string {
    throw new Error("no");
  },
  toString() {
    throw new Error("no");
  },
};

/** What a callback does with the record in the middle, and the reason in its quarantine. */
const faults: [string, () => unknown, RegExp][] = [
  ["throws an Error", () => fail(new Error("boom")), /^toRow: boom$/],
  ["throws undefined", () => fail(undefined), /^toRow: threw undefined$/],
  ["throws null", () => fail(null), /^toRow: threw null$/],
  ["throws a text", () => fail("no such user"), /^toRow: no such user$/],
  ["throws a number", () => fail(0), /^toRow: threw 0$/],
  ["throws a symbol", () => fail(Symbol("s")), /^toRow: threw Symbol\(s\)$/],
  ["throws an Error without a message", () => fail(new RangeError()), /^toRow: threw RangeError$/],
  ["throws what cannot be looked at", () => fail(hostile), /^toRow: threw what cannot be shown$/],
  [
    "throws an object without prototype",
    () => fail(Object.create(null)),
    /an object without a message$/,
  ],
  ["throws an endless message", () => fail(new Error("x".repeat(1e6))), /^toRow: x{980,}$/],
  ["never ends to call itself", () => endless(), /^toRow: Maximum call stack/],
  ["is async", () => Promise.resolve({ id: "1" }), /^toRow returned a promise: .*synchronous$/],
  ["is async and fails", () => Promise.reject(new Error("boom")), /^toRow returned a promise/],
  ["is async and fails later", () => late(), /^toRow returned a promise/],
  ["returns a thenable", () => ({ then: () => undefined }), /^toRow returned a promise/],
  ["returns a callable thenable", () => Object.assign(() => 1, { then: fail }), /a promise/],
  ["returns a promise within", () => ({ id: late() }), /not plain data: id is a promise$/],
  ["returns undefined", () => undefined, /^toRow returned undefined, where a row is due/],
  ["returns NaN", () => NaN, /^toRow returned NaN, where an object is due$/],
  ["returns a text", () => "row", /^toRow returned a string, where an object is due$/],
  ["returns a list", () => [{ id: "1" }], /^toRow returned an array, where an object is due$/],
  ["returns true", () => true, /^toRow returned a boolean, where an object is due$/],
  ["returns NaN within", () => ({ id: "1", at: { n: [1, NaN] } }), /: at\.n\[1\] is NaN$/],
  ["returns Infinity within", () => ({ id: "1", n: -Infinity }), /: n is -Infinity$/],
  ["returns a class instance", () => new Point(), /: it is an instance of Point$/],
  ["returns a date within", () => ({ id: "1", at: new Date(0) }), /: at is an instance of Date$/],
  ["returns a set within", () => ({ id: "1", s: new Set([1]) }), /: s is an instance of Set$/],
  ["returns a map within", () => ({ id: "1", s: new Map() }), /: s is an instance of Map$/],
  ["returns an error within", () => ({ id: "1", e: new Error() }), /: e is an instance of Error$/],
  ["returns a function within", () => ({ id: "1", f: fail }), /: f is a function$/],
  ["returns a symbol within", () => ({ id: "1", s: Symbol("s") }), /: s is a symbol$/],
  ["returns a symbol for a key", () => ({ id: "1", [Symbol("s")]: 1 }), /a symbol for a key$/],
  ["returns a hole", () => ({ id: "1", list: [1, , 3] }), /: list\[1\] is undefined$/], // eslint-disable-line no-sparse-arrays
  ["returns what holds itself", () => circle(), /nested too deep, or holds itself$/],
  ["returns half a character", () => ({ id: "1", s: "😀".slice(0, 1) }), /half a surrogate pair$/],
  ["returns a getter that throws", () => ({ id: "1", ...trap() }), /^toRow: no$|no$/],
  ["returns an iterator", () => iterate(), /is an instance of/],
  [
    "leaves a rejection behind",
    () => (void Promise.reject(new Error("stray")), { id: "1" }),
    /^toRow left a fault behind that nobody awaits: stray$/,
  ],
  [
    "leaves a rejection of nothing behind",
    () => (void Promise.reject(undefined), { id: "1" }),
    /^toRow left a fault .*: threw undefined$/,
  ],
  [
    "leaves an async call behind",
    () => (void deep(), { id: "1" }),
    /^toRow left a fault .*: deep$/,
  ],
];

function fail(thrown: unknown): never {
  throw thrown;
}
function endless(): unknown {
  return [endless()];
}
async function late(): Promise<string> {
  await sleep(5);
  throw new Error("late");
}
async function deep(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve(i);
  throw new Error("deep");
}
function circle(): object {
  const self: Record<string, unknown> = { id: "1" };
  self["self"] = [self];
  return self;
}
function trap(): object {
  return Object.defineProperty({}, "at", { enumerable: true, get: () => fail(new Error("no")) });
}
function* iterate() {
  yield { id: "1" };
}

describe("a callback's fault", () => {
  const cloud = suiteCloud();

  const quarantined = () =>
    [...cloud.objects.values()].map(
      ({ body }) => JSON.parse(body.toString()) as Record<string, string>,
    );

  /** A sink in memory with the table's check, whose map does `act` for the record in the middle. */
  function rows(act: () => unknown) {
    const store = sink("A", undefined, (event) =>
      event["bad"] === true ? (act() as Event) : event,
    );
    const check = checkRow({ partitionKey: "id" });
    const writer = () => ({
      check: (entry: never) =>
        check(entry) === undefined ? undefined : (entry as { item: Event }).item,
      write: (entries: readonly Entry<Event>[], context: WriteContext) =>
        store.writer().write(entries, context),
    });
    return { ...store, callback: "toRow", writer };
  }

  for (const [what, act, reason] of faults) {
    it(`is its own record's alone when it ${what}`, async () => {
      const store = rows(act);
      const handler = consumer([store as never]);
      const event = batch({ id: "a" }, { id: "b", bad: true }, { id: "c" });
      const { response, line } = await invoke(handler, event);
      deepEqual(response, { batchItemFailures: [] });
      deepEqual(
        store.items.map(({ id }) => id),
        ["a", "c"],
      );
      const [kept, ...more] = quarantined();
      deepEqual(more, []);
      equal(kept?.["partitionKey"], "key-1");
      match(kept["reason"] ?? "", reason);
      equal(line["Quarantined"], 1);
    });
  }

  it("is its own record's alone when parse is at fault", async () => {
    const store = sink("A");
    const parse = (value: unknown) => {
      const { bad } = value as { bad?: string };
      if (bad === "async") return late() as unknown as Event;
      if (bad === "undefined") return undefined as unknown as Event;
      if (bad === "stray") void Promise.reject(new Error("stray"));
      return value as Event;
    };
    const bad = ["async", "undefined", "stray"].map((kind) => ({ bad: kind }));
    const { response } = await invoke(consumer([store], parse), batch({ n: 1 }, ...bad, { n: 2 }));
    deepEqual(response, { batchItemFailures: [] });
    equal(store.items.length, 2);
    deepEqual(
      quarantined()
        .map(({ stage, reason }) => [stage, reason])
        .sort(),
      [
        ["parse", "parse left a fault behind that nobody awaits: stray"],
        ["parse", "parse returned a promise: callbacks must be synchronous"],
        ["parse", "parse returned undefined, where an event is due"],
      ],
    );
  });

  it("cannot move the batch's checkpoint by changing its position", async () => {
    const store = sink("A", undefined, (event) => event);
    store.map = ((event: Event, at: object) => {
      if (event["bad"] === true) Object.assign(at, { sequenceNumber: "0" });
      return event;
    }) as typeof store.map;
    const { response } = await invoke(consumer([store]), batch({}, { bad: true }, {}));
    deepEqual(response, { batchItemFailures: [] });
    equal(store.items.length, 2);
    match(quarantined()[0]?.["reason"] ?? "", /read only property/);
  });

  it("is warned of and counted, the container going on, when it shows after the batch's effects", async () => {
    const act = () => {
      setTimeout(() => fail(new Error("in a timer")), 20);
      void late();
      return { id: "b" };
    };
    const store = rows(act);
    const handler = consumer([store as never]);
    const written: string[] = [];
    const write = process.stdout.write.bind(process.stdout);
    await invoke(handler, batch({ id: "a" }, { id: "b", bad: true }));
    process.stdout.write = (text: string | Uint8Array) => {
      written.push(text.toString());
      return true;
    };
    try {
      await sleep(60);
    } finally {
      process.stdout.write = write;
    }
    deepEqual(
      store.items.map(({ id }) => id),
      ["a", "b"],
    );
    deepEqual(quarantined(), []);
    equal(written.length, 2);
    for (const text of written) {
      const line = JSON.parse(text) as Record<string, unknown>;
      deepEqual([line["pipeline"], line["consumer"], line["StrayFaults"]], ["test", "store", 1]);
      match(String(line["warnings"]), /^map A: toRow left a fault behind .*:\d+, was done with/);
    }
    const again = await invoke(handler, batch({ id: "c" }));
    deepEqual(again.response, { batchItemFailures: [] });
  });

  it("stores none of an event whose row is null, and all files of one with several", async () => {
    const store = rows(() => null);
    await invoke(consumer([store as never]), batch({ id: "a" }, { id: "b", bad: true }));
    deepEqual(
      store.items.map(({ id }) => id),
      ["a"],
    );
    deepEqual(quarantined(), []);
    const files = checkFiles({ layout: "record" })({ item: undefined, index: 0, at: {} as never });
    equal(files, undefined);
  });
});
