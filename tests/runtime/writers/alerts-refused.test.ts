import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { AlertItem } from "../../../runtime/alerting/alert";
import { LEASE_MS } from "../../../runtime/alerting/ledger";
import { openWriter } from "../support/container";
import { entries, writing } from "../support/factories";
import { suiteCloud } from "../support/suite";
import { serveTopic, type Published } from "../support/topic";

describe("alerts that SNS or the ledger refuses", () => {
  const cloud = suiteCloud();
  let ledger = "";
  let ledgers = 0;
  beforeEach(async () => {
    ledger = `refusing-${(ledgers += 1)}`;
    await cloud.createTable(ledger, "id");
    cloud.reset();
  });

  const open = () =>
    openWriter<AlertItem>(
      "alerts",
      { scenario: "transactions", type: "large-amount" },
      { TOPIC_ARN: "arn:aws:sns:us-east-1:000000000000:alerts", LEDGER_TABLE: ledger },
    );
  const alerts = (count: number) =>
    entries(
      ...Array.from({ length: count }, (_, i) => ({
        id: `t${i}`,
        subject: `t${i}`,
        message: { i },
      })),
    );
  const ids = (published: readonly Published[]) => published.map(({ Subject }) => Subject).sort();
  /** Another invocation, once the leases of an earlier one's claims are over. */
  const redeliver = async (count: number) => {
    await endLeases();
    return open().write(alerts(count), writing());
  };

  // Codes of one entry, with what they mean by
  // https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors
  for (const { code, senderFault, kind } of [
    { code: "InvalidParameter", senderFault: true, kind: "invalid" },
    { code: "ParameterValueInvalid", senderFault: true, kind: "invalid" },
    { code: "ValidationException", senderFault: true, kind: "invalid" },
    { code: "SomethingNew", senderFault: true, kind: "invalid" },
    { code: "AuthorizationError", senderFault: true, kind: "transient" },
    { code: "InvalidSecurity", senderFault: true, kind: "transient" },
    { code: "NotFound", senderFault: true, kind: "transient" },
    { code: "EndpointDisabled", senderFault: true, kind: "transient" },
    { code: "PlatformApplicationDisabled", senderFault: true, kind: "transient" },
    { code: "KMSAccessDenied", senderFault: true, kind: "transient" },
    { code: "KMSDisabled", senderFault: true, kind: "transient" },
    { code: "KMSInvalidState", senderFault: true, kind: "transient" },
    { code: "KMSNotFound", senderFault: true, kind: "transient" },
    { code: "KMSOptInRequired", senderFault: true, kind: "transient" },
    { code: "KMSThrottling", senderFault: true, kind: "transient" },
    { code: "InternalError", senderFault: false, kind: "transient" },
    { code: "SomethingNew", senderFault: false, kind: "transient" },
  ])
    it(`keeps ${code} (SenderFault ${senderFault}) to its entry: ${kind}, and its neighbours go out once`, async () => {
      const published = serveTopic(cloud, ({ Subject }) =>
        Subject === "t3" ? { code, senderFault } : undefined,
      );
      const failures = await open().write(alerts(12), writing(600));
      deepEqual(
        failures.map((failure) => [failure.index, failure.kind]),
        [[3, kind]],
      );
      match(failures[0]?.reason ?? "", new RegExp(code));
      await endLeases();
      await open().write(alerts(12), writing(600));
      deepEqual(ids(published), ids(published.slice(0, 11)));
      equal(published.length, 11);
    });

  for (const { status, error } of [
    { status: 403, error: "AuthorizationError" },
    { status: 403, error: "AccessDenied" },
    { status: 403, error: "InvalidClientTokenId" },
    { status: 404, error: "NotFound" },
    { status: 400, error: "KMSAccessDenied" },
    { status: 400, error: "KMSDisabled" },
    { status: 400, error: "KMSNotFound" },
    { status: 400, error: "KMSInvalidState" },
    { status: 400, error: "EndpointDisabled" },
  ])
    it(`blames no record for a request refused with ${status} ${error}, and sends no other again`, async () => {
      const published = serveTopic(cloud);
      cloud.fail("PublishBatch", (_call, nth) => (nth === 2 ? { status, error } : undefined));
      const failures = await open().write(alerts(30), writing());
      equal(failures.length, 10);
      ok(failures.every(({ kind, reason }) => kind === "transient" && reason.startsWith(error)));
      equal(published.length, 20);
      deepEqual(await redeliver(30), []);
      equal(new Set(ids(published)).size, 30);
      equal(published.length, 30);
    });

  for (const error of ["InvalidParameter", "ParameterValueInvalid", "ValidationException", "Odd"])
    it(`finds the one alert for which SNS refuses a request whole with ${error}`, async () => {
      const published = serveTopic(cloud);
      cloud.fail("PublishBatch", ({ input }) =>
        Object.values(input).includes("t3") ? { status: 400, error } : undefined,
      );
      const failures = await open().write(alerts(10), writing());
      deepEqual(
        failures.map(({ index, kind }) => [index, kind]),
        [[3, "invalid"]],
      );
      equal(published.length, 9);
      await redeliver(10);
      equal(published.length, 9);
    });

  it("marks each request's alerts as it goes out, whatever becomes of the next", async () => {
    const published = serveTopic(cloud);
    cloud.fail("PublishBatch", (_call, nth) =>
      nth > 1 ? { status: 503, error: "ServiceUnavailable" } : undefined,
    );
    await open().write(alerts(20), writing(800));
    const first = ids(published);
    equal(first.length, 10);
    const sent = (await cloud.rows(ledger)).filter((row) => row["status"]?.["S"] === "sent");
    deepEqual(sent.map((row) => String(row["id"]?.["S"]).split("#").at(-1)).sort(), first);
  });

  it("takes an alert on which SNS says nothing for one that is not out", async () => {
    const answer = (members: string) =>
      `<PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishBatchResult>` +
      `<Successful>${members}</Successful></PublishBatchResult></PublishBatchResponse>`;
    let requests = 0;
    cloud.serveTopic(() => ({
      status: 200,
      body: answer(
        (requests += 1) === 1 ? "<member><Id>0</Id><MessageId>m</MessageId></member>" : "",
      ),
    }));
    const failures = await open().write(alerts(2), writing(400));
    deepEqual(
      failures.map(({ index, kind }) => [index, kind]),
      [[1, "transient"]],
    );
  });

  for (const error of ["AccessDeniedException", "ResourceNotFoundException"])
    it(`sends nothing while the ledger refuses with ${error}`, async () => {
      const published = serveTopic(cloud);
      cloud.fail("UpdateItem", { status: 400, error });
      for (let delivery = 0; delivery < 2; delivery += 1) {
        const failures = await open().write(alerts(3), writing());
        deepEqual(
          failures.map(({ kind }) => kind),
          ["transient", "transient", "transient"],
        );
      }
      equal(published.length, 0);
    });

  it("fails what it sent, and sends it no more, when the ledger starts to refuse in between", async () => {
    const published = serveTopic(cloud);
    cloud.fail("UpdateItem", (_call, nth) =>
      nth > 2 ? { status: 400, error: "AccessDeniedException", message: "denied" } : undefined,
    );
    const context = writing();
    const failures = await open().write(alerts(2), context);
    equal(failures.length, 2);
    match(context.warnings.join(), /an alert was sent, but the ledger could not be told.*denied/);
    equal((await redeliver(2)).length, 2);
    equal(published.length, 2);
  });

  it("counts an alert as sent, with a warning, when the ledger cannot be told in time", async () => {
    const published = serveTopic(cloud);
    cloud.fail("UpdateItem", (_call, nth) =>
      nth > 1 ? { status: 500, error: "InternalServerError" } : undefined,
    );
    const context = writing(600);
    deepEqual(await open().write(alerts(1), context), []);
    equal(published.length, 1);
    match(context.warnings.join(), /an alert was sent, but the ledger could not be told/);
  });

  it("does not publish while the ledger cannot be asked", async () => {
    const published = serveTopic(cloud);
    cloud.fail("UpdateItem", { status: 500, error: "InternalServerError" });
    const failures = await open().write(alerts(1), writing(400));
    deepEqual(
      failures.map(({ kind }) => kind),
      ["transient"],
    );
    equal(published.length, 0);
  });

  it("publishes nothing under a claim whose lease is over", async () => {
    const published = serveTopic(cloud);
    let at = 0;
    cloud.fail("UpdateItem", (_call, nth) => {
      if (nth === 1) at = performance.now();
      return performance.now() - at < LEASE_MS + 500
        ? { status: 500, error: "InternalServerError" }
        : undefined;
    });
    deepEqual(await open().write(alerts(1), writing(LEASE_MS * 4)), []);
    equal(published.length, 1);
    // Claimed late, and then once more before it went out.
    ok(cloud.called("UpdateItem").filter(({ input }) => "ConditionExpression" in input).length > 2);
  });

  async function endLeases(): Promise<void> {
    for (const row of await cloud.rows(ledger)) {
      if (row["status"]?.["S"] !== "sending") continue;
      await cloud.table("PutItem", {
        TableName: ledger,
        Item: { ...row, lease: { N: String(Date.now() - 1) } },
      });
    }
  }
});
