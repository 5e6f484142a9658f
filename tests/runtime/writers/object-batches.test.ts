import { deepEqual, equal, match } from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { LosslessNumber } from "lossless-json";
import { writer as objects } from "../../../runtime/writers/objects";
import type { Files } from "../../../runtime/s3/files";
import type { KinesisRecord } from "../../../runtime/invocation/event";
import type { SinkConfig } from "../../../runtime/handler";
import type { JsonValue } from "../../../runtime/types";
import { sink } from "../support/consumer";
import { suiteCloud } from "../support/suite";
import { invoke, openWriter, startContainer } from "../support/container";
import { entries, record, sequenceNumber, writing } from "../support/factories";

describe("files in S3, one a batch", () => {
  const cloud = suiteCloud({ SINK_BUCKET_NAME: "lake" });

  const open = (layout: string) =>
    openWriter<Files>("objects", { layout }, { BUCKET_NAME: "lake" });
  const recordOf = (index: number) => `shardId-000000000000:${sequenceNumber(index)}`;
  const files = (...keys: string[]): Files => ({
    files: keys.map((key) => ({ key, value: { key } })),
  });

  it("puts one gzipped NDJSON object per prefix, in the stream's order", async () => {
    const items = [1, 2, 3].map((i) => files(`raw/${i}.json`, `processed/${i}.json`));
    deepEqual(await open("batch").write(entries(...items), writing()), []);
    const name = `2024/12/21/shardId-000000000000-${sequenceNumber(0)}.ndjson.gz`;
    deepEqual([...cloud.objects.keys()].sort(), [`lake/processed/${name}`, `lake/raw/${name}`]);
    equal(
      gunzipSync(cloud.objects.get(`lake/raw/${name}`)?.body ?? "").toString(),
      [1, 2, 3]
        .map((i) => `{"key":"raw/${i}.json","kinesisRecord":"${recordOf(i - 1)}"}\n`)
        .join(""),
    );
  });

  it("leaves a value's own field as it is, and a value that is no object", async () => {
    const values = [{ kinesisRecord: "mine" }, [1], "text", new LosslessNumber("1.50")];
    const items = values.map((value) => ({ files: [{ key: "raw/x", value }] }));
    await open("batch").write(entries(...items), writing());
    const [object] = cloud.objects.values();
    equal(
      gunzipSync(object?.body ?? "").toString(),
      '{"kinesisRecord":"mine"}\n[1]\n"text"\n1.50\n',
    );
  });

  it("asks for all of its records again when one of its objects is not there", async () => {
    cloud.fail("PutObject", ({ input }) =>
      String(input["path"]).includes("processed") ? { status: 503, error: "SlowDown" } : undefined,
    );
    const items = [files("raw/1"), files("raw/2", "processed/2"), files("raw/3")];
    const failures = await open("batch").write(entries(...items), writing(500));
    deepEqual(
      failures.map(({ index, kind }) => [index, kind]),
      [
        [0, "transient"],
        [1, "transient"],
        [2, "transient"],
      ],
    );
  });

  it("refuses a record with a bad key, and stores the others' lines", async () => {
    const failures = await open("batch").write(entries(files(""), files("raw/2")), writing());
    deepEqual(
      failures.map(({ index, kind }) => [index, kind]),
      [[0, "invalid"]],
    );
    match([...cloud.objects.keys()].join(), new RegExp(`${sequenceNumber(1)}\\.ndjson\\.gz$`));
  });

  const handler = (...others: SinkConfig<{ n: JsonValue }>[]) =>
    startContainer<{ n: JsonValue }>({
      pipeline: "stock",
      consumer: "store",
      parse: (value) => value as { n: JsonValue },
      sinks: [
        ...others,
        {
          name: "files",
          map: (event, at) => ({ files: [{ key: `raw/${at.sequenceNumber}`, value: event }] }),
          writer: objects,
          options: { layout: "batch" },
          environmentPrefix: "SINK_",
        },
      ],
    });
  const records = Array.from({ length: 16 }, (_, n) => record({ n }, n));
  const lines = () =>
    [...cloud.objects].flatMap(([key, { body }]) =>
      key.startsWith("lake/")
        ? gunzipSync(body)
            .toString()
            .trimEnd()
            .split("\n")
            .map((line) => JSON.parse(line) as { n: number; kinesisRecord: string })
        : [],
    );
  const stored = () => lines().map(({ n }) => n);
  const all = records.map((_record, n) => n);

  it("holds each record once when a batch that was stored is delivered again in halves", async () => {
    const deliver = handler();
    const attempt = async (part: KinesisRecord[], crashes: number): Promise<void> => {
      deepEqual((await invoke(deliver, { Records: part })).response.batchItemFailures, []);
      // The function ends before its answer arrives, so the mapping bisects the batch.
      if (crashes === 0 || part.length === 1) return;
      await attempt(part.slice(0, part.length / 2), crashes - 1);
      await attempt(part.slice(part.length / 2), crashes - 1);
    };
    await attempt(records, 3);
    deepEqual(
      stored().sort((a, b) => a - b),
      all,
    );
  });

  it("holds each record once when another record of its batch must be delivered again", async () => {
    const poison = [...records];
    poison[9] = record("poison", 9);
    let denied = true;
    cloud.fail("PutObject", ({ input }) =>
      denied && String(input["path"]).includes("quarantine")
        ? { status: 403, error: "AccessDenied" }
        : undefined,
    );
    const deliver = handler();
    const { response } = await invoke(deliver, { Records: poison });
    deepEqual(response.batchItemFailures, [{ itemIdentifier: sequenceNumber(9) }]);
    denied = false;
    await invoke(deliver, { Records: poison.slice(9) });
    deepEqual(
      stored().sort((a, b) => a - b),
      all.filter((n) => n !== 9),
    );
  });

  /** Delivers what is left of a batch as Lambda may: whole, in halves, or without its oldest. */
  for (const left of [records.slice(4), records.slice(0, 8), records.slice(9), records])
    it(`holds each record once when ${left.length} records come again after another sink's failure`, async () => {
      let down = true;
      const table = sink("table", ({ index }) =>
        down && index === 0 ? { index, kind: "transient", reason: "slow" } : undefined,
      );
      const deliver = handler(table);
      const { response } = await invoke(deliver, { Records: records });
      deepEqual(response.batchItemFailures, [{ itemIdentifier: sequenceNumber(0) }]);
      deepEqual(stored(), []);
      down = false;
      await invoke(deliver, { Records: left });
      equal(stored().length, left.length);
    });

  it("names the record in each line of a double that is left: the function ended, and the oldest were given up", async () => {
    const deliver = handler();
    await invoke(deliver, { Records: records.slice(0, 3) });
    await invoke(deliver, { Records: records.slice(1, 3) });
    const named = lines().map(({ kinesisRecord }) => kinesisRecord);
    deepEqual(named.sort(), [0, 1, 1, 2, 2].map(recordOf).sort());
  });
});
