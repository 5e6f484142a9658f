import assert from "node:assert/strict";
import { EnforcementLevel } from "@pulumi/pulumi/proto/analyzer_pb";
import { rules } from "../../policies/rules";
import type { Violation } from "./analyzer";
import { Pack } from "./analyzer";
import type { Cases, Subject } from "./fixture";
import { resource, unknownText, urnOf } from "./fixture";
import { cleanup } from "./fixtures/cleanup";
import { cost, unnamedBucket } from "./fixtures/cost";
import { safety } from "./fixtures/safety";
import { security } from "./fixtures/security";

describe("the policy pack, served as the CLI serves it", () => {
  const cases: Cases = { ...cost, ...cleanup, ...security, ...safety };
  let pack: Pack;

  before(async () => {
    pack = await Pack.start();
  });
  after(async () => {
    await pack.stop();
  });
  afterEach(async () => {
    await pack.reset();
  });

  async function violations(subject: Subject, rule: string): Promise<readonly Violation[]> {
    const found = Array.isArray(subject)
      ? await pack.analyzeStack(subject)
      : await pack.analyze(subject as Exclude<Subject, readonly unknown[]>);
    return found.filter((violation) => violation.rule === rule);
  }

  it("has a violating and a passing case for every rule, and no case without a rule", () => {
    // Those of the suppressions look at the other rules' configuration, and have tests of their own.
    const others = rules.filter(({ name }) => !name.startsWith("suppressions-"));
    assert.deepEqual(Object.keys(cases).sort(), others.map(({ name }) => name).sort());
  });

  it("describes every rule to the engine, with its settings and their defaults", async () => {
    const infos = (await pack.info()).getPoliciesList();
    assert.equal(infos.length, rules.length);
    for (const info of infos) {
      assert.match(info.getDescription(), /must/, info.getName());
      const settings = info.getConfigschema()?.getProperties()?.toJavaScript() ?? {};
      for (const setting of Object.values(settings)) {
        assert.notEqual((setting as { default?: unknown }).default, undefined, info.getName());
      }
    }
  });

  for (const [rule, { breaks, keeps, says }] of Object.entries(cases)) {
    it(`${rule} objects to what breaks it, saying how to remediate it`, async () => {
      const [violation, ...others] = await violations(breaks, rule);
      assert.ok(violation, "no violation");
      assert.deepEqual(others, []);
      assert.match(violation.message, says);
      assert.match(violation.message, /must|may/);
      assert.equal(violation.level, EnforcementLevel.MANDATORY);
    });

    it(`${rule} says nothing to what keeps it`, async () => {
      assert.deepEqual(await violations(keeps, rule), []);
    });
  }

  for (const rule of rules.filter(({ remediates }) => remediates)) {
    it(`${rule.name} remediates the resource when its level is "remediate"`, async () => {
      const breaks = cases[rule.name]?.breaks;
      assert.ok(breaks && !Array.isArray(breaks));
      const fixture = breaks as Exclude<Subject, readonly unknown[]>;
      await pack.configure(rule.name, {}, EnforcementLevel.REMEDIATE);
      const props = await pack.remediate(fixture);
      assert.ok(props, "nothing was remediated");
      assert.deepEqual(await violations({ ...fixture, props }, rule.name), []);
    });
  }

  it("leaves a resource that keeps the rules as it is when told to remediate", async () => {
    await pack.configure("bucket-force-destroy", {}, EnforcementLevel.REMEDIATE);
    assert.equal(await pack.remediate(resource.bucket({ forceDestroy: true })), undefined);
  });

  it("remediates a bucket although a preview does not know its other properties", async () => {
    await pack.configure("bucket-force-destroy", {}, EnforcementLevel.REMEDIATE);
    const props = await pack.remediate(resource.bucket({ bucket: unknownText }));
    assert.deepEqual(props, { bucket: unknownText, forceDestroy: true });
  });

  it("asks an alarm on a mapping's metric for the mapping's dimension", async () => {
    const metric = { namespace: "AWS/Lambda", metricName: "DroppedEventCount" };
    const right = { ...metric, dimensions: { EventSourceMappingUUID: "a-b-c" } };
    const wrong = { ...metric, dimensions: { FunctionName: "consumer" } };
    assert.equal((await violations(resource.alarm(right), "alarm-dimension")).length, 0);
    assert.equal((await violations(resource.alarm(wrong), "alarm-dimension")).length, 1);
  });

  it("obeys the configuration of a rule", async () => {
    const stream = resource.stream({ shardCount: 50 });
    await pack.configure("kinesis-shard-count", { maxShards: 64 }, EnforcementLevel.MANDATORY);
    assert.deepEqual(await violations(stream, "kinesis-shard-count"), []);
  });

  it("takes a stack named in durableStacks for durable", async () => {
    const bucket = resource.bucket({}, { stack: "live" });
    assert.equal((await violations(bucket, "bucket-force-destroy")).length, 1);
    const config = { durableStacks: ["live"] };
    await pack.configure("bucket-force-destroy", config, EnforcementLevel.MANDATORY);
    assert.deepEqual(await violations(bucket, "bucket-force-destroy"), []);
  });

  it("counts a failure destination that the preview does not know yet as there", async () => {
    const mapping = resource.mapping({
      eventSourceArn: unknownText,
      startingPosition: "TRIM_HORIZON",
      destinationConfig: { onFailure: { destinationArn: unknownText } },
    });
    assert.deepEqual(await violations(mapping, "esm-failure-destination"), []);
  });

  it("still objects to a mapping whose stream the preview does not know yet", async () => {
    const mapping = resource.mapping({ eventSourceArn: unknownText, startingPosition: "LATEST" });
    const found = await pack.analyze(mapping);
    const expected = ["esm-bounded-retries", "esm-failure-destination", "esm-starting-position"];
    assert.deepEqual(
      expected.filter((rule) => !found.some((violation) => violation.rule === rule)),
      [],
    );
  });

  it("ties a bucket to its lifecycle by the engine's graph while names are unknown", async () => {
    assert.deepEqual(await violations(unnamedBucket, "bucket-lifecycle"), []);
  });

  it("names the resource that a stack's rule objects to", async () => {
    const lambda = resource.lambda({ name: "orphan" });
    const [violation] = await violations([lambda], "lambda-log-group");
    assert.equal(violation?.urn, urnOf(lambda));
  });

  it("objects to an awsx VPC whose arguments ask for NAT gateways, or leave the default", async () => {
    for (const natGateways of [undefined, { strategy: "Single" }]) {
      const vpc = resource.awsxVpc({
        cidrBlock: "10.0.0.0/16",
        ...(natGateways && { natGateways }),
      });
      assert.equal((await violations(vpc, "no-nat-gateway")).length, 1);
    }
    assert.deepEqual(await violations(resource.awsxVpc({}), "no-nat-gateway"), []);
  });
});
