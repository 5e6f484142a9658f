import assert from "node:assert/strict";
import {
  AthenaClient,
  CreateWorkGroupCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  ListWorkGroupsCommand,
  StartQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import {
  CreateDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  FirehoseClient,
  PutRecordBatchCommand,
} from "@aws-sdk/client-firehose";
import {
  CreateDatabaseCommand,
  CreateTableCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GlueClient,
} from "@aws-sdk/client-glue";
import { CreateBucketCommand, GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { createCloud } from "../../local/cloud";
import type { Cloud } from "../../local/cloud";
import { eventually } from "../eventually";
import { columns, roleArn, toParquet } from "../firehose/lake";

describe("Firehose, Glue and Athena over the wire", () => {
  let cloud: Cloud;
  let clients: readonly { destroy(): void }[];
  let athena: AthenaClient;
  let firehose: FirehoseClient;
  let glue: GlueClient;
  let s3: S3Client;
  before(async () => {
    cloud = await createCloud();
    const options = {
      endpoint: cloud.endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
    athena = new AthenaClient(options);
    firehose = new FirehoseClient(options);
    glue = new GlueClient(options);
    s3 = new S3Client({ ...options, forcePathStyle: true });
    clients = [athena, firehose, glue, s3];
    await s3.send(new CreateBucketCommand({ Bucket: "lake" }));
  });
  after(async () => {
    for (const client of clients) client.destroy();
    await cloud.stop();
  });

  it("describes a table in Glue", async () => {
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "lake" } }));
    await glue.send(
      new CreateTableCommand({
        DatabaseName: "lake",
        TableInput: {
          Name: "sensor_data",
          StorageDescriptor: {
            Location: "s3://lake/sensor_data/",
            Columns: columns,
            SerdeInfo: {
              SerializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
            },
          },
        },
      }),
    );
    const name = { DatabaseName: "lake", Name: "sensor_data" };
    const { Table } = await glue.send(new GetTableCommand(name));
    assert.deepEqual(Table?.StorageDescriptor?.Columns, columns);
    assert.ok(Table.CreateTime instanceof Date);
    const { Partitions } = await glue.send(
      new GetPartitionsCommand({ DatabaseName: "lake", TableName: "sensor_data" }),
    );
    assert.deepEqual(Partitions, []);
    await assert.rejects(glue.send(new GetTableCommand({ ...name, Name: "nope" })), {
      name: "EntityNotFoundException",
    });
  });

  it("refuses names past Glue's limit, in AWS's words", async () => {
    const name = { DatabaseName: "lake", Name: "n".repeat(256) };
    await assert.rejects(glue.send(new GetTableCommand(name)), {
      name: "InvalidInputException",
      message: /^1 validation error detected: .* at 'name' .* length less than or equal to 255$/,
    });
  });

  it("refuses a workgroup by all that is wrong with it, in AWS's words", async () => {
    const Configuration = { BytesScannedCutoffPerQuery: 1 };
    await assert.rejects(athena.send(new CreateWorkGroupCommand({ Name: "a b", Configuration })), {
      name: "InvalidRequestException",
      message:
        /^2 validation errors detected: Value 'a b' at 'name' .*; Value '1' at 'configuration\.bytesScannedCutoffPerQuery' failed to satisfy constraint: Member must have value greater than or equal to 10000000$/,
    });
  });

  it("delivers what is put, as Parquet", async () => {
    await firehose.send(
      new CreateDeliveryStreamCommand({
        DeliveryStreamName: "direct",
        ExtendedS3DestinationConfiguration: {
          RoleARN: roleArn,
          BucketARN: "arn:aws:s3:::lake",
          Prefix: "sensor_data/",
          BufferingHints: { IntervalInSeconds: 60, SizeInMBs: 64 },
          DataFormatConversionConfiguration: toParquet,
        },
      }),
    );
    const event = {
      sensor_id: "sensor-001",
      temperature: 30.5,
      timestamp: "2024-01-15T10:30:00Z",
      location: "warehouse-A",
    };
    const { FailedPutCount } = await firehose.send(
      new PutRecordBatchCommand({
        DeliveryStreamName: "direct",
        Records: [{ Data: Buffer.from(JSON.stringify(event)) }],
      }),
    );
    assert.equal(FailedPutCount, 0);
    await cloud.firehose.flush("direct");
    const { DeliveryStreamDescription } = await firehose.send(
      new DescribeDeliveryStreamCommand({ DeliveryStreamName: "direct" }),
    );
    assert.equal(DeliveryStreamDescription?.DeliveryStreamStatus, "ACTIVE");
    assert.ok(DeliveryStreamDescription.CreateTimestamp instanceof Date);
  });

  it("queries it in Athena", async () => {
    const { QueryExecutionId } = await athena.send(
      new StartQueryExecutionCommand({
        QueryString: "SELECT sensor_id, temperature, timestamp FROM sensor_data",
        QueryExecutionContext: { Database: "lake" },
        ResultConfiguration: { OutputLocation: "s3://lake/results/" },
      }),
    );
    const describe = async () => {
      const input = { QueryExecutionId };
      return (await athena.send(new GetQueryExecutionCommand(input))).QueryExecution;
    };
    let execution = await describe();
    await eventually(async () => {
      execution = await describe();
      return execution?.Status?.State !== "RUNNING";
    });
    assert.equal(execution?.Status?.State, "SUCCEEDED");
    assert.ok(execution.Status.CompletionDateTime instanceof Date);
    assert.ok((execution.Statistics?.DataScannedInBytes ?? 0) > 0);
    const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
    assert.deepEqual(
      ResultSet?.Rows?.map(({ Data }) => Data?.map((cell) => cell.VarCharValue)),
      [
        ["sensor_id", "temperature", "timestamp"],
        ["sensor-001", "30.5", "2024-01-15 10:30:00.000"],
      ],
    );
    const { Body } = await s3.send(
      new GetObjectCommand({ Bucket: "lake", Key: `results/${QueryExecutionId ?? ""}.csv` }),
    );
    assert.match(
      (await Body?.transformToString()) ?? "",
      /^"sensor_id","temperature","timestamp"\n/,
    );
    const { WorkGroups } = await athena.send(new ListWorkGroupsCommand({}));
    assert.deepEqual(
      WorkGroups?.map(({ Name }) => Name),
      ["primary"],
    );
  });
});
