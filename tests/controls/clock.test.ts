import assert from "node:assert/strict";
import { Clock } from "../../local/clock";
import { createCloud, openRole, type Cloud } from "../cloud";
import { eventually } from "../eventually";
import { zip } from "../lambda/cloud";
import { ask, told } from "./local";

const HOUR = 3600;
const DAY = 24 * HOUR;

interface Told {
  readonly now: string;
  readonly aheadSeconds: number;
}

describe("the local cloud's clock", () => {
  let cloud: Cloud;
  before(async () => {
    cloud = await createCloud();
    await cloud.client.call("s3", "CreateBucket", { Bucket: "lake" });
  });
  after(() => cloud.stop());

  const skip = (by: number | string) => told<Told>(cloud.endpoint, "POST", "clock", { skip: by });
  const refused = async (body: unknown, message: RegExp, headers?: Record<string, string>) => {
    const before = await told<Told>(cloud.endpoint, "GET", "clock");
    const answer = await ask(cloud.endpoint, "POST", "clock", body, headers);
    assert.ok(answer.status >= 400, `status ${answer.status}`);
    assert.match(JSON.stringify(answer.body), message);
    const after = await told<Told>(cloud.endpoint, "GET", "clock");
    assert.equal(after.aheadSeconds, before.aheadSeconds);
  };

  it("goes forward by seconds, by a duration, and to a time", async () => {
    const { aheadSeconds } = await told<Told>(cloud.endpoint, "GET", "clock");
    assert.equal((await skip(90)).aheadSeconds, aheadSeconds + 90);
    assert.equal((await skip("PT1M30S")).aheadSeconds, aheadSeconds + 180);
    const to = new Date(Date.parse((await skip(0)).now) + HOUR * 1000).toISOString();
    const { now } = await told<Told>(cloud.endpoint, "POST", "clock", { to });
    assert.ok(now >= to, `${now} is before ${to}`);
  });

  it("ends a subscription to a shard when its five minutes are over", async () => {
    const { client } = cloud;
    await client.call("kinesis", "CreateStream", { StreamName: "events", ShardCount: 1 });
    const StreamARN = `arn:aws:kinesis:${client.region}:${client.accountId}:stream/events`;
    const { Consumer } = await client.call("kinesis", "RegisterStreamConsumer", {
      StreamARN,
      ConsumerName: "fan",
    });
    const { EventStream } = await client.call("kinesis", "SubscribeToShard", {
      ConsumerARN: Consumer.ConsumerARN,
      ShardId: "shardId-000000000000",
      StartingPosition: { Type: "LATEST" },
    });
    let events = 0;
    const ended = (async () => {
      for await (const event of EventStream) if (event.SubscribeToShardEvent) events += 1;
    })();
    await eventually(() => events === 1);
    await skip(300);
    await ended;
    assert.ok(events > 1, "it was told of its progress on the way");
  });

  it("never goes back, and takes nothing else", async () => {
    await refused({ to: "2020-01-01T00:00:00Z" }, /forward only/);
    await refused({ skip: -1 }, /seconds, 0 or more/);
    await refused({ skip: "P1Y" }, /weeks to seconds/);
    await refused({ skip: "PT" }, /weeks to seconds/);
    await refused({ to: "tomorrow" }, /epoch seconds/);
    await refused({ skip: 1, to: 1 }, /Expected/);
    await refused({}, /Expected/);
    await refused({ to: 1e15 }, /year 9999/);
    await refused([], /JSON object/);
  });

  it("is not moved by what a web page can send", async () => {
    await refused({ skip: 1 }, /application\/json/, { "content-type": "text/plain" });
    await refused({ skip: 1 }, /application\/json/, {});
    const json = { "content-type": "application/json" };
    await refused({ skip: 1 }, /origin/, { ...json, origin: "https://evil.example" });
    await refused({ skip: 1 }, /another site/, { ...json, "sec-fetch-site": "cross-site" });
    await refused({ skip: 1 }, /127\.0\.0\.1/, { ...json, host: "evil.example" });
  });

  it("ends shard iterators after five minutes, and records after their retention", async () => {
    const StreamName = "aging";
    const { client } = cloud;
    await client.call("kinesis", "CreateStream", { StreamName, ShardCount: 1 });
    await client.call("kinesis", "PutRecord", {
      StreamName,
      Data: Buffer.from("a"),
      PartitionKey: "p",
    });
    const iterate = async () => {
      const { ShardIterator } = await client.call("kinesis", "GetShardIterator", {
        StreamName,
        ShardId: "shardId-000000000000",
        ShardIteratorType: "TRIM_HORIZON",
      });
      return ShardIterator;
    };
    const read = async (ShardIterator: string | undefined) =>
      (await client.call("kinesis", "GetRecords", { ShardIterator })).Records;
    const ShardIterator = await iterate();
    await skip("PT4M");
    assert.equal((await read(ShardIterator)).length, 1);
    await skip("PT2M");
    await assert.rejects(read(ShardIterator), { code: "ExpiredIteratorException" });
    await skip("P1D");
    assert.deepEqual(await read(await iterate()), []);
  });

  it("lets Firehose deliver what its buffer would hold for minutes", async () => {
    const DeliveryStreamName = "buffered";
    await cloud.client.call("firehose", "CreateDeliveryStream", {
      DeliveryStreamName,
      ExtendedS3DestinationConfiguration: {
        RoleARN: "arn:aws:iam::000000000000:role/firehose",
        BucketARN: "arn:aws:s3:::lake",
        BufferingHints: { IntervalInSeconds: 900, SizeInMBs: 64 },
      },
    });
    const Record = { Data: Buffer.from("a") };
    await cloud.client.call("firehose", "PutRecord", { DeliveryStreamName, Record });
    await skip(899);
    assert.equal(cloud.firehose.idle(), false);
    await skip(1);
    await eventually(() => cloud.firehose.idle());
    const { Contents = [] } = await cloud.client.call("s3", "ListObjectsV2", { Bucket: "lake" });
    assert.equal(Contents.length, 1);
  });

  it("closes the batching window of an event source mapping", async () => {
    const { client } = cloud;
    const Role = await openRole(client, "open", "lambda.amazonaws.com");
    const source = "exports.handler = async ({ Records }) => Records.length;";
    await client.call("lambda", "CreateFunction", {
      FunctionName: "batched",
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Role,
      Code: { ZipFile: zip({ "index.js": source }) },
    });
    const StreamName = "batched";
    await client.call("kinesis", "CreateStream", { StreamName, ShardCount: 1 });
    await client.call("lambda", "CreateEventSourceMapping", {
      FunctionName: "batched",
      EventSourceArn: `arn:aws:kinesis:us-east-1:000000000000:stream/${StreamName}`,
      StartingPosition: "TRIM_HORIZON",
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 300,
    });
    const stats = () => cloud.mappings.stats().find(({ uuid }) => uuid !== "");
    await client.call("kinesis", "PutRecord", {
      StreamName,
      Data: Buffer.from("a"),
      PartitionKey: "p",
    });
    await eventually(async () => {
      await skip(300);
      return stats()?.recordsDelivered === 1;
    });
  });

  it("expires items, secrets and keys, and shows delayed messages", async () => {
    const { client } = cloud;
    const { now } = await skip(0);
    const TableName = "expiring";
    await client.call("dynamodb", "CreateTable", {
      TableName,
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    });
    const TimeToLiveSpecification = { AttributeName: "ends", Enabled: true };
    await client.call("dynamodb", "UpdateTimeToLive", { TableName, TimeToLiveSpecification });
    const ends = Math.floor(Date.parse(now) / 1000) + DAY;
    const Item = { id: { S: "a" }, ends: { N: String(ends) } };
    await client.call("dynamodb", "PutItem", { TableName, Item });
    await client.call("secretsmanager", "CreateSecret", { Name: "s", SecretString: "x" });
    const removal = { SecretId: "s", RecoveryWindowInDays: 7 };
    await client.call("secretsmanager", "DeleteSecret", removal);
    const { KeyMetadata: { KeyId = "" } = {} } = await client.call("kms", "CreateKey", {});
    await client.call("kms", "ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 });
    const { QueueUrl } = await client.call("sqs", "CreateQueue", { QueueName: "q" });
    await client.call("sqs", "SendMessage", { QueueUrl, MessageBody: "m", DelaySeconds: 900 });

    await skip("PT15M");
    const { Messages = [] } = await client.call("sqs", "ReceiveMessage", { QueueUrl });
    assert.equal(Messages[0]?.Body, "m");

    await skip("P6D");
    await client.call("secretsmanager", "DescribeSecret", { SecretId: "s" });
    await client.call("kms", "DescribeKey", { KeyId });
    await eventually(
      async () => (await client.call("dynamodb", "Scan", { TableName })).Count === 0,
    );

    await skip("P1D");
    await assert.rejects(client.call("secretsmanager", "DescribeSecret", { SecretId: "s" }), {
      code: "ResourceNotFoundException",
    });
    await assert.rejects(client.call("kms", "DescribeKey", { KeyId }), {
      code: "NotFoundException",
    });
  });
});

describe("a clock that is set forward", () => {
  it("runs timers in their order, each at its own time, those that they set included", async () => {
    const clock = new Clock(() => 0);
    const ran: (readonly [string, number])[] = [];
    const note = (what: string) => ran.push([what, clock.now()]);
    clock.after(3_000, () => note("third"));
    clock.after(1_000, () => {
      note("first");
      clock.after(1_000, () => note("second"));
    });
    const cancel = clock.after(1_500, () => note("cancelled"));
    clock.after(10_000, () => note("later"));
    cancel();
    await clock.skip(5_000);
    assert.deepEqual(ran, [
      ["first", 1_000],
      ["second", 2_000],
      ["third", 3_000],
    ]);
    assert.equal(clock.now(), 5_000);
  });

  it("does not run what repeats every second through a whole year", async () => {
    const clock = new Clock(() => 0);
    let times = 0;
    const again = (): void => {
      times += 1;
      clock.after(1_000, again);
    };
    clock.after(1_000, again);
    await clock.skip(365 * DAY * 1000);
    assert.equal(times, 1_000);
  });
});
