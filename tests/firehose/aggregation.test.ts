import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { BinaryWriter } from "google-protobuf";
import { newLake, toParquet } from "./lake";

const MAGIC = Buffer.from([0xf3, 0x89, 0x9a, 0xc2]);

/** A record as the Kinesis Producer Library makes it of several. */
function aggregated(...texts: readonly string[]): Buffer {
  const message = new BinaryWriter();
  message.writeString(1, "key");
  for (const text of texts) {
    const record = new BinaryWriter();
    record.writeUint64(1, 0);
    record.writeBytes(3, Buffer.from(text));
    message.writeBytes(3, record.getResultBuffer());
  }
  return sealed(Buffer.from(message.getResultBuffer()));
}

const sealed = (message: Buffer): Buffer =>
  Buffer.concat([MAGIC, message, createHash("md5").update(message).digest()]);

describe("Firehose with records that the Kinesis Producer Library aggregated", () => {
  let lake: Awaited<ReturnType<typeof newLake>>;
  beforeEach(async () => {
    lake = await newLake();
  });
  afterEach(() => lake.stop());

  it("delivers each of them, in their order, between others", async () => {
    await lake.create();
    await lake.put("a", aggregated("b", "", "c".repeat(300)), aggregated(), "d");
    await lake.firehose.flush("lake");
    assert.deepEqual([...(await lake.objects()).values()].map(String), [`ab${"c".repeat(300)}d`]);
  });

  it("converts each of them, and says which of them it could not", async () => {
    await lake.createTable();
    await lake.create({
      DataFormatConversionConfiguration: toParquet,
      Prefix: "data/!{timestamp:yyyy}/",
      ErrorOutputPrefix: "errors/!{firehose:error-output-type}/",
    });
    await lake.put(aggregated('{"sensor_id":"a"}', "no JSON", '{"sensor_id":"b"}'));
    await lake.firehose.flush("lake");
    const objects = [...(await lake.objects())];
    assert.ok(objects.some(([key]) => key.endsWith(".parquet")));
    const [, errors] = objects.find(([key]) => key.startsWith("errors/")) ?? [];
    const { rawData, subSequenceNumber } = JSON.parse(String(errors)) as Record<string, unknown>;
    assert.equal(Buffer.from(String(rawData), "base64").toString(), "no JSON");
    assert.equal(subSequenceNumber, 1);
  });

  const others: Readonly<Record<string, Buffer>> = {
    "has another digest": Buffer.concat([aggregated("a").subarray(0, -1), Buffer.from([0])]),
    "is cut short": MAGIC,
    "is no message of protocol buffers": sealed(Buffer.from([0x1a, 0xff])),
  };
  for (const [what, record] of Object.entries(others)) {
    it(`delivers as it is what ${what}`, async () => {
      await lake.create();
      await lake.put(record);
      await lake.firehose.flush("lake");
      assert.deepEqual([...(await lake.objects()).values()], [record]);
    });
  }
});
