import { deepEqual, match } from "node:assert/strict";
import { parse } from "lossless-json";
import type { WarehouseRow } from "../../../runtime/redshift/statements";
import { writing } from "../support/factories";
import { row, suiteWarehouse } from "../support/warehouse";

describe("a value that its column cannot hold", () => {
  const { open, batch, stored } = suiteWarehouse();

  const refused: [string, WarehouseRow, RegExp][] = [
    ["three decimals", row("x", parse("0.105")), /amount must fit DECIMAL\(10,2\) exactly/],
    ["nine digits before the point", row("x", parse("123456789")), /amount must fit DECIMAL/],
    ["a huge exponent", row("x", parse("1e999999999")), /amount must fit DECIMAL/],
    ["NaN", row("x", NaN), /amount must be a finite number/],
    ["a number in quotes", row("x", "12"), /amount must be a finite number/],
    [
      "a text too long in bytes",
      row("x", 1, { transaction_type: "é".repeat(11) }),
      /at most 20 bytes long; it has 22/,
    ],
    ["a zero byte", row("x\0"), /U\+0000/],
    ["a date that does not exist", row("x", 1, { timestamp: "2024-02-30T10:00:00Z" }), /ISO 8601/],
    ["no key", { ...row("x"), transaction_id: undefined }, /transaction_id must be there/],
    ["a key that ends in a blank", row("x "), /must not end in a blank/],
  ];
  for (const [what, item, reason] of refused) {
    it(`refuses ${what} as invalid instead of rounding or cutting it, and stores the rest`, async () => {
      const failures = await open().write(batch(row("good"), item), writing());
      deepEqual(
        failures.map(({ index, kind }) => [index, kind]),
        [[1, "invalid"]],
      );
      match(failures[0]?.reason ?? "", reason);
      deepEqual(
        (await stored()).map(([id]) => id),
        ["good"],
      );
    });
  }

  it("keeps six digits of a second, as TIMESTAMP does, whatever came after them", async () => {
    const late = row("x", 1, { timestamp: "2024-02-03T10:00:59.9999999Z" });
    deepEqual(await open().write(batch(late), writing()), []);
    const [[, , , timestamp] = []] = await stored();
    match(String(timestamp), /^2024-02-03 10:00:59\.999999$/);
  });
});
