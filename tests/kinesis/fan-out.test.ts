import assert from "node:assert/strict";
import { MergeShardsCommand, PutRecordsCommand, SplitShardCommand } from "@aws-sdk/client-kinesis";
import { eventually } from "../eventually";
import { FIRST_SHARD, createStream, startKinesis } from "./cloud";
import { consumerOf, subscribe } from "./subscriptions";

const QUARTER = String(2n ** 126n);

describe("a consumer with enhanced fan-out", () => {
  for (const protocol of ["http2", "http1"] as const) {
    it(`reads 2,000 of 2,000 records through a split and a merge, over ${protocol}`, async () => {
      const cloud = await startKinesis();
      try {
        const StreamName = "stream";
        await createStream(cloud.http2, StreamName, 2);
        const consumer = await consumerOf(cloud.http2, StreamName);
        const put = async (start: number): Promise<void> => {
          const Records = Array.from({ length: 500 }, (_, index) => {
            const text = String(start + index);
            return { Data: Buffer.from(text), PartitionKey: text };
          });
          await cloud.http2.send(new PutRecordsCommand({ StreamName, Records }));
        };
        const read = new Map<string, string[]>();
        const ended = new Set<string>();
        /** A shard to its end, then those of its children whose parents have all ended. */
        const follow = async (shardId: string): Promise<void> => {
          read.set(shardId, []);
          const { next } = await subscribe(cloud[protocol], consumer, undefined, shardId);
          for (let event = await next(); event !== undefined; event = await next()) {
            const records = event.Records ?? [];
            read
              .get(shardId)
              ?.push(...records.map(({ Data }) => Buffer.from(Data ?? []).toString()));
            if (event.ChildShards === undefined) continue;
            ended.add(shardId);
            const ready = event.ChildShards.filter(
              ({ ShardId = "", ParentShards = [] }) =>
                !read.has(ShardId) && ParentShards.every((parent) => ended.has(parent)),
            );
            await Promise.all(ready.map(({ ShardId = "" }) => follow(ShardId)));
          }
        };
        const followed = [FIRST_SHARD, "shardId-000000000001"].map(follow);
        await put(0);
        const split = { StreamName, ShardToSplit: FIRST_SHARD, NewStartingHashKey: QUARTER };
        await cloud.http2.send(new SplitShardCommand(split));
        await put(500);
        const merge = {
          ShardToMerge: "shardId-000000000003",
          AdjacentShardToMerge: "shardId-000000000001",
        };
        await cloud.http2.send(new MergeShardsCommand({ StreamName, ...merge }));
        await put(1000);
        await put(1500);
        // Its subscriptions to open shards end with their time.
        await eventually(() => [...read.values()].flat().length === 2000);
        cloud.advance(300_000);
        await put(2000);
        await Promise.all(followed);
        const numbers = [...read.values()].flat().map(Number);
        assert.deepEqual(
          numbers.sort((one, other) => one - other),
          Array.from({ length: 2000 }, (_, number) => number),
        );
        assert.equal(read.size, 5);
      } finally {
        await cloud.stop();
      }
    });
  }
});
