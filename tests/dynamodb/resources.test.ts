import assert from "node:assert/strict";
import type { CloudClient } from "../../local/gateway/service";
import { dynamodbKinds } from "../../local/resources/dynamodb";
import type { Properties } from "../../local/resources/kind";
import { startLocalDynamodb } from "./local-dynamodb";
import type { LocalDynamodb } from "./local-dynamodb";

describe("a table as a resource", () => {
  let local: LocalDynamodb;
  let cloud: CloudClient;
  const [table] = dynamodbKinds;
  assert.ok(table);
  const attributes = (...names: string[]) => names.map((name) => ({ name, type: "S" }));
  const index = (name: string, hash: string) => ({
    name,
    keySchemas: [{ attributeName: hash, keyType: "HASH" }],
    projectionType: "ALL",
  });
  const inputs = (name: string, more: Properties = {}): Properties => ({
    name,
    billingMode: "PAY_PER_REQUEST",
    hashKey: "pk",
    attributes: attributes("pk"),
    ...more,
  });
  const everything = (name: string): Properties =>
    inputs(name, {
      rangeKey: "sk",
      attributes: attributes("sk", "pk", "day"),
      globalSecondaryIndexes: [index("byDay", "day")],
      ttl: { attributeName: "expires", enabled: true },
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true },
      deletionProtectionEnabled: false,
      tags: { stack: "dev" },
    });

  before(async () => {
    local = await startLocalDynamodb();
    cloud = local.cloud.client;
  });
  after(() => local.stop());

  it("has everything that the program says, in the program's words", async () => {
    const given = everything("Whole");
    const { id, outputs } = await table.create(given, cloud);
    for (const [property, value] of Object.entries(given)) {
      assert.deepEqual(outputs[property], value, property);
    }
    assert.equal(id, "Whole");
    assert.equal(outputs["arn"], "arn:aws:dynamodb:us-east-1:000000000000:table/Whole");
    assert.deepEqual((await table.read(id, outputs, cloud))?.outputs, outputs);
  });

  it("shows what was changed behind its back", async () => {
    const { id, outputs } = await table.create(everything("Drifting"), cloud);
    const TableName = id;
    await cloud.call("dynamodb", "UpdateTimeToLive", {
      TableName,
      TimeToLiveSpecification: { Enabled: false, AttributeName: "expires" },
    });
    await cloud.call("dynamodb", "UpdateTable", {
      TableName,
      DeletionProtectionEnabled: true,
      GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "byDay" } }],
    });
    const drifted = (await table.read(id, outputs, cloud))?.outputs;
    assert.deepEqual(drifted?.["ttl"], { enabled: false });
    assert.equal(drifted["deletionProtectionEnabled"], true);
    assert.deepEqual(drifted["globalSecondaryIndexes"], []);
    assert.deepEqual(drifted["attributes"], attributes("sk", "pk"));
    assert.deepEqual(await table.update?.(id, outputs, everything("Drifting"), cloud), outputs);
  });

  it("gains and loses indexes, tags and settings in place, keeping its items", async () => {
    const { id, outputs } = await table.create(inputs("Growing", { tags: { a: "1" } }), cloud);
    await cloud.call("dynamodb", "PutItem", { TableName: id, Item: { pk: { S: "1" } } });
    const grown = inputs("Growing", {
      attributes: attributes("pk", "day", "kind"),
      globalSecondaryIndexes: [index("byDay", "day"), index("byKind", "kind")],
      ttl: { attributeName: "gone", enabled: true },
      tags: { b: "2" },
    });
    const after = await table.update?.(id, outputs, grown, cloud);
    assert.ok(after);
    assert.deepEqual(after["globalSecondaryIndexes"], grown["globalSecondaryIndexes"]);
    assert.deepEqual([after["ttl"], after["tags"]], [grown["ttl"], { b: "2" }]);
    const shrunk = await table.update?.(id, after, inputs("Growing"), cloud);
    assert.deepEqual(shrunk?.["globalSecondaryIndexes"], []);
    assert.deepEqual(shrunk["ttl"], { enabled: false });
    const { Count } = await cloud.call("dynamodb", "Scan", { TableName: id });
    assert.equal(Count, 1);
  });

  it("refuses attributes that are no key, and keys that are no attribute", () => {
    const failures = table.check?.(inputs("Bad", { attributes: attributes("id") })) ?? [];
    assert.deepEqual(
      failures.map(({ reason }) => reason),
      [`must declare "pk", which is a key`, `must not declare "id", which is no key`],
    );
  });

  it("is deleted once, and deleting it again is no error", async () => {
    const { id, outputs } = await table.create(inputs("Gone"), cloud);
    await table.delete(id, outputs, cloud);
    await table.delete(id, outputs, cloud);
    assert.equal(await table.read(id, outputs, cloud), undefined);
  });
});
