import assert from "node:assert/strict";
import { priceListOf } from "../../policies/pricing/price-list";
import { report } from "../../cost/report";
import { usePerMillion } from "../../cost/traffic";
import { pipeline, registered, stream } from "./resources";

const prices = priceListOf("us-east-1");
const traffic = { eventsPerSecond: 10, bytesPerEvent: 300 };

const close = (actual: number | undefined, expected: number) => {
  assert.ok(
    Math.abs((actual ?? NaN) - expected) < 1e-9,
    `${actual ?? "nothing"} is not ${expected}`,
  );
};

function use(resources: ReturnType<typeof pipeline>, name: string, what: RegExp) {
  return usePerMillion(resources, traffic, prices).find(
    (each) => each.resource.name === name && what.test(each.what),
  )?.usdPerMillion;
}

describe("what a million events cost", () => {
  it("is a PUT unit each, and a write unit each for rows under 1 KB", () => {
    close(use(pipeline(), "requests", /PUT/), 0.014);
    close(use(pipeline(), "rows", /rows/), 0.625);
  });

  it("is invocations by the batches that fill within their window", () => {
    // 10 events/s for 10 s: batches of 100, 10,000 of them; 20 ms and 0.3 ms a record on 256 MB.
    const requests = 0.01 * 0.2;
    const compute = 10_000 * 0.05 * 0.25 * 0.0000133334;
    const logs = ((10_000 * 1200) / 1024 ** 3) * 0.5;
    close(use(pipeline(), "consumer", /10,000 invocations/), requests + compute + logs);
  });

  it("is a hundred times the invocations in batches of one", () => {
    assert.ok(use(pipeline({ batchSize: 1 }), "consumer", /1,000,000 invocations/));
  });

  it("doubles the writes for an index, and counts rows over 1 KB twice", () => {
    const [first, lambda, mapping, table] = pipeline();
    assert.ok(first && lambda && mapping && table);
    const indexed = { ...table, props: { ...table.props, globalSecondaryIndexes: [{}] } };
    close(use([first, lambda, mapping, indexed], "rows", /index/), 1.25);
    const large = { ...traffic, bytesPerEvent: 1500 };
    const found = usePerMillion(pipeline(), large, prices).find((each) => /rows/.test(each.what));
    close(found?.usdPerMillion, 1.25);
  });

  it("is two PUTs a record where records become files: $10", () => {
    const [first, lambda, mapping] = pipeline();
    assert.ok(first && lambda && mapping);
    const variables = { SINK_FILES_BUCKET_NAME: "files-1" };
    const files = [
      first,
      { ...lambda, props: { ...lambda.props, environment: { variables } } },
      mapping,
      registered("aws:s3/bucket:Bucket", "files", { bucket: "files-1" }),
    ];
    close(use(files, "files", /files a record/), 10);
  });

  it("is bytes on an on-demand stream, each record rounded up to 1 KB on its way in", () => {
    const onDemand = { streamModeDetails: { streamMode: "ON_DEMAND" }, shardCount: undefined };
    const gigabyte = 1024 ** 3;
    const expected = (1024e6 / gigabyte) * 0.08 + (300e6 / gigabyte) * 0.04;
    const resources = [stream(onDemand), ...pipeline().slice(1)];
    close(use(resources, "requests", /bytes in, and out to 1/), expected);
  });

  it("is 5 KB a record for Firehose, and conversion on top", () => {
    const firehose = registered(
      "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
      "lake",
      {
        kinesisSourceConfiguration: { kinesisStreamArn: stream().props["arn"] },
        extendedS3Configuration: {
          bufferingInterval: 60,
          bufferingSize: 128,
          dataFormatConversionConfiguration: { enabled: true },
        },
      },
    );
    const delivered = ((5120 * 1e6) / 1024 ** 3) * (0.029 + 0.018);
    const objects = (1e6 / 600) * 0.000005;
    close(use([stream(), firehose], "lake", /to Parquet/), delivered + objects);
  });

  it("adds traffic to what stands idle, and warns of a stream that is too small", () => {
    const small = report(pipeline(), traffic, prices);
    const millions = (10 * 3600 * 730) / 1e6;
    close(small.perMonth, small.idlePerMonth + millions * small.perMillion);
    assert.deepEqual(small.warnings, []);
    const { warnings } = report(pipeline(), { ...traffic, eventsPerSecond: 2500 }, prices);
    assert.deepEqual(warnings, [
      "requests needs 3 shards for this rate and has 1: it would refuse records",
    ]);
  });
});
