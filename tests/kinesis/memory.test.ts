import assert from "node:assert/strict";
import { ListStreamsCommand, PutRecordCommand, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import type { PutRecordsRequestEntry } from "@aws-sdk/client-kinesis";
import { createStream, readAll, startKinesis, texts } from "./cloud";
import { consumerOf, subscribe } from "./subscriptions";

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

  for (const protocol of ["http2", "http1"] as const) {
    it(`is not taken once more by subscribers that do not read, over ${protocol}`, async () => {
      const cloud = await startKinesis();
      try {
        await createStream(cloud.http2, "slow");
        const Data = Buffer.alloc(1_000_000);
        for (let count = 0; count < 40; count += 1) {
          const record = { StreamName: "slow", Data, PartitionKey: "k" };
          await cloud.http2.send(new PutRecordCommand(record));
        }
        const before = process.memoryUsage().external;
        const clients = [];
        for (let count = 0; count < 10; count += 1) {
          const consumer = await consumerOf(cloud.http2, "slow", `slow-${count}`);
          clients.push(await subscribe(cloud[protocol], consumer));
        }
        // Turns enough for each to be sent the 53 MB that it could have.
        for (let count = 0; count < 400; count += 1)
          await cloud.http1.send(new ListStreamsCommand({}));
        const taken = process.memoryUsage().external - before;
        assert.ok(taken < 250_000_000, `${taken} bytes for 10 subscribers`);
        for (const { records } of clients.slice(0, 2)) await records(40);
      } finally {
        await cloud.stop();
      }
    });
  }
});
