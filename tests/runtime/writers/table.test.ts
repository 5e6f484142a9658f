import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { parse } from "lossless-json";
import type { Writer } from "../../../runtime/types";
import { suiteCloud } from "../support/suite";
import { openWriter } from "../support/container";
import { entries, writing } from "../support/factories";

describe("the table writer", () => {
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

  it("stores 60 rows in three requests", async () => {
    const rows = Array.from({ length: 60 }, (_, i) => row(String(i)));
    deepEqual(await writer.write(entries(...rows), writing()), []);
    equal((await cloud.rows(table)).length, 60);
    equal(cloud.called("BatchWriteItem").length, 3);
  });

  it("keeps every digit of a number", async () => {
    const price = parse("0.12345678901234567890123456789012345678");
    await writer.write(
      entries(row("1", { price, nested: { big: parse("12345678901234567890") } })),
      writing(),
    );
    const [stored = {}] = await cloud.rows(table);
    equal(stored["price"]?.["N"], "0.12345678901234567890123456789012345678");
    deepEqual(stored["nested"], { M: { big: { N: "12345678901234567890" } } });
  });

  it("leaves out undefined and keeps null, lists and booleans", async () => {
    await writer.write(entries(row("1", { a: undefined, b: null, c: [true, "x", {}] })), writing());
    deepEqual(await cloud.rows(table), [
      {
        pk: { S: "a" },
        sk: { S: "1" },
        b: { NULL: true },
        c: { L: [{ BOOL: true }, { S: "x" }, { M: {} }] },
      },
    ]);
  });

  it("keeps the last of several rows with one key, and counts all of them as written", async () => {
    const rows = [row("1", { n: 1 }), row("2"), row("1", { n: 2 }), row("1", { n: 3 })];
    deepEqual(await writer.write(entries(...rows), writing()), []);
    const stored = await cloud.rows(table);
    equal(stored.length, 2);
    deepEqual(stored.find((one) => one["sk"]?.["S"] === "1")?.["n"], { N: "3" });
  });

  it("sends unprocessed items again, and only those", async () => {
    cloud.fail("BatchWriteItem", ({ input }, nth) => {
      const items = (input["RequestItems"] as Record<string, unknown[]>)[table] ?? [];
      if (nth !== 1) return undefined;
      return { status: 200, body: { UnprocessedItems: { [table]: items.slice(1) } } };
    });
    deepEqual(await writer.write(entries(row("1"), row("2"), row("3")), writing()), []);
    const [, second] = cloud.called("BatchWriteItem");
    equal((second?.input["RequestItems"] as Record<string, unknown[]>)[table]?.length, 2);
  });

  it("gives up unprocessed items as transient when time is used up, the others being written", async () => {
    cloud.fail("BatchWriteItem", ({ input }) => {
      const items = (input["RequestItems"] as Record<string, unknown[]>)[table] ?? [];
      return { status: 200, body: { UnprocessedItems: { [table]: items.slice(-1) } } };
    });
    const failures = await writer.write(entries(row("1"), row("2"), row("3")), writing(400));
    deepEqual(
      failures.map(({ index, kind }) => [index, kind]),
      [[2, "transient"]],
    );
  });

  it("retries throttles, server errors and cut connections", async () => {
    const faults = [
      { status: 400, error: "ThrottlingException" },
      { status: 400, error: "ProvisionedThroughputExceededException" },
      { status: 500, error: "InternalServerError" },
      { status: 503, error: "ServiceUnavailable" },
      "cut" as const,
    ];
    cloud.fail("BatchWriteItem", (_call, nth) => faults[nth - 1]);
    deepEqual(await writer.write(entries(row("1")), writing()), []);
    equal(cloud.called("BatchWriteItem").length, faults.length + 1);
    equal((await cloud.rows(table)).length, 1);
  });

  it("ends within its time when DynamoDB does not answer", async () => {
    cloud.fail("BatchWriteItem", "hang");
    const context = writing(500);
    const failures = await writer.write(entries(row("1")), context);
    ok(context.inTime(), "sooner than a request that nobody answers");
    deepEqual(
      failures.map(({ kind }) => kind),
      ["transient"],
    );
  });

  it("finds the one item that DynamoDB refuses, and stores the others", async () => {
    cloud.fail("BatchWriteItem", ({ input }) =>
      JSON.stringify(input).includes("poison")
        ? { status: 400, error: "ValidationException", message: "no poison" }
        : undefined,
    );
    const rows = Array.from({ length: 25 }, (_, i) =>
      row(String(i), i === 13 ? { x: "poison" } : {}),
    );
    const failures = await writer.write(entries(...rows), writing());
    deepEqual(failures, [{ index: 13, kind: "invalid", reason: "ValidationException: no poison" }]);
    equal((await cloud.rows(table)).length, 24);
  });

  it("throws when the role may not write or the table is missing: no record is to blame", async () => {
    cloud.fail("BatchWriteItem", { status: 400, error: "AccessDeniedException" });
    await rejects(writer.write(entries(row("1")), writing()), { name: "AccessDeniedException" });
    cloud.reset();
    await cloud.table("DeleteTable", { TableName: table });
    await rejects(writer.write(entries(row("1")), writing()), {
      name: "ResourceNotFoundException",
    });
  });

  it("writes the same rows again without changing anything", async () => {
    const rows = entries(row("1", { n: 1 }), row("2", { n: 2 }));
    await writer.write(rows, writing());
    const before = await cloud.rows(table);
    await writer.write(rows, writing());
    deepEqual(await cloud.rows(table), before);
  });
});
