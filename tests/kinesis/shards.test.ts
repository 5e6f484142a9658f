import assert from "node:assert/strict";
import {
  GetRecordsCommand,
  ListShardsCommand,
  MergeShardsCommand,
  PutRecordsCommand,
  SplitShardCommand,
  UpdateShardCountCommand,
} from "@aws-sdk/client-kinesis";
import type { ListShardsCommandInput, Shard } from "@aws-sdk/client-kinesis";
import { FIRST_SHARD, createStream, iterator, readAll, startKinesis, texts } from "./cloud";
import type { KinesisCloud } from "./cloud";

const MIDDLE = String(2n ** 127n);
const shardId = (index: number): string => `shardId-${String(index).padStart(12, "0")}`;

describe("resharding", () => {
  let cloud: KinesisCloud;
  beforeEach(async () => {
    cloud = await startKinesis();
  });
  afterEach(() => cloud.stop());

  const list = async (input: Partial<ListShardsCommandInput> = {}): Promise<Shard[]> => {
    const { Shards = [] } = await cloud.http2.send(
      new ListShardsCommand({ StreamName: "stream", ...input }),
    );
    return Shards;
  };
  const ids = (shards: readonly Shard[]): (string | undefined)[] =>
    shards.map(({ ShardId }) => ShardId);
  const put = async (count: number, prefix: string): Promise<void> => {
    const Records = Array.from({ length: count }, (_, index) => ({
      Data: Buffer.from(`${prefix}${index}`),
      PartitionKey: `${prefix}${index}`,
    }));
    await cloud.http2.send(new PutRecordsCommand({ StreamName: "stream", Records }));
  };
  const split = (ShardToSplit: string, NewStartingHashKey: string): Promise<unknown> =>
    cloud.http2.send(
      new SplitShardCommand({ StreamName: "stream", ShardToSplit, NewStartingHashKey }),
    );
  const merge = (ShardToMerge: string, AdjacentShardToMerge: string): Promise<unknown> =>
    cloud.http2.send(
      new MergeShardsCommand({ StreamName: "stream", ShardToMerge, AdjacentShardToMerge }),
    );

  it("splits a shard: the parent is read to its end, then its children", async () => {
    await createStream(cloud.http2, "stream");
    await put(5, "before");
    await split(FIRST_SHARD, MIDDLE);
    await put(20, "after");
    const [parent, low, high] = await list();
    assert.ok(parent?.SequenceNumberRange?.EndingSequenceNumber);
    assert.equal(low?.ParentShardId, FIRST_SHARD);
    assert.equal(high?.HashKeyRange?.StartingHashKey, MIDDLE);
    assert.equal(low.SequenceNumberRange?.EndingSequenceNumber, undefined);
    const ShardIterator = await iterator(cloud.http2, "stream");
    const part = await cloud.http2.send(new GetRecordsCommand({ ShardIterator, Limit: 4 }));
    assert.equal(part.ChildShards, undefined);
    const end = await cloud.http2.send(
      new GetRecordsCommand({ ShardIterator: part.NextShardIterator }),
    );
    assert.deepEqual(texts(end.Records ?? []), ["before4"]);
    assert.equal(end.NextShardIterator, undefined);
    assert.deepEqual(
      end.ChildShards?.map(({ ShardId, ParentShards }) => [ShardId, ParentShards]),
      [
        [shardId(1), [FIRST_SHARD]],
        [shardId(2), [FIRST_SHARD]],
      ],
    );
    const children = await Promise.all(
      [1, 2].map((id) => readAll(cloud.http2, "stream", shardId(id))),
    );
    assert.equal(children.flat().length, 20);
    assert.ok(children.every((records) => records.length > 0));
    for (const { SequenceNumber = "" } of children.flat()) {
      assert.ok(SequenceNumber > parent.SequenceNumberRange.EndingSequenceNumber);
    }
  });

  it("merges neighbours only", async () => {
    await createStream(cloud.http2, "stream", 3);
    await assert.rejects(merge(shardId(0), shardId(2)), {
      name: "InvalidArgumentException",
      message: /not an adjacent pair of shards eligible for merging/,
    });
    await merge(shardId(1), shardId(0));
    const merged = (await list()).at(-1);
    assert.equal(merged?.ParentShardId, shardId(1));
    assert.equal(merged.AdjacentParentShardId, shardId(0));
    assert.equal(merged.HashKeyRange?.StartingHashKey, "0");
    await assert.rejects(merge(shardId(1), shardId(0)), { name: "InvalidArgumentException" });
    await assert.rejects(split(shardId(0), "5"), { name: "InvalidArgumentException" });
    await assert.rejects(split(shardId(2), "5"), {
      name: "InvalidArgumentException",
      message: /NewStartingHashKey 5 used in SplitShard\(\)/,
    });
    await put(20, "x");
    const open = await Promise.all([2, 3].map((id) => readAll(cloud.http2, "stream", shardId(id))));
    assert.equal(open.flat().length, 20);
  });

  it("scales to any count in bounds, with equal ranges and records kept", async () => {
    await createStream(cloud.http2, "stream", 2);
    let sent = 0;
    for (const TargetShardCount of [3, 5, 4, 8, 4, 2, 1]) {
      await put(10, `to ${TargetShardCount}: `);
      sent += 10;
      const input = {
        StreamName: "stream",
        TargetShardCount,
        ScalingType: "UNIFORM_SCALING",
      } as const;
      await cloud.http2.send(new UpdateShardCountCommand(input));
      const open = await list({ ShardFilter: { Type: "AT_LATEST" } });
      assert.equal(open.length, TargetShardCount);
      const ranges = open
        .map(({ HashKeyRange: range }) => [
          BigInt(range?.StartingHashKey ?? -1),
          BigInt(range?.EndingHashKey ?? -1),
        ])
        .sort(([a = 0n], [b = 0n]) => (a < b ? -1 : 1));
      let expected = 0n;
      for (const [start = 0n, end = 0n] of ranges) {
        assert.equal(start, expected);
        expected = end + 1n;
        const share = Number(end - start + 1n) / 2 ** 128;
        assert.ok(Math.abs(share - 1 / TargetShardCount) < 1e-9);
      }
      assert.equal(expected, 2n ** 128n);
    }
    const all = await Promise.all(
      (await list()).map(({ ShardId }) => readAll(cloud.http2, "stream", ShardId)),
    );
    assert.equal(all.flat().length, sent);
    const double = {
      StreamName: "stream",
      TargetShardCount: 3,
      ScalingType: "UNIFORM_SCALING",
    } as const;
    await assert.rejects(cloud.http2.send(new UpdateShardCountCommand(double)), {
      name: "InvalidArgumentException",
    });
  });

  it("lists shards by filter and page", async () => {
    await createStream(cloud.http2, "stream", 2);
    const created = new Date();
    cloud.advance(10_000);
    await split(shardId(0), "1000");
    const filtered = (ShardFilter: ListShardsCommandInput["ShardFilter"]): Promise<Shard[]> =>
      list({ ShardFilter });
    const all = [0, 1, 2, 3].map(shardId);
    assert.deepEqual(ids(await list()), all);
    assert.deepEqual(ids(await filtered({ Type: "AT_LATEST" })), [1, 2, 3].map(shardId));
    assert.deepEqual(ids(await filtered({ Type: "AT_TRIM_HORIZON" })), [0, 1].map(shardId));
    assert.deepEqual(ids(await filtered({ Type: "FROM_TRIM_HORIZON" })), all);
    assert.deepEqual(
      ids(await filtered({ Type: "AT_TIMESTAMP", Timestamp: created })),
      [0, 1].map(shardId),
    );
    const later = new Date(Date.now() + 20_000);
    assert.deepEqual(
      ids(await filtered({ Type: "FROM_TIMESTAMP", Timestamp: later })),
      [1, 2, 3].map(shardId),
    );
    assert.deepEqual(
      ids(await filtered({ Type: "AFTER_SHARD_ID", ShardId: shardId(1) })),
      [2, 3].map(shardId),
    );
    assert.deepEqual(ids(await list({ ExclusiveStartShardId: shardId(2) })), [shardId(3)]);
    const page = await cloud.http2.send(
      new ListShardsCommand({ StreamName: "stream", MaxResults: 3 }),
    );
    assert.equal(page.Shards?.length, 3);
    const { NextToken } = page;
    const rest = await cloud.http2.send(new ListShardsCommand({ NextToken }));
    assert.deepEqual(ids(rest.Shards ?? []), [shardId(3)]);
    assert.equal(rest.NextToken, undefined);
    await assert.rejects(list({ NextToken }), { name: "InvalidArgumentException" });
    cloud.advance(25 * 3_600_000);
    assert.deepEqual(ids(await list()), [1, 2, 3].map(shardId), "the closed shard has expired");
  });
});
