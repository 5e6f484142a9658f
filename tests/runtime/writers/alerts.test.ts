import { deepEqual, equal, match, ok } from "node:assert/strict";
import { LosslessNumber, parse } from "lossless-json";
import { subjectOf, type AlertItem } from "../../../runtime/alerting/alert";
import { LEASE_MS } from "../../../runtime/alerting/ledger";
import { suiteCloud } from "../support/suite";
import { openWriter } from "../support/container";
import { entries, writing } from "../support/factories";
import { serveTopic } from "../support/topic";

describe("the alerts writer", () => {
  const cloud = suiteCloud();
  let ledger = "";
  let ledgers = 0;
  beforeEach(async () => {
    ledger = `ledger-${(ledgers += 1)}`;
    await cloud.createTable(ledger, "id");
    cloud.reset();
  });

  const open = () =>
    openWriter<AlertItem>(
      "alerts",
      { scenario: "transactions", type: "large-amount" },
      { TOPIC_ARN: "arn:aws:sns:us-east-1:000000000000:alerts", LEDGER_TABLE: ledger },
    );
  const alert = (id: string, more: Partial<AlertItem> = {}): AlertItem => ({
    id,
    subject: `Transaction ${id}`,
    message: { id },
    ...more,
  });
  const ledgerRow = async () => (await cloud.rows(ledger))[0] ?? {};

  it("publishes readable JSON with exact numbers, a subject, and attributes to filter by", async () => {
    const published = serveTopic(cloud);
    const amount = new LosslessNumber("12000.10");
    const item = alert("txn123", {
      message: parse('{"amount":12000.10}') as object,
      attributes: { amount },
    });
    deepEqual(await open().write(entries(item), writing()), []);
    deepEqual(published, [
      {
        Subject: "Transaction txn123",
        Message: '{\n  "amount": 12000.10\n}',
        attributes: {
          amount: { type: "Number", value: "12000.10" },
          scenario: { type: "String", value: "transactions" },
          type: { type: "String", value: "large-amount" },
          id: { type: "String", value: "txn123" },
        },
      },
    ]);
  });

  it("publishes ten messages a request", async () => {
    const published = serveTopic(cloud);
    const items = Array.from({ length: 23 }, (_, i) => alert(`t${i}`));
    deepEqual(await open().write(entries(...items), writing()), []);
    equal(published.length, 23);
    equal(cloud.called("PublishBatch").length, 3);
  });

  it("sends an alert once, however often it is delivered, within a batch or later", async () => {
    const published = serveTopic(cloud);
    await open().write(entries(alert("t1"), alert("t1"), alert("t2")), writing());
    await open().write(entries(alert("t1"), alert("t2")), writing());
    equal(published.length, 2);
    const row = await ledgerRow();
    deepEqual(row["status"], { S: "sent" });
    ok(Number(row["expires"]?.["N"]) > Date.now() / 1000 + 365 * 24 * 3600);
  });

  it("publishes again what SNS refused for now, and only that", async () => {
    let refusals = 0;
    const published = serveTopic(cloud, ({ Subject }) =>
      Subject === "Transaction t2" && (refusals += 1) < 3
        ? { code: "InternalError", senderFault: false }
        : undefined,
    );
    deepEqual(await open().write(entries(alert("t1"), alert("t2")), writing()), []);
    deepEqual(
      published.map(({ Subject }) => Subject),
      ["Transaction t1", "Transaction t2"],
    );
  });

  it("retries a throttled PublishBatch", async () => {
    const published = serveTopic(cloud);
    cloud.fail("PublishBatch", (_call, nth) =>
      nth < 3 ? { status: 400, error: "Throttled" } : undefined,
    );
    deepEqual(await open().write(entries(alert("t1")), writing()), []);
    equal(published.length, 1);
  });

  it("reports an alert as transient while SNS is out, and sends it once it is back", async () => {
    cloud.fail("PublishBatch", { status: 503, error: "ServiceUnavailable" });
    const failures = await open().write(entries(alert("t1")), writing(500));
    deepEqual(
      failures.map(({ index, kind }) => [index, kind]),
      [[0, "transient"]],
    );
    cloud.reset();
    const published = serveTopic(cloud);
    deepEqual(await open().write(entries(alert("t1")), writing(LEASE_MS + 5000)), []);
    equal(published.length, 1);
  });

  it("waits for another invocation that is sending the alert, and does not send it too", async () => {
    const published = serveTopic(cloud);
    await putLedger("sending", Date.now() + 60_000);
    const waiting = open().write(entries(alert("t1")), writing());
    setTimeout(() => void putLedger("sent"), 200);
    deepEqual(await waiting, []);
    equal(published.length, 0);
  });

  it("sends an alert whose sender ended before it could mark it, after its lease, with a warning", async () => {
    const published = serveTopic(cloud);
    await putLedger("sending", Date.now() + 300);
    const context = writing();
    deepEqual(await open().write(entries(alert("t1")), context), []);
    equal(published.length, 1);
    deepEqual((await ledgerRow())["status"], { S: "sent" });
    match(context.warnings.join(), /perhaps again/);
  });

  it("refuses an alert over 256 KB and one without an id, and sends the others", async () => {
    const published = serveTopic(cloud);
    const large = alert("t1", { message: { text: "x".repeat(262_144) } });
    const failures = await open().write(entries(large, alert(""), alert("t3")), writing());
    deepEqual(
      failures.map(({ index, kind }) => [index, kind]),
      [
        [0, "invalid"],
        [1, "invalid"],
      ],
    );
    equal(published.length, 1);
  });

  it("makes any text a subject that SNS takes", () => {
    equal(subjectOf("Transacción señalada\n12 €"), "Transaccion senalada?12 ?");
    equal(subjectOf("x".repeat(101)), `${"x".repeat(97)}...`);
    equal(subjectOf(" \n "), "?");
    equal(subjectOf(""), "Alert");
  });

  async function putLedger(status: string, lease = 0): Promise<void> {
    await cloud.table("PutItem", {
      TableName: ledger,
      Item: {
        id: { S: "transactions#large-amount#t1" },
        status: { S: status },
        owner: { S: "another" },
        lease: { N: String(lease) },
      },
    });
  }
});
