import assert from "node:assert/strict";
import { LakeSink, type LakeOptions } from "../../components/lake/lake";
import { EventStream } from "../../components/stream";
import { register, type ProgramOptions, type Registrations } from "./program";

async function lakeOf(options: Partial<LakeOptions> = {}, program: ProgramOptions = {}) {
  return register((foundation) => {
    const scope = { foundation, scenario: "orders" };
    const stream = new EventStream("orders", { name: "orders", ...scope });
    const table = { database: "shop", table: "order_data", columns: { id: "string", n: "double" } };
    return new LakeSink("orders-lake", { ...table, ...options, ...scope, stream });
  }, program);
}

function deliveryOf(registered: Registrations): Record<string, unknown> {
  const { inputs } = registered.one("FirehoseDeliveryStream");
  return inputs.extendedS3Configuration as Record<string, unknown>;
}

describe("LakeSink", () => {
  it("delivers Parquet by day after a minute, and what fails under errors/", async () => {
    const delivery = deliveryOf(await lakeOf());
    assert.equal(delivery.bufferingInterval, 60);
    assert.equal(delivery.bufferingSize, 128);
    assert.equal(delivery.prefix, "order_data/day=!{timestamp:yyyy-MM-dd}/");
    assert.equal(
      delivery.errorOutputPrefix,
      "errors/!{firehose:error-output-type}/day=!{timestamp:yyyy-MM-dd}/",
    );
    assert.deepEqual(delivery.dataFormatConversionConfiguration, {
      inputFormatConfiguration: { deserializer: { openXJsonSerDe: {} } },
      outputFormatConfiguration: { serializer: { parquetSerDe: { compression: "SNAPPY" } } },
      schemaConfiguration: {
        databaseName: "shop",
        tableName: "order_data",
        roleArn: "arn:aws:iam:us-east-1:123456789012:role/orders-lake",
      },
    });
  });

  it("delivers gzipped lines of JSON when told, without reading the schema", async () => {
    const registered = await lakeOf({}, { config: { lakeFormat: "json", lakeBufferSeconds: "1" } });
    const delivery = deliveryOf(registered);
    assert.equal(delivery.compressionFormat, "GZIP");
    assert.equal(delivery.bufferingInterval, 1);
    assert.equal(delivery.dataFormatConversionConfiguration, undefined);
    assert.match(JSON.stringify(delivery.processingConfiguration), /AppendDelimiterToRecord/);
    const policy = String(registered.one("rolePolicy:RolePolicy", "orders-lake").inputs.policy);
    assert.doesNotMatch(policy, /glue:/);
    const { storageDescriptor } = registered.one("glue/catalogTable:CatalogTable").inputs;
    assert.match(
      JSON.stringify(storageDescriptor),
      /"ignore.malformed.json":"true".*openx.*JsonSerDe/,
    );
  });

  it("projects the partitions by day, where Firehose puts them", async () => {
    const { parameters, partitionKeys } = (await lakeOf()).one("catalogTable:CatalogTable").inputs;
    assert.deepEqual(partitionKeys, [{ name: "day", type: "string" }]);
    const properties = parameters as Record<string, string>;
    assert.equal(properties["projection.enabled"], "true");
    assert.equal(properties["projection.day.type"], "date");
    assert.equal(
      properties["storage.location.template"],
      "s3://orders-lake-bucket/order_data/day=${day}/",
    );
  });

  it("asks in a workgroup of its own that stops expensive queries", async () => {
    const queries = [{ name: "all", description: "All", sql: "SELECT * FROM order_data" }];
    const registered = await lakeOf({ queries }, { stack: "test" });
    const { inputs } = registered.one("athena/workgroup:Workgroup");
    assert.equal(inputs.name, "orders-test");
    assert.deepEqual(inputs.configuration, {
      enforceWorkgroupConfiguration: true,
      publishCloudwatchMetricsEnabled: true,
      bytesScannedCutoffPerQuery: 10_000_000_000,
      resultConfiguration: {
        outputLocation: "s3://orders-lake-results-bucket/results/",
        encryptionConfiguration: { encryptionOption: "SSE_S3" },
      },
    });
    const query = registered.one("athena/namedQuery:NamedQuery").inputs;
    assert.deepEqual([query.workgroup, query.database], ["orders-test", "shop_test"]);
  });

  it("moves files to infrequent access, then deletes them", async () => {
    const registered = await lakeOf();
    const { rules } = registered.one("BucketLifecycleConfiguration", "orders-lake").inputs;
    const data = (rules as Record<string, unknown>[])[0] ?? {};
    assert.deepEqual(data.filter, { prefix: "order_data/" });
    assert.deepEqual(data.transitions, [{ days: 30, storageClass: "STANDARD_IA" }]);
    assert.deepEqual(data.expiration, { days: 365 });
  });

  it("alarms on late and unconvertible records of this delivery stream", async () => {
    const registered = await lakeOf({}, { stack: "test" });
    for (const name of ["orders-lake-freshness", "orders-lake-conversion"]) {
      const { dimensions } = registered.one("MetricAlarm", name).inputs;
      assert.deepEqual(dimensions, { DeliveryStreamName: "orders-lake-test" });
    }
  });

  const refusals: [string, Partial<LakeOptions>, RegExp][] = [
    ["a buffer over a quarter of an hour", { bufferSeconds: 901 }, /bufferSeconds is 901/],
    ["a scan limit that Athena refuses", { maxScannedBytes: 1000 }, /maxScannedBytes is 1000/],
    ["an expiry before the move", { expireDays: 20 }, /expireDays is not after/],
    ["a table with a hyphen", { table: "order-data" }, /"order-data" is no name/],
  ];
  for (const [what, options, message] of refusals)
    it(`refuses ${what}`, async () => {
      await assert.rejects(lakeOf(options), message);
    });
});
