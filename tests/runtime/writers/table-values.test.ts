import { deepEqual, equal, match } from "node:assert/strict";
import { LosslessNumber, parse } from "lossless-json";
import type { Writer } from "../../../runtime/types";
import { suiteCloud } from "../support/suite";
import { openWriter } from "../support/container";
import { entries, writing } from "../support/factories";

describe("a row that DynamoDB cannot hold", () => {
  const cloud = suiteCloud();
  let writer: Writer<object>;
  let tables = 0;
  let table = "";

  beforeEach(async () => {
    table = `table-${(tables += 1)}`;
    await cloud.createTable(table, "pk", "sk");
    cloud.reset();
    writer = open({});
  });

  const open = (options: object) =>
    openWriter<object>(
      "table",
      { partitionKey: "pk", sortKey: "sk", ...options },
      { TABLE_NAME: table },
    );
  const row = (sk: string, more: object = {}) => ({ pk: "a", sk, ...more });

  const refused: [string, object, RegExp][] = [
    ["an item of more than 400 KB", row("1", { x: "é".repeat(205_000) }), /409600 bytes/],
    [
      "39 digits",
      row("1", { n: new LosslessNumber("1".repeat(39)) }),
      /n must have at most 38 digits/,
    ],
    ["a number out of range", row("1", { n: new LosslessNumber("1e126") }), /between 1E-130/],
    ["a number too close to zero", row("1", { n: new LosslessNumber("1e-131") }), /between 1E-130/],
    ["NaN", row("1", { n: NaN }), /n must be JSON/],
    ["an empty key", row(""), /sk must be a string that is not empty/],
    ["a missing key", { sk: "1" }, /pk must be a string/],
    ["a boolean key", { pk: true, sk: "1" }, /pk must be a string/],
    ["a sort key over 1,024 bytes", row("é".repeat(600)), /sk must be at most 1024 bytes/],
    [
      "an attribute named __proto__",
      parse('{"pk":"a","sk":"1","__proto__":"x"}') as object,
      /__proto__/,
    ],
    ["a date object", row("1", { at: new Date(0) }), /at must be JSON; found Date/],
  ];
  for (const [what, item, reason] of refused) {
    it(`refuses ${what} as invalid, and stores the rest of the batch`, async () => {
      const failures = await writer.write(entries<object>(row("good"), item), writing());
      equal(failures.length, 1);
      deepEqual([failures[0]?.index, failures[0]?.kind], [1, "invalid"]);
      match(failures[0]?.reason ?? "", reason);
      equal((await cloud.rows(table)).length, 1);
    });
  }

  it("takes an item of nearly 400 KB", async () => {
    deepEqual(await writer.write(entries(row("1", { x: "x".repeat(409_000) })), writing()), []);
  });
});
