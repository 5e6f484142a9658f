import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { DescribeStreamSummaryCommand, KinesisClient } from "@aws-sdk/client-kinesis";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { makeSmallProgram, type SmallProgram } from "../small-program";
import { finished, startLocal } from "./process";

describe("npm run local -- --cwd FOLDER", () => {
  let program: SmallProgram;
  beforeEach(() => {
    program = makeSmallProgram();
  });
  afterEach(() => {
    program.remove();
  });

  const runs: readonly (readonly [
    what: string,
    config: Record<string, string | number>,
    number,
  ])[] = [
    ["by its own file of the stack local", { "small:shards": 3, "aws:region": "eu-west-1" }, 3],
    ["by what its Pulumi.yaml has", {}, 2],
  ];
  for (const [what, config, shards] of runs)
    it(`brings another program up, configured ${what}, and takes it down`, async () => {
      if (Object.keys(config).length > 0) program.configure("local", config);
      const before = readdirSync(program.folder);
      const { "aws:region": region = "us-east-1" } = config;
      const local = await startLocal("--cwd", path.relative(process.cwd(), program.folder));
      try {
        const [, endpoint = ""] = await local.shows(/AWS_ENDPOINT_URL=(\S+) AWS_REGION=/);
        const credentials = { accessKeyId: "any", secretAccessKey: "key" };
        const settings = { endpoint, region: String(region), credentials };
        const described = await new KinesisClient(settings).send(
          new DescribeStreamSummaryCommand({ StreamName: "events" }),
        );
        const { StreamARN, OpenShardCount } = described.StreamDescriptionSummary ?? {};
        assert.equal(StreamARN, `arn:aws:kinesis:${region}:000000000000:stream/events`);
        assert.equal(OpenShardCount, shards);
        const { Buckets = [] } = await new S3Client(settings).send(new ListBucketsCommand({}));
        assert.match(Buckets.map(({ Name }) => Name).join(), /^files-[0-9a-f]{7}$/);
        await local.shows(/"stack": "local"/);
      } finally {
        await local.end();
      }
      assert.equal(await local.ended, 0);
      assert.match(local.output, /2 resources destroyed/);
      assert.deepEqual(readdirSync(program.folder), before);
    });

  it("refuses a folder without a project, and a scenario of this one", async () => {
    const refusals: readonly (readonly [readonly string[], RegExp])[] = [
      [["--cwd", "/nowhere"], /there is no Pulumi\.yaml in \/nowhere/],
      [["-C", program.folder, "--scenario", "sensors"], /--scenario does not go with --cwd/],
    ];
    for (const [args, says] of refusals) {
      const { code, output } = await finished("commands/local.ts", args);
      assert.equal(code, 2);
      assert.match(output, says);
    }
  });
});
