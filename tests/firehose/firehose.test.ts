import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { AwsError } from "../../local/gateway/service";
import { eventually } from "../eventually";
import { newLake, roleArn, streamArn, toParquet } from "./lake";

const newline = {
  Enabled: true,
  Processors: [
    {
      Type: "AppendDelimiterToRecord",
      Parameters: [{ ParameterName: "Delimiter", ParameterValue: "\\n" }],
    },
  ],
};

describe("Firehose", () => {
  let lake: Awaited<ReturnType<typeof newLake>>;
  beforeEach(async () => {
    lake = await newLake();
  });
  afterEach(() => lake.stop());

  const only = async () => {
    const [[key, body] = ["", Buffer.alloc(0)], ...others] = await lake.objects();
    assert.equal(others.length, 0);
    return { key, body };
  };

  it("delivers a stream's records as gzipped lines under its prefix", async () => {
    await lake.create({
      CompressionFormat: "GZIP",
      ProcessingConfiguration: newline,
      Prefix: "sensor_data/day=!{timestamp:yyyy-MM-dd}/",
      ErrorOutputPrefix: "errors/!{firehose:error-output-type}/",
    });
    await lake.put({ n: 1 }, { n: 2 });
    await lake.firehose.flush("lake");
    const { key, body } = await only();
    assert.match(
      key,
      /^sensor_data\/day=\d{4}-\d\d-\d\d\/lake-1(-\d\d(\d\d)?){6}-[0-9a-f-]{36}\.gz$/,
    );
    assert.equal(gunzipSync(body).toString(), '{"n":1}\n{"n":2}\n');
    assert.ok(lake.firehose.idle());
  });

  it("adds the hour to a prefix that says nothing of time, and joins records as they are", async () => {
    await lake.create({ Prefix: "raw/" });
    await lake.put("a", "b");
    await lake.firehose.flush("lake");
    const { key, body } = await only();
    assert.match(key, /^raw\/\d{4}\/\d\d\/\d\d\/\d\d\/lake-1-[^/.]+$/);
    assert.equal(body.toString(), "ab");
  });

  it("delivers by itself when the buffer's interval has passed", async () => {
    await lake.create({ BufferingHints: { IntervalInSeconds: 0, SizeInMBs: 1 } });
    await lake.put("a");
    await eventually(() => lake.firehose.idle());
    assert.equal((await only()).body.toString(), "a");
  });

  it("delivers by itself when the buffer's size is reached, all records once", async () => {
    await lake.create({ BufferingHints: { IntervalInSeconds: 900, SizeInMBs: 1 } });
    const big = "x".repeat(400_000);
    for (let n = 0; n < 6; n++) await lake.put(`${n}${big}`);
    await eventually(async () => (await lake.objects()).size >= 2);
    await lake.firehose.flush("lake");
    const text = [...(await lake.objects()).values()].join("");
    assert.equal(text.length, 6 * 400_001);
  });

  it("starts where the stream ends when it is created, whenever it first reads", async () => {
    await lake.put("before");
    const created = lake.create();
    const put = lake.put("after");
    await Promise.all([created, put]);
    await lake.firehose.flush("lake");
    assert.equal((await only()).body.toString(), "after");
  });

  it("follows a reshard, children after their parents", async () => {
    await lake.create();
    await lake.put("1");
    await lake.cloud.call("kinesis", "SplitShard", {
      StreamName: "sensor-stream",
      ShardToSplit: "shardId-000000000000",
      NewStartingHashKey: String(2n ** 127n),
    });
    await eventually(() =>
      lake.put("2", "3").then(
        () => true,
        () => false,
      ),
    );
    await lake.firehose.flush("lake");
    assert.match([...(await lake.objects()).values()].join(""), /^1(23|32)$/);
  });

  it("keeps trying under its role until S3 takes the batch, and stores it once", async () => {
    const document = (...Statement: object[]) =>
      JSON.stringify({ Version: "2012-10-17", Statement });
    const Principal = { Service: "firehose.amazonaws.com" };
    await lake.cloud.call("iam", "CreateRole", {
      RoleName: "firehose",
      AssumeRolePolicyDocument: document({ Effect: "Allow", Principal, Action: "sts:AssumeRole" }),
    });
    const allow = (...Action: string[]) =>
      lake.cloud.call("iam", "PutRolePolicy", {
        RoleName: "firehose",
        PolicyName: "own",
        PolicyDocument: document({ Effect: "Allow", Action, Resource: "*" }),
      });
    const looking = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"];
    await allow("kinesis:*", ...looking);
    await lake.create();
    await lake.put("a");
    const refused = /assumed-role\/firehose\/AWSFirehoseToS3 is not authorized .*s3:PutObject/;
    await assert.rejects(lake.firehose.flush("lake", 300), refused);
    const { DeliveryStreamDescription } = await lake.cloud.call(
      "firehose",
      "DescribeDeliveryStream",
      { DeliveryStreamName: "lake" },
    );
    assert.match(DeliveryStreamDescription.FailureDescription?.Details ?? "", refused);
    await allow("kinesis:*", "s3:PutObject");
    await allow("kinesis:*", "s3:PutObject", ...looking);
    await lake.firehose.flush("lake");
    assert.equal((await only()).body.toString(), "a");
  });

  it("reads no more, once its role may not, and goes on where it was when it may again", async () => {
    let ahead = 0;
    await lake.stop();
    lake = await newLake({ clock: () => Date.now() + ahead });
    const document = (statement: object) =>
      JSON.stringify({ Version: "2012-10-17", Statement: statement });
    const Principal = { Service: "firehose.amazonaws.com" };
    await lake.cloud.call("iam", "CreateRole", {
      RoleName: "firehose",
      AssumeRolePolicyDocument: document({ Effect: "Allow", Principal, Action: "sts:AssumeRole" }),
    });
    const allow = (...Action: string[]) =>
      lake.cloud.call("iam", "PutRolePolicy", {
        RoleName: "firehose",
        PolicyName: "own",
        PolicyDocument: document({ Effect: "Allow", Action, Resource: "*" }),
      });
    const looking = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"];
    const storing = ["s3:PutObject", ...looking];
    await allow("kinesis:*", ...storing);
    await lake.create();
    await lake.put("a");
    await lake.firehose.flush("lake");
    await allow("kinesis:Describe*", ...storing);
    ahead += 10_000;
    await lake.put("b");
    await assert.rejects(lake.firehose.flush("lake", 1000), /not authorized .*kinesis:ListShards/);
    await allow("kinesis:*", ...storing);
    await lake.firehose.flush("lake");
    const bodies = [...(await lake.objects()).values()].map(String);
    assert.deepEqual(bodies, ["a", "b"]);
  });

  it("does not read before its role may, and then reads from its creation on", async () => {
    const error = new AwsError("AccessDenied", "no GetRecords", 403);
    lake.faults.add({ service: "kinesis", operation: "GetRecords", error });
    await lake.create();
    await lake.put("a");
    await assert.rejects(lake.firehose.flush("lake", 200), /no GetRecords/);
    lake.faults.clear();
    await lake.firehose.flush("lake");
    assert.equal((await only()).body.toString(), "a");
  });

  it("delivers what it holds when it is deleted", async () => {
    await lake.create();
    await lake.put("a");
    await sleep(50);
    await lake.cloud.call("firehose", "DeleteDeliveryStream", { DeliveryStreamName: "lake" });
    assert.equal((await only()).body.toString(), "a");
  });

  it("takes records by Direct PUT", async () => {
    await lake.cloud.call("firehose", "CreateDeliveryStream", {
      DeliveryStreamName: "direct",
      ExtendedS3DestinationConfiguration: { RoleARN: roleArn, BucketARN: "arn:aws:s3:::lake" },
    });
    const { FailedPutCount } = await lake.cloud.call("firehose", "PutRecordBatch", {
      DeliveryStreamName: "direct",
      Records: [{ Data: Buffer.from("a") }, { Data: Buffer.from("b") }],
    });
    assert.equal(FailedPutCount, 0);
    const many = Array.from({ length: 501 }, () => ({ Data: Buffer.from("c") }));
    const batch = { DeliveryStreamName: "direct", Records: many };
    await assert.rejects(
      lake.cloud.call("firehose", "PutRecordBatch", batch),
      /'records' failed to satisfy constraint: Member must have length less than or equal to 500/,
    );
    await lake.firehose.flush("direct");
    assert.equal((await only()).body.toString(), "ab");
  });

  const refusals: readonly (readonly [string, object, RegExp])[] = [
    ["an interval over 900 s", { BufferingHints: { IntervalInSeconds: 901 } }, /equal to 900/],
    ["a buffer over 128 MiB", { BufferingHints: { SizeInMBs: 129 } }, /equal to 128/],
    [
      "Parquet with a buffer under 64 MiB",
      { BufferingHints: { SizeInMBs: 5 }, DataFormatConversionConfiguration: toParquet },
      /64 and 128/,
    ],
    [
      "compression around Parquet",
      { CompressionFormat: "GZIP", DataFormatConversionConfiguration: toParquet },
      /must be UNCOMPRESSED/,
    ],
    ["expressions without an error prefix", { Prefix: "!{timestamp:yyyy}/" }, /ErrorOutputPrefix/],
    [
      "an unknown expression",
      { Prefix: "!{partitionKeyFromQuery:x}/", ErrorOutputPrefix: "e/" },
      /not allowed in this prefix/,
    ],
    [
      "a Lambda processor",
      { ProcessingConfiguration: { Enabled: true, Processors: [{ Type: "Lambda" }] } },
      /processor Lambda/,
    ],
  ];
  for (const [what, more, reason] of refusals) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(lake.create(more), reason);
    });
  }

  it("refuses a source that is not there", async () => {
    await assert.rejects(
      lake.cloud.call("firehose", "CreateDeliveryStream", {
        DeliveryStreamName: "lake",
        DeliveryStreamType: "KinesisStreamAsSource",
        KinesisStreamSourceConfiguration: { KinesisStreamARN: `${streamArn}x`, RoleARN: roleArn },
        ExtendedS3DestinationConfiguration: { RoleARN: roleArn, BucketARN: "arn:aws:s3:::lake" },
      }),
      /not found/,
    );
  });
});
