import assert from "node:assert/strict";
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  TransactionCanceledException,
  UpdateItemCommand,
  paginateScan,
} from "@aws-sdk/client-dynamodb";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { startLocalDynamodb } from "./local-dynamodb";
import type { LocalDynamodb } from "./local-dynamodb";

type Item = Record<string, AttributeValue>;

describe("items in the local DynamoDB", () => {
  let local: LocalDynamodb;
  const TableName = "Items";
  const item = (pk: string, sk: string, more: Item = {}): Item => ({
    pk: { S: pk },
    sk: { S: sk },
    ...more,
  });
  const put = (Item: Item, more: object = {}) =>
    local.client.send(new PutItemCommand({ TableName, Item, ...more }));
  const get = async (pk: string, sk: string) =>
    (await local.client.send(new GetItemCommand({ TableName, Key: item(pk, sk) }))).Item;

  before(async () => {
    local = await startLocalDynamodb();
    await local.client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: ["pk", "sk", "day"].map((AttributeName) => ({
          AttributeName,
          AttributeType: "S" as const,
        })),
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "sk", KeyType: "RANGE" },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: "byDay",
            KeySchema: [
              { AttributeName: "day", KeyType: "HASH" },
              { AttributeName: "sk", KeyType: "RANGE" },
            ],
            Projection: { ProjectionType: "ALL" },
          },
        ],
      }),
    );
  });
  after(() => local.stop());

  it("keeps every type of attribute as it was put", async () => {
    const all = item("types", "1", {
      text: { S: "ü🙂" },
      exact: { N: "12345678901234567890.123456789" },
      bytes: { B: Buffer.from([0, 255]) },
      yes: { BOOL: true },
      nothing: { NULL: true },
      list: { L: [{ S: "a" }, { N: "1" }] },
      map: { M: { nested: { M: { deep: { S: "x" } } } } },
      names: { SS: ["a", "b"] },
      empty: { S: "" },
    });
    await put(all);
    const stored = await get("types", "1");
    assert.deepEqual({ ...stored, bytes: undefined }, { ...all, bytes: undefined });
    assert.deepEqual(Buffer.from(stored?.["bytes"]?.B ?? []), Buffer.from([0, 255]));
  });

  it("refuses a number of more than 38 digits", async () => {
    const refused = put(item("types", "2", { n: { N: "1".repeat(39) } }));
    await assert.rejects(refused, /38 significant digits/);
  });

  it("answers a query between two sort keys, in order, both ways", async () => {
    const times = ["2026-01-01T10", "2026-01-01T11", "2026-01-02T00", "2026-01-03T00"];
    await Promise.all(times.map((time) => put(item("path#/a", time))));
    const query = async (more: object = {}) => {
      const { Items = [] } = await local.client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :to",
          ExpressionAttributeValues: {
            ":pk": { S: "path#/a" },
            ":from": { S: "2026-01-01" },
            ":to": { S: "2026-01-02T99" },
          },
          ...more,
        }),
      );
      return Items.map(({ sk }) => sk?.S);
    };
    assert.deepEqual(await query(), times.slice(0, 3));
    assert.deepEqual(await query({ ScanIndexForward: false }), times.slice(0, 3).reverse());
    assert.deepEqual(await query({ Limit: 1 }), times.slice(0, 1));
  });

  it("answers a query of an index, which follows changes of its items", async () => {
    const day = { S: "2026-02-01" };
    await put(item("i1", "b", { day, kind: { S: "x" } }));
    await put(item("i2", "a", { day }));
    await put(item("i3", "c"));
    const onDay = async () => {
      const { Items = [] } = await local.client.send(
        new QueryCommand({
          TableName,
          IndexName: "byDay",
          KeyConditionExpression: "#day = :day",
          ExpressionAttributeNames: { "#day": "day" },
          ExpressionAttributeValues: { ":day": day },
        }),
      );
      return Items.map(({ pk }) => pk?.S);
    };
    assert.deepEqual(await onDay(), ["i2", "i1"]);
    await put(item("i1", "b"));
    await local.client.send(new DeleteItemCommand({ TableName, Key: item("i2", "a") }));
    assert.deepEqual(await onDay(), []);
  });

  it("lets one of many writers put an item that must not exist", async () => {
    const attempts = Array.from({ length: 8 }, (_, i) =>
      put(item("once", "1", { writer: { N: String(i) } }), {
        ConditionExpression: "attribute_not_exists(pk)",
      }),
    );
    const outcomes = await Promise.allSettled(attempts);
    const failed = outcomes.filter((each) => each.status === "rejected");
    assert.equal(failed.length, 7);
    for (const { reason } of failed) {
      assert.ok(reason instanceof ConditionalCheckFailedException);
      assert.equal(reason.message, "The conditional request failed");
    }
  });

  it("updates under a condition, and returns what was asked for", async () => {
    const update = (more: object) =>
      local.client.send(new UpdateItemCommand({ TableName, Key: item("ledger", "1"), ...more }));
    const claimed = await update({
      UpdateExpression: "SET #state = :claimed, attempts = if_not_exists(attempts, :zero) + :one",
      ConditionExpression: "attribute_not_exists(pk) OR #state <> :sent",
      ExpressionAttributeNames: { "#state": "state" },
      ExpressionAttributeValues: {
        ":claimed": { S: "claimed" },
        ":sent": { S: "sent" },
        ":zero": { N: "0" },
        ":one": { N: "1" },
      },
      ReturnValues: "ALL_NEW",
    });
    assert.deepEqual(
      claimed.Attributes,
      item("ledger", "1", { state: { S: "claimed" }, attempts: { N: "1" } }),
    );
    const refused = update({
      UpdateExpression: "SET x = :x",
      ConditionExpression: "attempts > :x",
      ExpressionAttributeValues: { ":x": { N: "5" } },
    });
    await assert.rejects(refused, ConditionalCheckFailedException);
  });

  it("counts to 100 when 100 clients add one at once", async () => {
    const one = new UpdateItemCommand({
      TableName,
      Key: item("counter", "1"),
      UpdateExpression: "ADD n :one",
      ExpressionAttributeValues: { ":one": { N: "1" } },
    });
    await Promise.all(Array.from({ length: 100 }, () => local.client.send(one)));
    assert.equal((await get("counter", "1"))?.["n"]?.N, "100");
  });

  it("writes and reads batches, leaving nothing unprocessed", async () => {
    const items = Array.from({ length: 25 }, (_, i) => item("batch", String(i).padStart(2, "0")));
    const { UnprocessedItems } = await local.client.send(
      new BatchWriteItemCommand({
        RequestItems: { [TableName]: items.map((Item) => ({ PutRequest: { Item } })) },
      }),
    );
    assert.deepEqual(UnprocessedItems, {});
    const { Responses, UnprocessedKeys } = await local.client.send(
      new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: items } } }),
    );
    assert.deepEqual(UnprocessedKeys, {});
    assert.equal(Responses?.[TableName]?.length, 25);
  });

  it("refuses a batch with one key twice, or of more than 25", async () => {
    const write = (Items: Item[]) =>
      local.client.send(
        new BatchWriteItemCommand({
          RequestItems: { [TableName]: Items.map((Item) => ({ PutRequest: { Item } })) },
        }),
      );
    const twice = write([item("twice", "1"), item("twice", "1")]);
    await assert.rejects(twice, /Provided list of item keys contains duplicates/);
    assert.equal(await get("twice", "1"), undefined);
    const many = write(Array.from({ length: 26 }, (_, i) => item("many", String(i))));
    await assert.rejects(many, { name: "ValidationException" });
  });

  it("scans page by page, each item once", async () => {
    const all = await local.client.send(new ScanCommand({ TableName, Select: "COUNT" }));
    const keys = new Set<string>();
    let seen = 0;
    const pages = paginateScan({ client: local.client, pageSize: 7 }, { TableName });
    for await (const { Items = [] } of pages) {
      seen += Items.length;
      for (const { pk, sk } of Items) keys.add(JSON.stringify([pk, sk]));
    }
    assert.deepEqual([seen, keys.size], [all.Count, all.Count]);
  });

  it("does a transaction whole, or not at all and says why", async () => {
    const transact = (condition: string) =>
      local.client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName, Item: item("tx", "a") } },
            {
              Update: {
                TableName,
                Key: item("tx", "b"),
                UpdateExpression: "ADD n :one",
                ExpressionAttributeValues: { ":one": { N: "1" } },
              },
            },
            { ConditionCheck: { TableName, Key: item("tx", "c"), ConditionExpression: condition } },
          ],
        }),
      );
    await assert.rejects(transact("attribute_exists(pk)"), (error) => {
      assert.ok(error instanceof TransactionCanceledException);
      const codes = error.CancellationReasons?.map(({ Code }) => Code);
      assert.deepEqual(codes, ["None", "None", "ConditionalCheckFailed"]);
      return true;
    });
    assert.equal(await get("tx", "a"), undefined);
    await transact("attribute_not_exists(pk)");
    assert.deepEqual(await get("tx", "b"), item("tx", "b", { n: { N: "1" } }));
  });
});
