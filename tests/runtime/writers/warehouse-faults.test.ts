import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { writing } from "../support/factories";
import { columns, row, suiteWarehouse } from "../support/warehouse";

describe("the warehouse's faults", () => {
  const { cloud, redshift, open, batch, stored, submitted } = suiteWarehouse();

  it("finds the row that the warehouse refuses, and stores the others", async () => {
    await redshift.run("CREATE TABLE narrow (id VARCHAR(9), n SMALLINT)");
    const wide = open({
      table: "narrow",
      columns: { id: { type: "varchar(9)" }, n: { type: "integer" } },
      mergeOn: "id",
    });
    const rows = Array.from({ length: 8 }, (_, i) => ({ id: String(i), n: i === 5 ? 40_000 : i }));
    const failures = await wide.write(batch(...rows), writing());
    deepEqual(
      failures.map(({ index, kind }) => [index, kind]),
      [[5, "invalid"]],
    );
    deepEqual(await redshift.rows("SELECT COUNT(*) FROM narrow"), [[7]]);
  });

  it("runs a transaction again, under another token, after a serialization conflict", async () => {
    let conflicts = 2;
    cloud.fail("DescribeStatement", () =>
      (conflicts -= 1) >= 0
        ? {
            status: 200,
            body: {
              Id: "s",
              Status: "FAILED",
              Error: "ERROR: 1023 Serializable isolation violation on table",
            },
          }
        : undefined,
    );
    deepEqual(await open().write(batch(row("txn1")), writing()), []);
    equal(new Set(submitted().map(({ ClientToken }) => ClientToken)).size, 3);
    equal((await stored()).length, 1);
  });

  it("joins the statement that is already under way when a submit's answer was lost", async () => {
    let lost = true;
    cloud.fail("BatchExecuteStatement", ({ input }) => {
      if (!lost) return undefined;
      lost = false;
      void redshift.request("BatchExecuteStatement", input);
      return "cut";
    });
    deepEqual(await open().write(batch(row("txn1")), writing()), []);
    const [first, second] = submitted();
    equal(first?.ClientToken, second?.ClientToken);
    equal((await stored()).length, 1);
  });

  it("waits while a statement runs, and reports it as transient when its time is used up", async () => {
    cloud.fail("DescribeStatement", { status: 200, body: { Id: "s", Status: "STARTED" } });
    const context = writing(600);
    const failures = await open().write(batch(row("txn1"), row("txn2")), context);
    ok(context.inTime());
    deepEqual(
      failures.map(({ index, kind }) => [index, kind]),
      [
        [0, "transient"],
        [1, "transient"],
      ],
    );
    // On a busy machine the time may be up before the first description ends.
    match(failures[0]?.reason ?? "", /still STARTED|time is used up/);
  });

  for (const [error, message] of [
    ["ThrottlingException", "Rate exceeded"],
    ["ActiveStatementsExceededException", "Active statements exceeded the allowed quota (500)."],
    ["ValidationException", "Redshift cluster c is paused"],
    ["InternalServerException", "try again"],
  ] as const) {
    it(`tries again after ${error}: ${message}`, async () => {
      cloud.fail("BatchExecuteStatement", (_call, nth) =>
        nth < 3 ? { status: 400, error, message } : undefined,
      );
      deepEqual(await open().write(batch(row("txn1")), writing()), []);
    });
  }

  it("throws on a missing table or a wrong request: no record is to blame", async () => {
    const missing = open({ table: "nowhere", columns, mergeOn: "transaction_id" });
    await rejects(
      missing.write(batch(row("txn1")), writing()),
      /relation "nowhere" does not exist/,
    );
    cloud.fail("BatchExecuteStatement", {
      status: 400,
      error: "ValidationException",
      message: "bad cluster name",
    });
    await rejects(open().write(batch(row("txn2")), writing()), { name: "ValidationException" });
  });
});
