import assert from "node:assert/strict";
import { createCloud, type Cloud } from "../cloud";
import { ask, told } from "./local";

interface Kept {
  readonly kept: readonly string[];
  readonly notKept: readonly string[];
}

describe("a snapshot of the local cloud", () => {
  let cloud: Cloud;
  beforeEach(async () => {
    cloud = await createCloud({ services: ["dynamodb", "s3", "kinesis"] });
  });
  afterEach(() => cloud.stop());

  const TableName = "orders";
  const put = (id: string) =>
    cloud.client.call("dynamodb", "PutItem", {
      TableName,
      Item: { id: { S: id }, day: { S: "monday" } },
    });
  const upload = (Key: string, text: string) =>
    cloud.client.call("s3", "PutObject", { Bucket: "lake", Key, Body: Buffer.from(text) });
  const text = async (Key: string) => {
    const { Body } = await cloud.client.call("s3", "GetObject", { Bucket: "lake", Key });
    return Buffer.from(Body ?? []).toString();
  };
  async function populate(): Promise<void> {
    const { client } = cloud;
    await client.call("dynamodb", "CreateTable", {
      TableName,
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [
        { AttributeName: "id", AttributeType: "S" },
        { AttributeName: "day", AttributeType: "S" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "days",
          KeySchema: [{ AttributeName: "day", KeyType: "HASH" }],
          Projection: { ProjectionType: "ALL" },
        },
      ],
      BillingMode: "PAY_PER_REQUEST",
      Tags: [{ Key: "team", Value: "shop" }],
    });
    await client.call("dynamodb", "UpdateTimeToLive", {
      TableName,
      TimeToLiveSpecification: { AttributeName: "ends", Enabled: true },
    });
    await put("one");
    await client.call("s3", "CreateBucket", { Bucket: "lake" });
    await upload("a/b", "first");
  }
  const snapshot = (name: string) => told<Kept>(cloud.endpoint, "POST", "snapshot", { name });
  const restore = (name: string) => told<Kept>(cloud.endpoint, "POST", "restore", { name });

  it("brings tables and objects back as they were, and says what it does not keep", async () => {
    await populate();
    const { kept, notKept } = await snapshot("monday");
    assert.deepEqual(kept, ["dynamodb", "s3"]);
    assert.ok(notKept.includes("kinesis"));
    await put("two");
    await upload("a/b", "second");
    await upload("c", "third");
    await cloud.client.call("s3", "CreateBucket", { Bucket: "other" });
    await restore("monday");
    const { Items = [] } = await cloud.client.call("dynamodb", "Query", {
      TableName,
      IndexName: "days",
      KeyConditionExpression: "#d = :d",
      ExpressionAttributeNames: { "#d": "day" },
      ExpressionAttributeValues: { ":d": { S: "monday" } },
    });
    assert.deepEqual(
      Items.map(({ id }) => id?.S),
      ["one"],
    );
    const { TimeToLiveDescription } = await cloud.client.call("dynamodb", "DescribeTimeToLive", {
      TableName,
    });
    assert.equal(TimeToLiveDescription?.AttributeName, "ends");
    assert.equal(await text("a/b"), "first");
    await assert.rejects(text("c"), { code: "NoSuchKey" });
    const { Buckets = [] } = await cloud.client.call("s3", "ListBuckets", {});
    assert.deepEqual(
      Buckets.map(({ Name }) => Name),
      ["lake"],
    );
  });

  it("can be restored again and again, and after a reset", async () => {
    await populate();
    await snapshot("monday");
    await told(cloud.endpoint, "POST", "reset");
    await restore("monday");
    await put("two");
    await restore("monday");
    const { Count } = await cloud.client.call("dynamodb", "Scan", { TableName });
    assert.equal(Count, 1);
    await put("two");
    await upload("d", "after");
    assert.equal(await text("d"), "after");
  });

  it("is listed, replaced under its name, and deleted", async () => {
    await populate();
    await snapshot("a");
    await put("two");
    await snapshot("a");
    await snapshot("b");
    const list = () => told(cloud.endpoint, "GET", "snapshots");
    assert.deepEqual(await list(), { snapshots: ["a", "b"] });
    await restore("a");
    assert.equal((await cloud.client.call("dynamodb", "Scan", { TableName })).Count, 2);
    await told(cloud.endpoint, "DELETE", "snapshots/a");
    assert.deepEqual(await list(), { snapshots: ["b"] });
    assert.equal((await ask(cloud.endpoint, "POST", "restore", { name: "a" })).status, 404);
  });

  it("has a name that is no path", async () => {
    for (const name of ["", "..", "a/b", ".", "x".repeat(65), 1, undefined]) {
      assert.equal((await ask(cloud.endpoint, "POST", "snapshot", { name })).status, 400);
    }
    const { status } = await ask(cloud.endpoint, "DELETE", "snapshots/..%2F..");
    assert.equal(status, 400);
    const plain = { "content-type": "text/plain" };
    assert.equal((await ask(cloud.endpoint, "POST", "snapshot", { name: "a" }, plain)).status, 415);
  });
});
