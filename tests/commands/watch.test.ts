import assert from "node:assert/strict";
import {
  IAMClient,
  DeleteRolePolicyCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
} from "@aws-sdk/client-iam";
import { KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { alertLines } from "../../commands/watch/alerts";
import { faultsOf } from "../../commands/watch/log-lines";
import { Notices } from "../../commands/watch/notices";
import type { CommandProcess } from "./process";
import { startLocal } from "./process";

describe("what is told of faults", () => {
  const fault = { owner: "a/store", kind: "quarantined", look: "aws s3 ls" };
  let lines: string[];
  let notices: Notices;

  beforeEach(() => {
    lines = [];
    notices = new Notices((line) => lines.push(line));
  });

  it("is a reason once, with a command to look, and later ones by their number", () => {
    for (let n = 0; n < 1000; n += 1)
      notices.add({ ...fault, reason: `"v${n}" at ${n} is no date` });
    assert.deepEqual(lines, ['a/store: quarantined: "v0" at 0 is no date\n  look: aws s3 ls']);
    notices.period();
    notices.period();
    assert.deepEqual(lines.slice(1), ["a/store: quarantined: 999 more, 1000 in all (aws s3 ls)"]);
  });

  it("is each owner's, each kind's and each reason's own", () => {
    notices.add({ ...fault, reason: "x" });
    notices.add({ ...fault, reason: "y" });
    notices.add({ ...fault, owner: "b/store", reason: "x" });
    notices.add({ ...fault, kind: "warning", reason: "x" });
    assert.equal(lines.length, 4);
  });

  it("stays bounded when every reason is another", () => {
    const word = (n: number) =>
      Array.from(String(n), (digit) => "abcdefghij"[Number(digit)]).join("");
    for (let period = 0; period < 300; period += 1) {
      const before = lines.length;
      for (let n = 0; n < 20; n += 1) notices.add({ ...fault, reason: word(period * 20 + n) });
      notices.period();
      assert.ok(lines.length - before <= 4, `${lines.length - before} lines in one period`);
    }
    assert.equal(lines.at(-1), "a/store: quarantined: 20 more, 6000 in all (aws s3 ls)");
  });

  it("is one line, whatever the reason is", () => {
    notices.add({ ...fault, reason: `a\nb${"c".repeat(5000)}` });
    assert.equal(lines[0]?.split("\n").length, 2);
    assert.ok(lines[0].length < 400);
  });
});

describe("what a function's log line tells", () => {
  const line = (fields: object) =>
    `2026-01-01T00:00:00Z\tid\tINFO\t${JSON.stringify({
      _aws: { Timestamp: 0, CloudWatchMetrics: [] },
      pipeline: "sales",
      consumer: "store",
      shard: "shardId-000000000000",
      Quarantined: 0,
      Failed: 0,
      ...fields,
    })}`;

  it("is nothing when all went well, or when it is no line of a pipeline", () => {
    for (const message of [line({}), "START", "{", '{"_aws":{"CloudWatchMetrics":[]}}']) {
      assert.deepEqual(faultsOf(message), { faults: [], quarantined: [], quarantinedCount: 0 });
    }
  });

  it("is what failed, with all records that come again", () => {
    const reasons = ["failed 7: ledger: AccessDenied: no", "failed 8: ledger: AccessDenied: no"];
    const [fault, ...others] = faultsOf(line({ Failed: 90, reasons })).faults;
    assert.deepEqual(others, []);
    assert.equal(fault?.owner, "sales/store");
    assert.equal(fault.reason, "ledger: AccessDenied: no");
    assert.equal(fault.count, 90);
    assert.match(fault.look, /^aws logs .* \/aws\/lambda\/sales-store /);
  });

  it("is a warning, and which records are in quarantine", () => {
    const reasons = ["quarantined 49 at parse"];
    const found = faultsOf(line({ Quarantined: 3, reasons, warnings: ["slow"] }));
    assert.deepEqual(
      found.faults.map(({ kind, reason }) => [kind, reason]),
      [["warning", "slow"]],
    );
    assert.deepEqual(
      found.quarantined.map((each) => [each.sequenceNumber, each.stage]),
      [["49", "parse"]],
    );
    assert.equal(found.quarantinedCount, 3);
  });
});

describe("what is told of mails", () => {
  const mail = (topic: string, subject: string, message: string) => ({
    messageId: "1",
    topicArn: `arn:aws:sns:us-east-1:000000000000:${topic}`,
    address: "a@example.org",
    subject,
    message,
    attributes: new Map(),
    timestamp: "2026-01-01T00:00:00.000Z",
  });

  it("is a line for each topic, with how many, and the latest's value and place", () => {
    const at = (alert: string) => JSON.stringify({ alert });
    const lines = alertLines([
      mail("heat", "s1 is above 30", at("31 at north")),
      mail("money", "Above 10000: 12000", "plain text"),
      mail("heat", "s2 is above 30", at("35.5 at south")),
    ] as never);
    assert.deepEqual(lines, [
      "heat: 2 mails to a@example.org, the latest: s2 is above 30 (35.5 at south)",
      "money: 1 mail to a@example.org, the latest: Above 10000: 12000",
    ]);
  });
});

describe("npm run local, when something fails", function () {
  let local: CommandProcess;
  let settings: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  };

  before(async () => {
    local = await startLocal("--scenario", "event-logs", "--scenario", "transactions");
    const [, endpoint = ""] = await local.shows(/AWS_ENDPOINT_URL=(\S+)/);
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    settings = { endpoint, region: "us-east-1", credentials };
  });
  after(async () => {
    await local.end();
  });

  async function put(StreamName: string, records: readonly string[]): Promise<void> {
    const kinesis = new KinesisClient(settings);
    const Records = records.map((text) => ({ Data: Buffer.from(text), PartitionKey: "1" }));
    await kinesis.send(new PutRecordsCommand({ StreamName, Records }));
    kinesis.destroy();
  }

  const linesWith = (text: string) =>
    local.output.split("\n").filter((line) => line.includes(text));

  it("tells of quarantined records with pipeline, consumer, reason and their place", async () => {
    await put(
      "EventStream",
      Array.from({ length: 200 }, (_, n) => `{"broken": ${n}`),
    );
    await local.shows(
      /^event-logs\/\w+: quarantined: at decode: .+\n {2}look: aws s3 cp s3:\/\/\S+\.json -$/m,
    );
    await local.shows(/quarantined: \d+ more, 200 in all/);
    assert.ok(linesWith("event-logs/").length <= 5, local.output);
  });

  it("sums alerts up, with the latest's value", async () => {
    const sale = (n: number) =>
      JSON.stringify({
        transaction_id: `t${n}`,
        amount: 20_000 + n,
        transaction_type: "sale",
        timestamp: "2026-01-01T00:00:00Z",
      });
    await put(
      "TransactionStream",
      Array.from({ length: 150 }, (_, n) => sale(n)),
    );
    await local.shows(/transaction-alerts: .*20149/);
    assert.ok(linesWith("transaction-alerts: ").length <= 4, local.output);
  });

  it("tells of denied access, and that batches come again", async () => {
    const iam = new IAMClient(settings);
    const { Roles = [] } = await iam.send(new ListRolesCommand({}));
    const role = Roles.find(({ RoleName }) => RoleName?.startsWith("event-logs-"))?.RoleName;
    assert.ok(role, JSON.stringify(Roles.map(({ RoleName }) => RoleName)));
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName: role }));
    for (const PolicyName of PolicyNames) {
      await iam.send(new DeleteRolePolicyCommand({ RoleName: role, PolicyName }));
    }
    iam.destroy();
    await put("EventStream", ['{"fine": 1}']);
    await local.shows(/^event-logs\/\w+: .*(AccessDenied|not authorized).*\n {2}look: aws logs /m);
  });
});
