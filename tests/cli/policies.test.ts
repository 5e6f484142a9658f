import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { needCli } from "./cli";
import { servePassthrough, type Passthrough } from "./passthrough";
import { Project, type Outcome } from "./project";

const pack = path.join(__dirname, "../../policies");
const program = path.join(__dirname, "fixtures/violations.ts");

describe("pulumi preview --policy-pack policies, on a stack with eight faults", () => {
  let provider: Passthrough | undefined;
  let project: Project | undefined;
  let outcome: Outcome;

  before(async function () {
    needCli(this);
    provider = await servePassthrough();
    project = await Project.create("http://127.0.0.1:9", {
      PULUMI_DEBUG_PROVIDERS: `aws:${provider.port}`,
    });
    project.write(readFileSync(program, "utf8"));
    await project.stack("dev", {});
    outcome = await project.run("preview", "dev", "--policy-pack", pack);
  });
  after(() => {
    project?.remove();
    provider?.stop();
  });

  it("fails", () => {
    assert.notEqual(outcome.code, 0);
    assert.match(outcome.output, /preview failed/);
  });

  const refusals: readonly (readonly [rule: string, resource: string, says: string])[] = [
    ["bucket-force-destroy", "aws:s3:Bucket: full", "set forceDestroy to true"],
    ["redshift-node-type", "aws:redshift:Cluster: warehouse", "of ra3.large, not ra3.4xlarge"],
    ["no-nat-gateway", "aws:ec2:NatGateway: way-out", "There must be no NAT gateway: remove it"],
    ["lambda-log-group", "aws:lambda:Function: unlogged", "add an aws.cloudwatch.LogGroup"],
    ["kinesis-shard-count", "aws:kinesis:Stream: wide", "at most 8 shards, not 50"],
    ["iam-no-wildcard-action", "aws:iam:RolePolicy: everything", "must name each action"],
    [
      "esm-failure-destination",
      "aws:lambda:EventSourceMapping: forgetful",
      "must have a failure destination",
    ],
    [
      "stack-monthly-price",
      "pulumi:pulumi:Stack: aws-streaming-pipelines-dev",
      "must cost at most $5.00 a month, and costs $2960.55",
    ],
  ];
  for (const [rule, resource, says] of refusals) {
    it(`says by ${rule} what must be done`, () => {
      const paragraphs = outcome.output.split("- [mandatory]  ").slice(1);
      const found = paragraphs.filter((text) => text.startsWith(`${rule}  (${resource})`));
      assert.equal(found.length, 1, outcome.output);
      assert.ok(found[0]?.includes(says), found[0]);
    });
  }

  it("refuses a configuration that names an unknown rule, and says which is meant", async () => {
    assert.ok(project);
    const file = path.join(os.tmpdir(), `policy-configuration-${process.pid}.json`);
    writeFileSync(file, JSON.stringify({ "log-retentoin": "advisory" }));
    const flags = ["--policy-pack", pack, "--policy-pack-config", file];
    const { code, output } = await project.run("preview", "dev", ...flags);
    rmSync(file);
    assert.notEqual(code, 0);
    assert.match(output, /there is no rule "log-retentoin": did you mean "log-/);
  });
});
