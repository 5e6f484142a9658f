import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { AwsError } from "../../local/gateway/service";
import type { OutgoingRecord } from "../../producers/record";
import { queryRedshift } from "../../queries/redshift";
import { warehouseOf } from "../../queries/warehouse";
import { eventually } from "../eventually";
import { createWorld, dataFile, eventsOf, killAsItGoes, withPoison, type World } from "./world";

const stream = "TransactionStream";
const down = new AwsError("InternalServerException", "the service is down", 500);

function transaction(id: string, amount: string): OutgoingRecord {
  return {
    partitionKey: id,
    data:
      `{"transaction_id": "${id}", "amount": ${amount}, "transaction_type": "purchase", ` +
      `"timestamp": "2024-12-21T10:00:00Z"}`,
  };
}

async function ask(world: World, sql: string): Promise<string[][]> {
  const { redshift, redshiftData } = world.clients;
  const target = await warehouseOf(redshift, "transactions");
  return (await queryRedshift(redshiftData, target, sql)).rows.map((row) => [...row]);
}

function alerts(world: World) {
  const { topic } = world.outputs("transactions");
  return world.stack.cloud.sns.outbox().filter(({ topicArn }) => topicArn === topic);
}

/** The exact sum of a CSV file's amounts, in cents. */
function sumOfCents(file: string): bigint {
  const [, ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  const cents = (amount = "") => {
    const [whole = "0", fraction = ""] = amount.split(".");
    return BigInt(whole + fraction.padEnd(2, "0").slice(0, 2));
  };
  return lines.reduce((sum, line) => sum + cents(line.split(",")[1]), 0n);
}

describe("transactions, end to end", () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld(["transactions"]);
  });
  afterEach(() => world.stop());

  it("has 5,000 payment orders to the cent and each of 86 alerts, through killed workers and a Data API that fails", async function () {
    const file = dataFile("payment_orders.csv");
    if (file === undefined) this.skip();
    const { mixed, poison } = withPoison(await eventsOf("transactions", file), 100);
    const { faults } = world.stack.cloud;
    faults.add({ service: "redshift-data", untilMs: Date.now() + 5000, error: down });
    faults.add({ service: "sns", operation: "PublishBatch", times: 3, error: down });
    faults.add({ service: "sns", operation: "Publish", times: 3, error: down });
    const killers = ["store", "alert"].map((consumer) =>
      killAsItGoes(world, `transactions-${consumer}`, 1500),
    );
    try {
      await world.send(stream, mixed);
      await world.settled();
    } finally {
      await Promise.all(killers.map((killer) => killer.stop()));
    }
    assert(killers.every((killer) => killer.killed() > 0));
    const [[count, sum] = []] = await ask(world, "SELECT COUNT(*), SUM(amount) FROM transactions");
    assert.equal(count, "5000");
    assert.equal(BigInt((sum ?? "").replace(".", "")), sumOfCents(file));
    const ids = alerts(world).map(({ attributes }) => attributes.id?.StringValue);
    assert.equal(new Set(ids).size, 86);
    // docs/guarantees.md: a worker that ends between SNS's answer and the ledger's mark leaves a batch of
    // at most ten to be sent again, with the same ids.
    const kills = killers.reduce((sum, killer) => sum + killer.killed(), 0);
    assert(ids.length <= 86 + 10 * kills);
    // Each of the two consumers keeps every bad record.
    assert.equal((await world.quarantined("transactions")).length, 2 * poison.length);
  });

  it("stores txn123 once and alerts once, however often its batch is retried", async () => {
    const { faults } = world.stack.cloud;
    faults.add({ service: "sns", times: 4, error: down });
    faults.add({ service: "redshift-data", operation: "DescribeStatement", times: 4, error: down });
    const record = transaction("txn123", "12000");
    await world.send(stream, [record]);
    await world.send(stream, [record]);
    await world.settled();
    const rows = await ask(
      world,
      `SELECT transaction_id, amount, transaction_type FROM transactions`,
    );
    assert.deepEqual(rows, [["txn123", "12000.00", "purchase"]]);
    assert.equal(alerts(world).length, 1);
    const [mail] = alerts(world);
    assert.match(mail?.subject ?? "", /12000/);
    assert.equal(mail?.attributes.scenario?.StringValue, "transactions");
    assert.equal(mail.attributes.amount?.StringValue, "12000");
  });

  it("quarantines an amount that DECIMAL(10,2) cannot hold, rounds nothing, and alerts of none", async () => {
    await world.send(stream, [
      transaction("fits", "99999999.99"),
      transaction("finer", "0.005"),
      transaction("larger", "100000000"),
    ]);
    await world.settled();
    assert.deepEqual(await ask(world, "SELECT transaction_id, amount FROM transactions"), [
      ["fits", "99999999.99"],
    ]);
    assert.deepEqual(
      alerts(world).map(({ attributes }) => attributes.id?.StringValue),
      ["fits"],
    );
    // Both consumers keep both, for the same reason.
    const kept = (await world.quarantined("transactions")).map(({ data }) => data.toString());
    const refused = [transaction("finer", "0.005"), transaction("larger", "100000000")];
    assert.deepEqual(
      kept.sort(),
      refused.flatMap(({ data }) => [data, data]),
    );
  });

  it("alerts at once while the warehouse is down", async () => {
    const { cloud } = world.stack;
    const mend = cloud.faults.add({ service: "redshift-data", error: down });
    await world.send(stream, [transaction("big", "20000")]);
    await eventually(() => alerts(world).length > 0, { what: "an alert" });
    assert.equal(alerts(world).length, 1);
    mend();
    await world.settled();
    assert.equal((await ask(world, "SELECT transaction_id FROM transactions")).length, 1);
  });
});
