import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { parse } from "lossless-json";
import type { Files } from "../../../runtime/s3/files";
import { suiteCloud } from "../support/suite";
import { openWriter } from "../support/container";
import { entries, writing } from "../support/factories";

describe("files in S3, one a record", () => {
  const cloud = suiteCloud({ SINK_BUCKET_NAME: "lake" });

  const open = (layout: string) =>
    openWriter<Files>("objects", { layout }, { BUCKET_NAME: "lake" });
  const files = (...keys: string[]): Files => ({
    files: keys.map((key) => ({ key, value: { key } })),
  });

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
    cloud.latencyMs = 100;
    const many = Array.from({ length: 200 }, (_, i) => files(`raw/${i}.json`));
    deepEqual(await open("record").write(entries(...many), writing()), []);
    equal(cloud.objects.size, 200);
    ok(cloud.mostAtOnce > 8 && cloud.mostAtOnce <= 64, `${cloud.mostAtOnce} at once`);
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
      const failures = await open("record").write(entries(files("raw/ok"), files(key)), writing());
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
