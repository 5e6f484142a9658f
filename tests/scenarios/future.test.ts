import { deepEqual, equal, match } from "node:assert/strict";
import type { JsonValue, Parse } from "../../runtime/types";
import { parseHttpRequest } from "../../scenarios/http-requests";
import { parseStockPrice } from "../../scenarios/stock-market";
import { parseTransaction } from "../../scenarios/transactions";
import { consumer, sink, type Event } from "../runtime/support/consumer";
import { invoke } from "../runtime/support/container";
import { record } from "../runtime/support/factories";
import { suiteCloud } from "../runtime/support/suite";

// Sensors' readings are judged by their sink: tests/runtime/writers/crossings-late.test.ts.
describe("an event from the future", () => {
  const cloud = suiteCloud();
  const arrival = "2024-12-21T10:00:00.000Z";
  const stored = sink("stored");
  beforeEach(() => (stored.items.length = 0));
  const handlerOf = (parse: Parse<object>) =>
    consumer([stored], parse as (value: JsonValue) => Event);

  const scenarios: Record<string, { parse: Parse<object>; fields: object }> = {
    "http-requests": { parse: parseHttpRequest, fields: { path: "/" } },
    transactions: {
      parse: parseTransaction,
      fields: { transaction_id: "t1", amount: 1, transaction_type: "x" },
    },
    "stock-market": { parse: parseStockPrice, fields: { symbol: "A", price: 1 } },
  };
  for (const [name, { parse, fields }] of Object.entries(scenarios))
    it(`is quarantined by ${name}, more than ten minutes after its arrival, and goes to no sink`, async () => {
      const times = ["2024-12-21T10:10:00Z", "2024-12-21T10:10:00.001Z", "9999-12-31T23:59:59Z"];
      const Records = times.map((timestamp, i) => record({ ...fields, timestamp }, i, { arrival }));
      const { response, line } = await invoke(handlerOf(parse), { Records });
      deepEqual(response.batchItemFailures, []);
      equal(stored.items.length, 1);
      equal(line["Quarantined"], 2);
      for (const { body } of cloud.objects.values())
        match(body.toString(), /timestamp must be at most 600 seconds after its record's arrival/);
    });

  it("is judged by its arrival when it comes again, not by the clock", async () => {
    const future = record({ path: "/", timestamp: "2024-12-21T11:00:00Z" }, 0, { arrival });
    for (let delivery = 0; delivery < 2; delivery += 1) {
      const { line } = await invoke(handlerOf(parseHttpRequest), { Records: [future] });
      equal(line["Quarantined"], 1);
    }
    equal(stored.items.length, 0);
    equal(cloud.objects.size, 1);
  });
});
