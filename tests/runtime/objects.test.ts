import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { parse } from "lossless-json";
import { writer as objects } from "../../runtime/writers/objects";
import type { Files } from "../../runtime/s3/files";
import type { KinesisRecord } from "../../runtime/invocation/event";
import type { JsonValue } from "../../runtime/types";
import { Cloud } from "./cloud";
import { invoke, openWriter, startContainer, withEnvironment } from "./container";
import { entries, record, sequenceNumber, writing } from "./factories";

describe("the objects writer", () => {
  const cloud = new Cloud();
  let restore: () => void;
  before(async () => {
    await cloud.start();
    restore = withEnvironment({ ...cloud.environment, SINK_BUCKET_NAME: "lake" });
  });
  after(async () => {
    restore();
    await cloud.stop();
  });
  beforeEach(() => {
    cloud.reset();
  });

  const open = (layout: string) =>
    openWriter<Files>("objects", { layout }, { BUCKET_NAME: "lake" });
  const files = (...keys: string[]): Files => ({
    files: keys.map((key) => ({ key, value: { key } })),
  });

  describe("with an object a record", () => {
    it("puts every file of every record as JSON with each digit sent", async () => {
      const value = parse('{"symbol":"A","price":101.50000000000000000001}');
      const item = { files: ["raw/A_1.json", "processed/A_1.json"].map((key) => ({ key, value })) };
      deepEqual(await open("record").write(entries(item), writing()), []);
      deepEqual([...cloud.objects.keys()].sort(), ["lake/processed/A_1.json", "lake/raw/A_1.json"]);
      const { body, contentType } = cloud.objects.get("lake/raw/A_1.json") ?? {};
      equal(body?.toString(), '{"symbol":"A","price":101.50000000000000000001}');
      equal(contentType, "application/json");
    });

    it("puts a batch's objects at once, but no more than 64", async () => {
      let under = 0;
      let most = 0;
      cloud.fail("PutObject", () => {
        under += 1;
        most = Math.max(most, under);
        setTimeout(() => (under -= 1), 30);
        return undefined;
      });
      const many = Array.from({ length: 200 }, (_, i) => files(`raw/${i}.json`));
      deepEqual(await open("record").write(entries(...many), writing()), []);
      equal(cloud.objects.size, 200);
      ok(most > 8, `${most} at once`);
    });

    it("lets the last of several records with one key stay", async () => {
      const item = (n: number): Files => ({ files: [{ key: "raw/x.json", value: { n } }] });
      await open("record").write(entries(item(1), item(2), item(3)), writing());
      equal(cloud.objects.get("lake/raw/x.json")?.body.toString(), '{"n":3}');
      equal(cloud.called("PutObject").length, 1);
    });

    it("retries slow-downs, and reports only the records whose files are not there", async () => {
      cloud.fail("PutObject", ({ input }, nth) => {
        if (String(input["path"]).includes("stuck")) return { status: 503, error: "SlowDown" };
        return nth <= 2 ? { status: 500, error: "InternalError" } : undefined;
      });
      const items = [files("raw/a"), files("raw/stuck"), files("raw/b", "raw/c")];
      const failures = await open("record").write(entries(...items), writing(800));
      deepEqual(
        failures.map(({ index, kind }) => [index, kind]),
        [[1, "transient"]],
      );
      deepEqual([...cloud.objects.keys()].sort(), ["lake/raw/a", "lake/raw/b", "lake/raw/c"]);
    });

    for (const [what, key] of [
      ["an empty key", ""],
      ["a key over 1,024 bytes", "é".repeat(600)],
      ["a key that climbs out of its folder", "raw/../../etc"],
    ] as const) {
      it(`refuses ${what} as invalid`, async () => {
        const failures = await open("record").write(
          entries(files("raw/ok"), files(key)),
          writing(),
        );
        deepEqual(
          failures.map(({ index, kind }) => [index, kind]),
          [[1, "invalid"]],
        );
      });
    }

    it("takes keys with blanks, plus signs and accents literally", async () => {
      await open("record").write(entries(files("raw/a b+ñ%20=?.json")), writing());
      deepEqual([...cloud.objects.keys()], ["lake/raw/a b+ñ%20=?.json"]);
    });

    it("throws when the bucket is missing: no record is to blame", async () => {
      cloud.fail("PutObject", { status: 404, error: "NoSuchBucket" });
      await rejects(open("record").write(entries(files("raw/a")), writing()), {
        name: "NoSuchBucket",
      });
    });
  });

  describe("with an object a batch", () => {
    it("puts one gzipped NDJSON object per prefix, in the stream's order", async () => {
      const items = [1, 2, 3].map((i) => files(`raw/${i}.json`, `processed/${i}.json`));
      deepEqual(await open("batch").write(entries(...items), writing()), []);
      const name = `2024/12/21/shardId-000000000000-${sequenceNumber(0)}.ndjson.gz`;
      deepEqual([...cloud.objects.keys()].sort(), [`lake/processed/${name}`, `lake/raw/${name}`]);
      equal(
        gunzipSync(cloud.objects.get(`lake/raw/${name}`)?.body ?? "").toString(),
        '{"key":"raw/1.json"}\n{"key":"raw/2.json"}\n{"key":"raw/3.json"}\n',
      );
    });

    it("asks for all of its records again when one of its objects is not there", async () => {
      cloud.fail("PutObject", ({ input }) =>
        String(input["path"]).includes("processed")
          ? { status: 503, error: "SlowDown" }
          : undefined,
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

    const handler = () =>
      startContainer<{ n: JsonValue }>({
        pipeline: "stock",
        consumer: "store",
        parse: (value) => value as { n: JsonValue },
        sinks: [
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
    const stored = () =>
      [...cloud.objects].flatMap(([key, { body }]) =>
        key.startsWith("lake/")
          ? gunzipSync(body)
              .toString()
              .trimEnd()
              .split("\n")
              .map((line) => (JSON.parse(line) as { n: number }).n)
          : [],
      );
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
      deepEqual(response.batchItemFailures, [{ itemIdentifier: sequenceNumber(0) }]);
      denied = false;
      await invoke(deliver, { Records: poison.slice(0, 8) });
      await invoke(deliver, { Records: poison.slice(8) });
      deepEqual(
        stored().sort((a, b) => a - b),
        all.filter((n) => n !== 9),
      );
    });
  });
});
