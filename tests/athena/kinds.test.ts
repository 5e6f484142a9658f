import assert from "node:assert/strict";
import { createCloud } from "../../local/cloud";
import type { Cloud } from "../../local/cloud";
import { athenaKinds } from "../../local/resources/athena";
import { checkInputs, withDefaults } from "../../local/resources/check";
import { firehoseKinds } from "../../local/resources/firehose";
import { glueKinds } from "../../local/resources/glue";
import type { Properties, ResourceKind } from "../../local/resources/kind";

function kindOf(type: string): ResourceKind {
  const found = [...athenaKinds, ...firehoseKinds, ...glueKinds].find((kind) => kind.type === type);
  if (!found) throw new Error(type);
  return found;
}

const roleArn = "arn:aws:iam::000000000000:role/firehose";
const s3Configuration = {
  roleArn,
  bucketArn: "arn:aws:s3:::lake",
  prefix: "sensor_data/day=!{timestamp:yyyy-MM-dd}/",
  errorOutputPrefix: "errors/!{firehose:error-output-type}/",
  bufferingInterval: 1,
  bufferingSize: 128,
  compressionFormat: "UNCOMPRESSED",
  cloudwatchLoggingOptions: { enabled: true, logGroupName: "g", logStreamName: "s" },
  dataFormatConversionConfiguration: {
    inputFormatConfiguration: { deserializer: { openXJsonSerDe: {} } },
    outputFormatConfiguration: { serializer: { parquetSerDe: { compression: "SNAPPY" } } },
    schemaConfiguration: { databaseName: "lake", tableName: "sensor_data", roleArn },
  },
};

const cases: readonly (readonly [string, Properties, Properties])[] = [
  [
    "aws:glue/catalogDatabase:CatalogDatabase",
    { name: "lake", tags: { project: "p" } },
    { description: "The lake" },
  ],
  [
    "aws:glue/catalogTable:CatalogTable",
    {
      databaseName: "lake",
      name: "sensor_data",
      tableType: "EXTERNAL_TABLE",
      parameters: { EXTERNAL: "TRUE", "projection.enabled": "true" },
      partitionKeys: [{ name: "day", type: "string" }],
      storageDescriptor: {
        location: "s3://lake/sensor_data/",
        columns: [{ name: "sensor_id", type: "string" }],
        serDeInfo: {
          serializationLibrary: "org.openx.data.jsonserde.JsonSerDe",
          parameters: { "ignore.malformed.json": "true" },
        },
      },
    },
    { description: "Readings" },
  ],
  [
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    {
      name: "lake",
      destination: "extended_s3",
      kinesisSourceConfiguration: {
        kinesisStreamArn: "arn:aws:kinesis:us-east-1:000000000000:stream/sensor-stream",
        roleArn,
      },
      extendedS3Configuration: s3Configuration,
      tags: { project: "p" },
    },
    { extendedS3Configuration: { ...s3Configuration, bufferingInterval: 60 }, tags: { a: "1" } },
  ],
  [
    "aws:athena/workgroup:Workgroup",
    {
      name: "lake",
      description: "Queries over the lake",
      forceDestroy: true,
      configuration: {
        enforceWorkgroupConfiguration: true,
        publishCloudwatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: 10_000_000,
        resultConfiguration: {
          outputLocation: "s3://lake/results/",
          encryptionConfiguration: { encryptionOption: "SSE_S3" },
        },
      },
      tags: { project: "p" },
    },
    { configuration: { resultConfiguration: { outputLocation: "s3://lake/other/" } } },
  ],
];

describe("The lake's resource kinds", () => {
  let cloud: Cloud;
  before(async () => {
    cloud = await createCloud();
    await cloud.client.call("s3", "CreateBucket", { Bucket: "lake" });
    const stream = { StreamName: "sensor-stream", ShardCount: 1 };
    await cloud.client.call("kinesis", "CreateStream", stream);
  });
  after(() => cloud.stop());

  const created = new Map<string, { readonly id: string; state: Properties }>();
  for (const [type, inputs, change] of cases) {
    it(`creates, reads and updates ${type} without drift`, async () => {
      const kind = kindOf(type);
      assert.deepEqual(checkInputs(kind, inputs), []);
      const { id, outputs } = await kind.create(withDefaults(kind, "name", inputs), cloud.client);
      for (const [name, value] of Object.entries(inputs)) {
        assert.deepEqual(outputs[name], value, name);
      }
      assert.deepEqual((await kind.read(id, outputs, cloud.client))?.outputs, outputs);
      const changed = withDefaults(kind, "name", { ...inputs, ...change });
      const state = (await kind.update?.(id, outputs, changed, cloud.client)) ?? {};
      for (const [name, value] of Object.entries(change)) {
        assert.deepEqual(state[name], value, name);
      }
      assert.deepEqual((await kind.read(id, state, cloud.client))?.outputs, state);
      created.set(type, { id, state });
    });
  }

  it("saves a query, replaces it on every change, and finds it gone after it is deleted", async () => {
    const kind = kindOf("aws:athena/namedQuery:NamedQuery");
    const inputs = { name: "q", database: "lake", query: "SELECT 1", workgroup: "lake" };
    const { id, outputs } = await kind.create(inputs, cloud.client);
    assert.deepEqual((await kind.read(id, outputs, cloud.client))?.outputs, outputs);
    assert.ok(!("update" in kind));
    await kind.delete(id, outputs, cloud.client);
    await kind.delete(id, outputs, cloud.client);
    assert.equal(await kind.read(id, outputs, cloud.client), undefined);
  });

  it("shows what was changed behind its back", async () => {
    const type = "aws:athena/workgroup:Workgroup";
    const { id = "", state = {} } = created.get(type) ?? {};
    await cloud.client.call("athena", "UpdateWorkGroup", { WorkGroup: id, State: "DISABLED" });
    assert.equal((await kindOf(type).read(id, state, cloud.client))?.outputs["state"], "DISABLED");
  });

  it("deletes a workgroup with queries in it only by force", async () => {
    const { id = "", state = {} } = created.get("aws:athena/workgroup:Workgroup") ?? {};
    const query = { Name: "q", Database: "lake", QueryString: "SELECT 1", WorkGroup: id };
    await cloud.client.call("athena", "CreateNamedQuery", query);
    const kind = kindOf("aws:athena/workgroup:Workgroup");
    const remove = (forceDestroy: boolean) =>
      kind.delete(id, { ...state, forceDestroy }, cloud.client);
    await assert.rejects(remove(false), /not empty/);
    await remove(true);
  });

  it("deletes the rest, and again", async () => {
    for (const [type] of [...cases].reverse()) {
      const { id = "", state = {} } = created.get(type) ?? {};
      await kindOf(type).delete(id, state, cloud.client);
      await kindOf(type).delete(id, state, cloud.client);
      assert.equal(await kindOf(type).read(id, state, cloud.client), undefined);
    }
  });

  it("refuses buffers out of Firehose's limits", () => {
    const kind = kindOf("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream");
    const inputs = {
      destination: "extended_s3",
      extendedS3Configuration: { ...s3Configuration, bufferingInterval: 901, bufferingSize: 63 },
    };
    assert.deepEqual(
      checkInputs(kind, inputs).map(({ reason }) => reason),
      [
        "expected extendedS3Configuration.bufferingInterval to be in the range (0 - 900), got 901",
        "expected extendedS3Configuration.bufferingSize to be in the range (64 - 128), got 63",
      ],
    );
  });
});
