import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createCloud, type Cloud } from "../cloud";
import { finished } from "../commands/process";
import { makeSmallProgram, type SmallProgram } from "../small-program";
import { needCli, searchPath } from "./cli";

describe("npm run pulumi -- --cwd FOLDER", () => {
  let cloud: Cloud;
  let program: SmallProgram;
  let state: string;

  before(async function () {
    needCli(this);
    cloud = await createCloud({ services: ["kinesis", "s3", "sts", "tagging"] });
    program = makeSmallProgram();
    state = mkdtempSync(path.join(os.tmpdir(), "pulumi-state-"));
  });
  after(async () => {
    await cloud.stop();
    program.remove();
    rmSync(state, { recursive: true });
  });

  async function pulumi(...args: string[]): Promise<string> {
    const env = {
      ...process.env,
      PATH: searchPath,
      AWS_ENDPOINT_URL: cloud.endpoint,
      PULUMI_BACKEND_URL: `file://${state}`,
      PULUMI_CONFIG_PASSPHRASE: "",
    };
    const { code, output } = await finished("commands/pulumi.ts", args, env);
    assert.equal(code, 0, output);
    return output;
  }
  const streams = async () => (await cloud.client.call("kinesis", "ListStreams", {})).StreamNames;

  it("deploys another program, which needs no stack file, and destroys it", async () => {
    await pulumi("up", "--cwd", program.folder, "--yes", "--skip-preview");
    assert.deepEqual(await streams(), ["events"]);
    const { StreamDescriptionSummary } = await cloud.client.call(
      "kinesis",
      "DescribeStreamSummary",
      { StreamName: "events" },
    );
    assert.equal(StreamDescriptionSummary.OpenShardCount, 2);
    const output = await pulumi("stack", "output", "-C", program.folder, "--json", "-s", "local");
    assert.match(output, /"streamArn": "arn:aws:kinesis:us-east-1:000000000000:stream\/events"/);
    await pulumi("destroy", `--cwd=${program.folder}`, "--yes", "--skip-preview");
    assert.deepEqual(await streams(), []);
    assert.deepEqual(readdirSync(program.folder).sort(), program.files);
  });
});
