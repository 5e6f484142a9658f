import assert from "node:assert/strict";
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import { startLocalDynamodb } from "./local-dynamodb";
import type { LocalDynamodb } from "./local-dynamodb";

describe("tables in the local DynamoDB", () => {
  let local: LocalDynamodb;
  const create = (TableName: string, more: Partial<CreateTableCommandInput> = {}) =>
    local.client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        ...more,
      }),
    );
  const describeTable = async (TableName: string) =>
    (await local.client.send(new DescribeTableCommand({ TableName }))).Table;
  const put = (TableName: string, Item: Record<string, object>) =>
    local.client.send(new PutItemCommand({ TableName, Item: Item as never }));
  const count = async (TableName: string) =>
    (await local.client.send(new ScanCommand({ TableName }))).Count;

  before(async () => {
    local = await startLocalDynamodb();
  });
  after(() => local.stop());

  it("is ready as soon as it is created, and gone as soon as it is deleted", async () => {
    await create("Quick");
    await put("Quick", { id: { S: "1" } });
    const table = await describeTable("Quick");
    assert.deepEqual(
      [table?.TableStatus, table?.ItemCount, table?.TableArn],
      ["ACTIVE", 1, "arn:aws:dynamodb:us-east-1:000000000000:table/Quick"],
    );
    await assert.rejects(create("Quick"), { name: "ResourceInUseException" });
    await local.client.send(new DeleteTableCommand({ TableName: "Quick" }));
    await assert.rejects(describeTable("Quick"), { name: "ResourceNotFoundException" });
    await create("Quick");
    assert.equal(await count("Quick"), 0);
  });

  it("lists tables in order", async () => {
    await create("Zebra");
    await create("Antelope");
    const { TableNames = [] } = await local.client.send(new ListTablesCommand({}));
    assert.deepEqual(TableNames, [...TableNames].sort());
    assert.ok(TableNames.includes("Zebra"));
  });

  it("describes encryption, protection and class, and protects from deletion", async () => {
    await create("Durable", {
      SSESpecification: { Enabled: true },
      DeletionProtectionEnabled: true,
      TableClass: "STANDARD_INFREQUENT_ACCESS",
    });
    const table = await describeTable("Durable");
    assert.equal(table?.SSEDescription?.Status, "ENABLED");
    assert.equal(table.DeletionProtectionEnabled, true);
    assert.equal(table.TableClassSummary?.TableClass, "STANDARD_INFREQUENT_ACCESS");
    const remove = () => local.client.send(new DeleteTableCommand({ TableName: "Durable" }));
    await assert.rejects(remove(), /protected against deletion/);
    await local.client.send(
      new UpdateTableCommand({ TableName: "Durable", DeletionProtectionEnabled: false }),
    );
    await remove();
  });

  it("keeps tags and point-in-time recovery", async () => {
    await create("Tagged", { Tags: [{ Key: "stack", Value: "dev" }] });
    const ResourceArn = (await describeTable("Tagged"))?.TableArn ?? "";
    const Tags = [{ Key: "scenario", Value: "sensors" }];
    await local.client.send(new TagResourceCommand({ ResourceArn, Tags }));
    await local.client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["stack"] }));
    const listed = await local.client.send(new ListTagsOfResourceCommand({ ResourceArn }));
    assert.deepEqual(listed.Tags, Tags);
    await local.client.send(
      new UpdateContinuousBackupsCommand({
        TableName: "Tagged",
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );
    const { ContinuousBackupsDescription: backups } = await local.client.send(
      new DescribeContinuousBackupsCommand({ TableName: "Tagged" }),
    );
    const recovery = backups?.PointInTimeRecoveryDescription;
    assert.equal(recovery?.PointInTimeRecoveryStatus, "ENABLED");
    assert.ok(recovery.EarliestRestorableDateTime instanceof Date);
  });

  it("deletes items once their time to live has passed", async () => {
    await create("Expiring");
    await local.client.send(
      new UpdateTimeToLiveCommand({
        TableName: "Expiring",
        TimeToLiveSpecification: { Enabled: true, AttributeName: "expires" },
      }),
    );
    const described = await local.client.send(
      new DescribeTimeToLiveCommand({ TableName: "Expiring" }),
    );
    assert.equal(described.TimeToLiveDescription?.TimeToLiveStatus, "ENABLED");
    const now = Math.floor(Date.now() / 1000);
    await put("Expiring", { id: { S: "soon" }, expires: { N: String(now + 60) } });
    await put("Expiring", { id: { S: "later" }, expires: { N: String(now + 3600) } });
    await put("Expiring", { id: { S: "text" }, expires: { S: String(now) } });
    await put("Expiring", { id: { S: "never" } });
    assert.equal(await local.service.sweep(), 0);
    local.setNow((now + 61) * 1000);
    assert.equal(await local.service.sweep(), 1);
    assert.equal(await count("Expiring"), 3);
  });

  it("adds an index to a table that holds items, and takes it away", async () => {
    await create("Indexed");
    await put("Indexed", { id: { S: "1" }, day: { S: "monday" } });
    await put("Indexed", { id: { S: "2" }, day: { S: "tuesday" } });
    await put("Indexed", { id: { S: "3" } });
    await local.client.send(
      new UpdateTableCommand({
        TableName: "Indexed",
        AttributeDefinitions: [
          { AttributeName: "id", AttributeType: "S" },
          { AttributeName: "day", AttributeType: "S" },
        ],
        GlobalSecondaryIndexUpdates: [
          {
            Create: {
              IndexName: "byDay",
              KeySchema: [{ AttributeName: "day", KeyType: "HASH" }],
              Projection: { ProjectionType: "ALL" },
            },
          },
        ],
      }),
    );
    const query = new QueryCommand({
      TableName: "Indexed",
      IndexName: "byDay",
      KeyConditionExpression: "#day = :day",
      ExpressionAttributeNames: { "#day": "day" },
      ExpressionAttributeValues: { ":day": { S: "monday" } },
    });
    const { Items = [] } = await local.client.send(query);
    assert.deepEqual(
      Items.map(({ id }) => id?.S),
      ["1"],
    );
    const table = await describeTable("Indexed");
    assert.equal(table?.GlobalSecondaryIndexes?.[0]?.IndexStatus, "ACTIVE");
    await local.client.send(
      new UpdateTableCommand({
        TableName: "Indexed",
        GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "byDay" } }],
      }),
    );
    await assert.rejects(local.client.send(query), /does not have the specified index/);
    assert.equal((await describeTable("Indexed"))?.AttributeDefinitions?.length, 1);
  });

  it("changes between provisioned and on-demand capacity", async () => {
    await create("Capacity");
    await local.client.send(
      new UpdateTableCommand({
        TableName: "Capacity",
        BillingMode: "PROVISIONED",
        ProvisionedThroughput: { ReadCapacityUnits: 2, WriteCapacityUnits: 3 },
      }),
    );
    const table = await describeTable("Capacity");
    assert.equal(table?.ProvisionedThroughput?.WriteCapacityUnits, 3);
    assert.equal(table.TableStatus, "ACTIVE");
  });

  it("says what it does not implement", async () => {
    const streaming = create("Streaming", {
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
    });
    await assert.rejects(streaming, /does not implement DynamoDB Streams/);
  });
});
