import assert from "node:assert/strict";
import { PutRecordCommand, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import type { PutRecordsRequestEntry } from "@aws-sdk/client-kinesis";
import { createStream, readAll, startKinesis, texts } from "./cloud";

const entry = (text: string, PartitionKey = text): PutRecordsRequestEntry => ({
  Data: Buffer.from(text),
  PartitionKey,
});

describe("the memory that streams may take", () => {
  it("is refused to new records when it is full, and drops none", async () => {
    const cloud = await startKinesis({ kinesis: { maxBytes: 10 * (1000 + 1 + 128) } });
    try {
      await createStream(cloud.http2, "full");
      const Records = Array.from({ length: 12 }, (_, index) => entry(`${index}`.padEnd(1000), "k"));
      const put = new PutRecordsCommand({ StreamName: "full", Records });
      const answer = await cloud.http2.send(put);
      assert.equal(answer.FailedRecordCount, 2);
      assert.deepEqual(answer.Records?.map(({ ErrorCode }) => ErrorCode).slice(9), [
        undefined,
        ...Array<string>(2).fill("ProvisionedThroughputExceededException"),
      ]);
      const one = new PutRecordCommand({ StreamName: "full", ...entry("x") });
      await assert.rejects(cloud.http2.send(one), {
        name: "ProvisionedThroughputExceededException",
        message: /no room for more/,
      });
      assert.equal((await readAll(cloud.http2, "full")).length, 10);
      cloud.advance(24 * 3_600_000 + 1000);
      await cloud.http2.send(one);
      assert.deepEqual(texts(await readAll(cloud.http2, "full")), ["x"]);
    } finally {
      await cloud.stop();
    }
  });

  it("leaves a shard its write limits where they are asked for", async () => {
    const cloud = await startKinesis({
      kinesis: { shardLimits: true },
      clock: () => 1_800_000_000_000,
    });
    try {
      await createStream(cloud.http2, "limited");
      const Records = Array.from({ length: 500 }, () => entry("x"));
      const put = new PutRecordsCommand({ StreamName: "limited", Records });
      const failed: unknown[] = [];
      for (let count = 0; count < 3; count += 1) {
        failed.push((await cloud.http2.send(put)).FailedRecordCount);
      }
      assert.deepEqual(failed, [0, 0, 500]);
    } finally {
      await cloud.stop();
    }
  });
});
