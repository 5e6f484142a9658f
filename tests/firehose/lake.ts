import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { readInput } from "../../local/gateway/model/read";
import { AwsError } from "../../local/gateway/service";
import type { CloudClient, Principal, Service } from "../../local/gateway/service";
import { createAthena } from "../../local/services/athena";
import { createFirehose } from "../../local/services/firehose";
import { createGlue } from "../../local/services/glue";
import { createKinesis } from "../../local/services/kinesis";
import { createS3 } from "../../local/services/s3";

export const place = { region: "us-east-1", accountId: "000000000000" };
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

/** Kinesis, S3, Glue, Firehose and Athena in one process, with a stream `sensor-stream` and bucket `lake`. */
export async function newLake() {
  const root = mkdtempSync(path.join(os.tmpdir(), "lake-test-"));
  /** Set to make every call of that operation fail with the error. */
  const faults = new Map<string, Error>();
  const asked: { operation: string; input: object; as: Principal | undefined }[] = [];
  const cloud: CloudClient = {
    ...place,
    endpoint: "",
    async call<Output>(
      name: string,
      operation: string,
      input: object,
      as?: Principal,
    ): Promise<Output> {
      asked.push({ operation: `${name}:${operation}`, input, as });
      const fault = faults.get(`${name}:${operation}`);
      if (fault) throw fault;
      const service = services.find((each) => each.name === name);
      const found = service?.operations[operation];
      if (!found) throw new AwsError("UnknownOperation", `${name}:${operation}`);
      const context = {
        ...place,
        requestId: "r",
        principal: as ?? ({ kind: "root" } as const),
        signal: new AbortController().signal,
      };
      const read = readInput(service, operation, input);
      return (await found.run(read as never, context)) as Output;
    },
  };
  const kinesis = createKinesis(place);
  const s3 = createS3({ ...place, root });
  const glue = createGlue(place);
  const firehose = createFirehose({ ...place, reader: kinesis.reader, cloud: () => cloud });
  const athena = createAthena({ ...place, s3, cloud: () => cloud });
  const services: readonly Service[] = [kinesis, s3, glue, firehose, athena];
  await cloud.call("kinesis", "CreateStream", { StreamName: "sensor-stream", ShardCount: 1 });
  await cloud.call("s3", "CreateBucket", { Bucket: "lake" });

  return {
    cloud,
    firehose,
    s3,
    faults,
    asked,
    async put(...events: readonly (object | string)[]): Promise<void> {
      const Records = events.map((event, at) => ({
        Data: Buffer.from(typeof event === "string" ? event : JSON.stringify(event)),
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
    /** What the bucket holds, by key. */
    async objects(): Promise<ReadonlyMap<string, Buffer>> {
      const { Contents = [] } = await cloud.call<{ Contents?: readonly { Key: string }[] }>(
        "s3",
        "ListObjectsV2",
        { Bucket: "lake" },
      );
      return new Map(
        Contents.map(({ Key }) => [Key, readFileSync(s3.file("lake", Key) ?? Key)] as const),
      );
    },
    async stop(): Promise<void> {
      for (const service of [...services].reverse()) await service.stop?.();
      rmSync(root, { recursive: true, force: true });
    },
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
