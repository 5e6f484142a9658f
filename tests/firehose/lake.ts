import { readFileSync, statSync } from "node:fs";
import type { CloudOptions } from "../../local/cloud";
import { createCloud } from "../cloud";

export const streamArn = "arn:aws:kinesis:us-east-1:000000000000:stream/sensor-stream";
export const roleArn = "arn:aws:iam::000000000000:role/firehose";

/** Columns of the sensors' table. */
export const columns = [
  { Name: "sensor_id", Type: "string" },
  { Name: "temperature", Type: "double" },
  { Name: "humidity", Type: "double" },
  { Name: "timestamp", Type: "timestamp" },
  { Name: "location", Type: "string" },
];

/** Kinesis, S3, Glue, Firehose and Athena, with a stream `sensor-stream` and a bucket `lake`. */
export async function newLake(settings: Pick<CloudOptions, "clock"> = {}) {
  const whole = await createCloud({ services: ["firehose", "athena"], ...settings });
  const { client: cloud, faults, firehose } = whole;
  const s3 = whole.part("s3");
  await cloud.call("kinesis", "CreateStream", { StreamName: "sensor-stream", ShardCount: 1 });
  await cloud.call("s3", "CreateBucket", { Bucket: "lake" });

  return {
    cloud,
    firehose,
    s3,
    faults,
    async put(...events: readonly (object | string | Buffer)[]): Promise<void> {
      const Records = events.map((event, at) => ({
        Data: Buffer.isBuffer(event)
          ? event
          : Buffer.from(typeof event === "string" ? event : JSON.stringify(event)),
        PartitionKey: String(at),
      }));
      await cloud.call("kinesis", "PutRecords", { StreamName: "sensor-stream", Records });
    },
    /** A delivery stream `lake` of the sensors' stream; `more` goes into its S3 configuration. */
    create: (more: object = {}): Promise<unknown> =>
      cloud.call("firehose", "CreateDeliveryStream", {
        DeliveryStreamName: "lake",
        DeliveryStreamType: "KinesisStreamAsSource",
        KinesisStreamSourceConfiguration: { KinesisStreamARN: streamArn, RoleARN: roleArn },
        ExtendedS3DestinationConfiguration: {
          RoleARN: roleArn,
          BucketARN: "arn:aws:s3:::lake",
          BufferingHints: { IntervalInSeconds: 60, SizeInMBs: 64 },
          ...more,
        },
      }),
    async createTable(Columns: readonly object[] = columns, more: object = {}): Promise<void> {
      await cloud.call("glue", "CreateDatabase", { DatabaseInput: { Name: "lake" } });
      await cloud.call("glue", "CreateTable", {
        DatabaseName: "lake",
        TableInput: {
          Name: "sensor_data",
          StorageDescriptor: { ...parquetTable, Columns },
          ...more,
        },
      });
    },
    /** What the bucket holds, by key, first written first. */
    async objects(): Promise<ReadonlyMap<string, Buffer>> {
      const { Contents = [] } = await cloud.call("s3", "ListObjectsV2", { Bucket: "lake" });
      const written = Contents.map(({ Key = "" }) => {
        const file = s3.file("lake", Key) ?? Key;
        return { Key, body: readFileSync(file), at: statSync(file).mtimeMs };
      });
      written.sort((one, other) => one.at - other.at);
      return new Map(written.map(({ Key, body }) => [Key, body]));
    },
    stop: () => whole.stop(),
  };
}

const parquetTable = {
  Location: "s3://lake/sensor_data/",
  SerdeInfo: {
    SerializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
  },
};

/** The configuration that turns OpenX JSON into Parquet by the table `lake.sensor_data`. */
export const toParquet = {
  Enabled: true,
  InputFormatConfiguration: { Deserializer: { OpenXJsonSerDe: {} } },
  OutputFormatConfiguration: { Serializer: { ParquetSerDe: {} } },
  SchemaConfiguration: { DatabaseName: "lake", TableName: "sensor_data", RoleARN: roleArn },
};
