import assert from "node:assert/strict";
import * as k from "@aws-sdk/client-kinesis";
import { createStream, iterator, readAll, startKinesis } from "./cloud";
import type { KinesisCloud } from "./cloud";

const ARN = "arn:aws:kinesis:us-east-1:000000000000:stream";

describe("streams", () => {
  let cloud: KinesisCloud;
  let client: k.KinesisClient;
  beforeEach(async () => {
    cloud = await startKinesis();
    client = cloud.http2;
    await createStream(client, "one", 2);
  });
  afterEach(() => cloud.stop());

  const describeStream = async (StreamName = "one"): Promise<k.StreamDescriptionSummary> => {
    const answer = await client.send(new k.DescribeStreamSummaryCommand({ StreamName }));
    return answer.StreamDescriptionSummary as k.StreamDescriptionSummary;
  };

  it("are active at once and found by name or ARN", async () => {
    for (const target of [{ StreamName: "one" }, { StreamARN: `${ARN}/one` }]) {
      const { StreamDescription: stream } = await client.send(new k.DescribeStreamCommand(target));
      assert.equal(stream?.StreamStatus, "ACTIVE");
      assert.equal(stream.StreamARN, `${ARN}/one`);
      assert.equal(stream.Shards?.length, 2);
      assert.equal(stream.RetentionPeriodHours, 24);
      assert.equal(stream.EncryptionType, "NONE");
      assert.ok(Math.abs((stream.StreamCreationTimestamp?.getTime() ?? 0) - Date.now()) < 60_000);
    }
    const page = await client.send(new k.DescribeStreamCommand({ StreamName: "one", Limit: 1 }));
    assert.equal(page.StreamDescription?.HasMoreShards, true);
    const mismatch = { StreamName: "two", StreamARN: `${ARN}/one` };
    await assert.rejects(client.send(new k.DescribeStreamCommand(mismatch)), {
      name: "InvalidArgumentException",
    });
  });

  it("have unique, valid names and a shard count that suits their mode", async () => {
    await assert.rejects(createStream(client, "one"), {
      name: "ResourceInUseException",
      message: "Stream one under account 000000000000 already exists.",
    });
    await assert.rejects(createStream(client, "no spaces"), {
      name: "ValidationException",
      message:
        "1 validation error detected: Value 'no spaces' at 'streamName' failed to satisfy " +
        "constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    });
    const none = { StreamName: "none" };
    await assert.rejects(client.send(new k.CreateStreamCommand(none)), {
      name: "InvalidArgumentException",
    });
    const StreamModeDetails = { StreamMode: "ON_DEMAND" } as const;
    await client.send(new k.CreateStreamCommand({ StreamName: "demand", StreamModeDetails }));
    assert.equal((await describeStream("demand")).OpenShardCount, 4);
    const limits = await client.send(new k.DescribeLimitsCommand({}));
    assert.deepEqual([limits.OpenShardCount, limits.OnDemandStreamCount], [6, 1]);
    await assert.rejects(
      client.send(
        new k.CreateStreamCommand({ StreamName: "both", ShardCount: 1, StreamModeDetails }),
      ),
      { name: "InvalidArgumentException" },
    );
  });

  it("are listed in pages, by name", async () => {
    for (const name of ["c", "b", "a"]) await createStream(client, name);
    const first = await client.send(new k.ListStreamsCommand({ Limit: 2 }));
    assert.deepEqual([first.StreamNames, first.HasMoreStreams], [["a", "b"], true]);
    const rest = await client.send(new k.ListStreamsCommand({ NextToken: first.NextToken }));
    assert.deepEqual([rest.StreamNames, rest.HasMoreStreams], [["c", "one"], false]);
    assert.equal(rest.StreamSummaries?.[1]?.StreamARN, `${ARN}/one`);
  });

  it("change retention within 24 to 8,760 hours, each way by its own call", async () => {
    const StreamName = "one";
    const increase = (RetentionPeriodHours: number): Promise<unknown> =>
      client.send(new k.IncreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours }));
    const decrease = (RetentionPeriodHours: number): Promise<unknown> =>
      client.send(new k.DecreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours }));
    await increase(8760);
    await decrease(48);
    assert.equal((await describeStream()).RetentionPeriodHours, 48);
    const refused = { name: "InvalidArgumentException" };
    for (const call of [increase(8761), decrease(23), increase(24), decrease(72)]) {
      await assert.rejects(call, refused);
    }
    assert.equal((await describeStream()).RetentionPeriodHours, 48);
  });

  it("change mode, encryption, record size and metrics in place", async () => {
    const StreamARN = `${ARN}/one`;
    const KeyId = "alias/aws/kinesis";
    await client.send(
      new k.UpdateStreamModeCommand({ StreamARN, StreamModeDetails: { StreamMode: "ON_DEMAND" } }),
    );
    await client.send(
      new k.StartStreamEncryptionCommand({ StreamARN, EncryptionType: "KMS", KeyId }),
    );
    await client.send(new k.UpdateMaxRecordSizeCommand({ StreamARN, MaxRecordSizeInKiB: 2048 }));
    const ShardLevelMetrics: k.MetricsName[] = ["IncomingBytes", "OutgoingBytes"];
    const enabled = await client.send(
      new k.EnableEnhancedMonitoringCommand({ StreamARN, ShardLevelMetrics }),
    );
    assert.deepEqual(enabled.CurrentShardLevelMetrics, []);
    const now = await describeStream();
    assert.equal(now.StreamModeDetails?.StreamMode, "ON_DEMAND");
    assert.deepEqual([now.EncryptionType, now.KeyId], ["KMS", KeyId]);
    assert.equal(now.MaxRecordSizeInKiB, 2048);
    assert.deepEqual(now.EnhancedMonitoring?.[0]?.ShardLevelMetrics, ShardLevelMetrics);
    const Data = Buffer.alloc(1_500_000);
    await client.send(new k.PutRecordCommand({ StreamARN, PartitionKey: "k", Data }));
    await client.send(
      new k.StopStreamEncryptionCommand({ StreamARN, EncryptionType: "KMS", KeyId }),
    );
    await client.send(
      new k.DisableEnhancedMonitoringCommand({ StreamARN, ShardLevelMetrics: ["ALL"] }),
    );
    const after = await describeStream();
    assert.deepEqual([after.EncryptionType, after.KeyId], ["NONE", undefined]);
    assert.deepEqual(after.EnhancedMonitoring?.[0]?.ShardLevelMetrics, []);
  });

  it("carry tags, by name and by ARN", async () => {
    const ResourceARN = `${ARN}/one`;
    const StreamName = "one";
    await client.send(new k.AddTagsToStreamCommand({ StreamName, Tags: { a: "1", b: "2" } }));
    await client.send(new k.TagResourceCommand({ ResourceARN, Tags: { b: "3", c: "4" } }));
    await client.send(new k.RemoveTagsFromStreamCommand({ StreamName, TagKeys: ["a"] }));
    const byName = await client.send(new k.ListTagsForStreamCommand({ StreamName }));
    const expected = [
      { Key: "b", Value: "3" },
      { Key: "c", Value: "4" },
    ];
    assert.deepEqual(byName.Tags, expected);
    assert.deepEqual(cloud.kinesis.tagged(), [{ arn: ResourceARN, tags: { b: "3", c: "4" } }]);
    await client.send(new k.UntagResourceCommand({ ResourceARN, TagKeys: ["b"] }));
    const byArn = await client.send(new k.ListTagsForResourceCommand({ ResourceARN }));
    assert.deepEqual(byArn.Tags, [{ Key: "c", Value: "4" }]);
  });

  it("keep registered consumers, and are not deleted from under them", async () => {
    const StreamARN = `${ARN}/one`;
    const input = { StreamARN, ConsumerName: "fan", Tags: { a: "1" } };
    const { Consumer } = await client.send(new k.RegisterStreamConsumerCommand(input));
    const ConsumerARN = Consumer?.ConsumerARN;
    assert.match(ConsumerARN ?? "", /stream\/one\/consumer\/fan:\d+$/);
    assert.equal(Consumer?.ConsumerStatus, "ACTIVE");
    await assert.rejects(client.send(new k.RegisterStreamConsumerCommand(input)), {
      name: "ResourceInUseException",
    });
    for (const target of [{ ConsumerARN }, { StreamARN, ConsumerName: "fan" }]) {
      const found = await client.send(new k.DescribeStreamConsumerCommand(target));
      assert.equal(found.ConsumerDescription?.StreamARN, StreamARN);
    }
    const listed = await client.send(new k.ListStreamConsumersCommand({ StreamARN }));
    assert.deepEqual(
      listed.Consumers?.map(({ ConsumerName }) => ConsumerName),
      ["fan"],
    );
    const tags = await client.send(new k.ListTagsForResourceCommand({ ResourceARN: ConsumerARN }));
    assert.deepEqual(tags.Tags, [{ Key: "a", Value: "1" }]);
    await assert.rejects(client.send(new k.DeleteStreamCommand({ StreamName: "one" })), {
      name: "ResourceInUseException",
    });
    await client.send(new k.DeregisterStreamConsumerCommand({ ConsumerARN }));
    await client.send(new k.RegisterStreamConsumerCommand(input));
    const force = { StreamName: "one", EnforceConsumerDeletion: true };
    await client.send(new k.DeleteStreamCommand(force));
    await assert.rejects(describeStream(), { name: "ResourceNotFoundException" });
  });

  it("and their consumers keep a resource policy of their own", async () => {
    const StreamARN = `${ARN}/one`;
    const { Consumer } = await client.send(
      new k.RegisterStreamConsumerCommand({ StreamARN, ConsumerName: "fan" }),
    );
    const document = (Resource: string, Action = "kinesis:GetRecords") =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: { Effect: "Allow", Principal: { AWS: "111122223333" }, Action, Resource },
      });
    for (const ResourceARN of [StreamARN, Consumer?.ConsumerARN ?? ""]) {
      const get = () => client.send(new k.GetResourcePolicyCommand({ ResourceARN }));
      const put = (Policy: string) =>
        client.send(new k.PutResourcePolicyCommand({ ResourceARN, Policy }));
      const missing = { name: "ResourceNotFoundException" };
      await assert.rejects(get(), missing);
      await put(document(ResourceARN));
      const invalid = { name: "InvalidArgumentException" };
      for (const wrong of ["{}", "no JSON", document("*"), document(ResourceARN, "s3:GetObject")])
        await assert.rejects(put(wrong), invalid);
      assert.equal((await get()).Policy, document(ResourceARN));
      await client.send(new k.DeleteResourcePolicyCommand({ ResourceARN }));
      await assert.rejects(get(), missing);
    }
  });

  it("are not touched by a dry run, which says only whether the request would do", async () => {
    const StreamName = "one";
    const record = { StreamName, PartitionKey: "k", Data: Buffer.from("x"), DryRun: true };
    const dry = { name: "DryRunOperationException" };
    await assert.rejects(client.send(new k.PutRecordCommand(record)), dry);
    const Records = [record];
    await assert.rejects(
      client.send(new k.PutRecordsCommand({ StreamName, Records, DryRun: true })),
      dry,
    );
    const long = { ...record, PartitionKey: "k".repeat(257) };
    await assert.rejects(client.send(new k.PutRecordCommand(long)), {
      name: "ValidationException",
    });
    assert.deepEqual(await readAll(client, StreamName), []);
    const ShardIterator = await iterator(client, StreamName);
    await assert.rejects(
      client.send(new k.GetRecordsCommand({ ShardIterator, DryRun: true })),
      dry,
    );
  });

  it("have the capacity that the account has paid for", async () => {
    const settings = await client.send(new k.DescribeAccountSettingsCommand({}));
    assert.equal(settings.MinimumThroughputBillingCommitment?.Status, "DISABLED");
    const onDemand = { StreamModeDetails: { StreamMode: "ON_DEMAND" } } as const;
    const create = (more: object) =>
      client.send(new k.CreateStreamCommand({ StreamName: "more", ...onDemand, ...more }));
    const refused = (message: RegExp) => ({ name: "InvalidArgumentException", message });
    await assert.rejects(create({ WarmThroughputMiBps: 8 }), refused(/on-demand Advantage/));
    const strategy = { RecordDistributionStrategy: "AUTO" };
    await assert.rejects(create(strategy), refused(/does not implement/));
    await create({ RecordDistributionStrategy: "USER_PARTITION_KEY" });
  });

  it("name what is not implemented", async () => {
    const body = "{}";
    const headers = { "x-amz-target": "Kinesis_20131202.CreateChannel" };
    const response = await fetch(cloud.endpoint, { method: "POST", headers, body });
    assert.equal(response.status, 501);
    assert.match(await response.text(), /does not implement kinesis:CreateChannel/);
  });
});
