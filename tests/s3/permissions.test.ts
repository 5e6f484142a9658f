import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { createFaults } from "../../local/gateway/faults";
import { startGateway } from "../../local/gateway/server";
import type { Gateway } from "../../local/gateway/server";
import { AwsError } from "../../local/gateway/service";
import { createDynamodb } from "../../local/services/dynamodb";
import { createS3 } from "../../local/services/s3";

describe("what a role needs", () => {
  let gateway: Gateway;
  let client: S3Client;
  let root: string;
  let allowed: readonly string[] = [];
  const asked: string[] = [];
  const refused = { name: "AccessDenied" };

  before(async () => {
    root = await mkdtemp(join(tmpdir(), "permissions-"));
    const place = { region: "us-east-1", accountId: "000000000000" };
    const authorize = (_principal: unknown, [action, resource]: readonly [string, string]) => {
      asked.push(`${action} ${resource}`);
      if (!allowed.includes(`${action} ${resource}`)) {
        throw new AwsError("AccessDenied", `not authorized to perform ${action}`, 403);
      }
    };
    const roleArn = "arn:aws:iam::000000000000:role/r";
    const principal = { kind: "role", roleArn, sessionName: "s" } as const;
    gateway = await startGateway({
      ...place,
      services: [createS3({ ...place, root })],
      keys: { signing: () => ({ principal, secret: "x" }), used: () => undefined },
      authorize,
    });
    await gateway.client().call("s3", "CreateBucket", { Bucket: "guarded" });
    client = new S3Client({
      region: place.region,
      endpoint: gateway.endpoint,
      forcePathStyle: true,
      credentials: { accessKeyId: "role", secretAccessKey: "x" },
    });
  });
  after(async () => {
    client.destroy();
    await gateway.stop();
    await rm(root, { recursive: true, force: true });
  });

  it("is asked for over S3's own protocol, per object and per bucket", async () => {
    const object = { Bucket: "guarded", Key: "raw/a.json" };
    const put = () => client.send(new PutObjectCommand({ ...object, Body: "x" }));
    await assert.rejects(put(), refused);
    allowed = ["s3:PutObject arn:aws:s3:::guarded/raw/a.json"];
    await put();
    await assert.rejects(client.send(new GetObjectCommand(object)), refused);
    await assert.rejects(client.send(new ListObjectsV2Command({ Bucket: "guarded" })), refused);
    assert.deepEqual(asked.slice(-2), [
      "s3:GetObject arn:aws:s3:::guarded/raw/a.json",
      "s3:ListBucket arn:aws:s3:::guarded",
    ]);
  });

  it("covers every key of a deletion and both ends of a copy", async () => {
    allowed = ["s3:DeleteObject arn:aws:s3:::guarded/one"];
    const Objects = [{ Key: "one" }, { Key: "two" }];
    const removal = new DeleteObjectsCommand({ Bucket: "guarded", Delete: { Objects } });
    await assert.rejects(client.send(removal), refused);
    allowed = ["s3:PutObject arn:aws:s3:::guarded/copy"];
    const CopySource = "guarded/raw/a.json";
    const copy = new CopyObjectCommand({ Bucket: "guarded", Key: "copy", CopySource });
    await assert.rejects(client.send(copy), refused);
    assert.equal(asked.at(-1), "s3:GetObject arn:aws:s3:::guarded/raw/a.json");
  });

  it("is of the table, of its index, and of every table of a batch in DynamoDB", async () => {
    const dynamodb = createDynamodb({
      region: "eu-west-1",
      accountId: "1",
      cloud: () => ({ endpoint: "http://127.0.0.1" }),
    });
    const context = { region: "eu-west-1", accountId: "1" } as never;
    const needed = (operation: string, input: object) =>
      dynamodb.operations[operation]?.permissions?.(input as never, context);
    const table = "arn:aws:dynamodb:eu-west-1:1:table/T";
    assert.deepEqual(needed("PutItem", { TableName: "T" }), [["dynamodb:PutItem", table]]);
    assert.deepEqual(needed("PutItem", { TableName: table }), [["dynamodb:PutItem", table]]);
    assert.deepEqual(needed("Query", { TableName: "T", IndexName: "byDay" }), [
      ["dynamodb:Query", `${table}/index/byDay`],
    ]);
    assert.deepEqual(needed("BatchWriteItem", { RequestItems: { T: [], U: [] } }), [
      ["dynamodb:BatchWriteItem", table],
      ["dynamodb:BatchWriteItem", "arn:aws:dynamodb:eu-west-1:1:table/U"],
    ]);
    await dynamodb.stop?.();
  });
});

describe("faults on request", () => {
  const slowDown = new AwsError("SlowDown", "Please reduce your request rate.", 503);

  it("fail the next calls of one operation, and then no more", () => {
    const faults = createFaults();
    faults.add({ service: "s3", operation: "PutObject", times: 2, error: slowDown });
    const put = () => {
      faults.check("s3", "PutObject");
    };
    faults.check("s3", "GetObject");
    faults.check("sns", "PutObject");
    assert.throws(put, { code: "SlowDown", statusCode: 503 });
    assert.throws(put, { code: "SlowDown" });
    put();
    assert.deepEqual(faults.active(), []);
  });

  it("end at their time, or when taken away", () => {
    let now = 0;
    const faults = createFaults({ clock: () => now });
    const call = () => {
      faults.check("redshift-data", "BatchExecuteStatement");
    };
    faults.add({ service: "redshift-data", untilMs: 30_000, error: slowDown });
    now = 29_999;
    assert.throws(call);
    now = 30_000;
    call();
    const remove = faults.add({ service: "redshift-data", error: slowDown });
    assert.throws(call);
    remove();
    call();
  });

  it("hit the share of calls that their rate says", () => {
    const numbers = [0.1, 0.9, 0.2];
    const faults = createFaults({ random: () => numbers.shift() ?? 1 });
    faults.add({ service: "sns", rate: 0.5, error: slowDown });
    const outcomes = [1, 2, 3].map(() => {
      try {
        faults.check("sns", "Publish");
        return "through";
      } catch {
        return "failed";
      }
    });
    assert.deepEqual(outcomes, ["failed", "through", "failed"]);
  });
});
