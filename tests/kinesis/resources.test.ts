import assert from "node:assert/strict";
import {
  AddTagsToStreamCommand,
  DescribeStreamSummaryCommand,
  IncreaseStreamRetentionPeriodCommand,
} from "@aws-sdk/client-kinesis";
import type { CloudClient } from "../../local/gateway/service";
import { checkInputs, withDefaults } from "../../local/resources/check";
import { kinesisKinds } from "../../local/resources/kinesis";
import type { Properties, ResourceKind } from "../../local/resources/kind";
import { startKinesis } from "./cloud";
import type { KinesisCloud } from "./cloud";

const kind = (name: string): ResourceKind => {
  const found = kinesisKinds.find(({ type }) => type === name);
  assert.ok(found);
  return found;
};
const stream = kind("aws:kinesis/stream:Stream");
const consumer = kind("aws:kinesis/streamConsumer:StreamConsumer");

describe("Pulumi's Kinesis resources", () => {
  let cloud: KinesisCloud;
  let client: CloudClient;
  const create = (inputs: Properties) =>
    stream.create(withDefaults(stream, "logical", { name: "s", shardCount: 1, ...inputs }), client);

  beforeEach(async () => {
    cloud = await startKinesis();
    client = cloud.client;
  });
  afterEach(() => cloud.stop());

  it("create a stream with everything that its inputs say", async () => {
    const inputs = {
      shardCount: 2,
      retentionPeriod: 48,
      encryptionType: "KMS",
      kmsKeyId: "alias/aws/kinesis",
      shardLevelMetrics: ["IncomingBytes"],
      maxRecordSizeInKib: 2048,
      enforceConsumerDeletion: true,
      tags: { own: "1" },
      tagsAll: { own: "1", default: "2" },
    };
    const { id, outputs } = await create(inputs);
    assert.equal(id, "arn:aws:kinesis:us-east-1:000000000000:stream/s");
    assert.deepEqual(outputs, {
      ...inputs,
      arn: id,
      name: "s",
      region: "us-east-1",
      streamModeDetails: { streamMode: "PROVISIONED" },
    });
    const command = new DescribeStreamSummaryCommand({ StreamName: "s" });
    const { StreamDescriptionSummary: summary } = await cloud.http2.send(command);
    assert.equal(summary?.OpenShardCount, 2);
    assert.equal(summary.RetentionPeriodHours, 48);
    assert.deepEqual((await stream.read(id, outputs, client))?.outputs, outputs);
  });

  it("name a stream after the resource where no name is given", async () => {
    const inputs = withDefaults(stream, "logical", { shardCount: 1 });
    const { outputs } = await stream.create(inputs, client);
    assert.match(String(outputs["name"]), /^logical-[0-9a-f]{7}$/);
  });

  it("show what others changed in the account", async () => {
    const { id, outputs } = await create({ tags: { a: "1" } });
    const longer = { StreamName: "s", RetentionPeriodHours: 72 };
    await cloud.http2.send(new IncreaseStreamRetentionPeriodCommand(longer));
    await cloud.http2.send(new AddTagsToStreamCommand({ StreamName: "s", Tags: { b: "2" } }));
    const now = (await stream.read(id, outputs, client))?.outputs;
    assert.equal(now?.["retentionPeriod"], 72);
    assert.deepEqual(now["tags"], { a: "1", b: "2" });
    await client.call("kinesis", "DeleteStream", { StreamName: "s" });
    assert.equal(await stream.read(id, outputs, client), undefined);
  });

  it("change a stream in place", async () => {
    const { id, outputs } = await create({ tags: { a: "1", b: "1" }, retentionPeriod: 48 });
    const changed = withDefaults(stream, "logical", {
      name: "s",
      shardCount: 2,
      encryptionType: "KMS",
      kmsKeyId: "k",
      shardLevelMetrics: ["OutgoingBytes"],
      tags: { b: "2", c: "3" },
    });
    const updated = (await stream.update?.(id, outputs, changed, client)) ?? {};
    assert.equal(updated["shardCount"], 2);
    assert.equal(updated["retentionPeriod"], 24);
    assert.equal(updated["kmsKeyId"], "k");
    assert.deepEqual(updated["shardLevelMetrics"], ["OutgoingBytes"]);
    assert.deepEqual(updated["tags"], { b: "2", c: "3" });
    const demand = withDefaults(stream, "logical", {
      name: "s",
      streamModeDetails: { streamMode: "ON_DEMAND" },
    });
    const last = (await stream.update?.(id, updated, demand, client)) ?? {};
    assert.deepEqual(last["streamModeDetails"], { streamMode: "ON_DEMAND" });
    assert.equal(last["shardCount"], undefined);
    assert.equal(last["encryptionType"], "NONE");
    assert.deepEqual(last["tagsAll"], {});
  });

  it("refuse inputs outside the service's limits", () => {
    const failing = (inputs: Properties): string[] =>
      checkInputs(stream, inputs).map(({ property }) => property);
    assert.deepEqual(failing({ name: "s", shardCount: 1, retentionPeriod: 24 }), []);
    assert.deepEqual(failing({ name: "a b" }), ["name"]);
    assert.deepEqual(failing({ shardCount: 0 }), ["shardCount"]);
    assert.deepEqual(failing({ retentionPeriod: 23 }), ["retentionPeriod"]);
    assert.deepEqual(failing({ retentionPeriod: 8761 }), ["retentionPeriod"]);
    assert.deepEqual(failing({ encryptionType: "AES" }), ["encryptionType"]);
    assert.deepEqual(failing({ streamModeDetails: { streamMode: "X" } }), ["streamModeDetails"]);
    const demand = { streamModeDetails: { streamMode: "ON_DEMAND" }, shardCount: 1 };
    assert.deepEqual(failing(demand), ["shardCount"]);
    assert.deepEqual(failing({ unknown: 1 }), ["unknown"]);
  });

  it("delete a stream with its consumers only where they are told to", async () => {
    const { id, outputs } = await create({});
    const registered = await consumer.create(
      { streamArn: id, name: "c", tags: { a: "1" } },
      client,
    );
    assert.equal(registered.outputs["arn"], registered.id);
    assert.deepEqual(registered.outputs["tags"], { a: "1" });
    assert.match(String(registered.outputs["creationTimestamp"]), /^\d{4}-\d\d-\d\dT/);
    await assert.rejects(stream.delete(id, outputs, client), { code: "ResourceInUseException" });
    const found = await consumer.read(registered.id, registered.outputs, client);
    assert.deepEqual(found, registered);
    await stream.delete(id, { ...outputs, enforceConsumerDeletion: true }, client);
    assert.equal(await consumer.read(registered.id, registered.outputs, client), undefined);
    await consumer.delete(registered.id, registered.outputs, client);
    await stream.delete(id, outputs, client);
  });
});
