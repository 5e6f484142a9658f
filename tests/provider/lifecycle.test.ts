import assert from "node:assert/strict";
import { createCloud, type Cloud } from "../../local/cloud";
import { clientOf } from "../../local/gateway/client";
import type { CloudClient } from "../../local/gateway/service";
import { Lifecycle } from "../../local/provider/lifecycle";
import { PartlyCreated } from "../../local/provider/status";
import { unknownText, type WireProperties } from "../../local/provider/values";
import { functions, kinds } from "../../local/resources";

/** A client that fails from the call on that follows the first creation. */
function failingAfterCreation(client: CloudClient): CloudClient {
  let created = false;
  return clientOf(client, async (service, operation, input) => {
    if (created) throw new Error("out of order");
    const answer = await client.request(service, operation, input);
    created = /^Create/.test(operation);
    return answer;
  });
}

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
  ],
});

/** Resources whose creation takes more than one call. */
const inParts: Readonly<Record<string, WireProperties>> = {
  "aws:kinesis/stream:Stream": { name: "requests", shardCount: 1, retentionPeriod: 48 },
  "aws:cloudwatch/logGroup:LogGroup": { name: "logs", retentionInDays: 7 },
  "aws:athena/workgroup:Workgroup": { name: "queries", state: "DISABLED" },
  "aws:iam/role:Role": {
    name: "consumer",
    assumeRolePolicy: trust,
    inlinePolicies: [
      {
        name: "none",
        policy:
          '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}',
      },
    ],
  },
  "aws:kms/key:Key": { enableKeyRotation: true },
  "aws:dynamodb/table:Table": {
    name: "rows",
    billingMode: "PAY_PER_REQUEST",
    hashKey: "id",
    attributes: [{ name: "id", type: "S" }],
    pointInTimeRecovery: { enabled: true },
  },
  "aws:s3/bucket:Bucket": { bucket: "objects", tags: { stack: "one" } },
  "aws:redshift/parameterGroup:ParameterGroup": {
    name: "parameters",
    family: "redshift-2.0",
    parameters: [{ name: "require_ssl", value: "true" }],
  },
};

describe("the provider for the CLI", () => {
  let cloud: Cloud;
  before(async () => {
    cloud = await createCloud();
  });
  after(() => cloud.stop());

  const lifecycle = (client: CloudClient = cloud.client) =>
    new Lifecycle({ kinds, functions }, () => Promise.resolve(client));

  it("refuses an unknown resource type by name", () => {
    const check = () => lifecycle().check("aws:ec2/natGateway:NatGateway", "gateway", {}, {});
    assert.throws(check, /aws:ec2\/natGateway:NatGateway is not implemented by the local cloud/);
  });

  it("reports what is missing, unknown, or out of AWS's limits", () => {
    const stream = { shardCount: 0, retentionPeriod: 12, shards: 2 };
    const { failures } = lifecycle().check("aws:kinesis/stream:Stream", "requests", {}, stream);
    assert.deepEqual(failures.map(({ property }) => property).sort(), [
      "retentionPeriod",
      "shardCount",
      "shards",
    ]);
    const policy = lifecycle().check("aws:iam/rolePolicy:RolePolicy", "policy", {}, {});
    assert.ok(policy.failures.some(({ reason }) => reason.includes("Missing required argument")));
  });

  it("takes what a preview does not know yet", () => {
    const inputs = { role: unknownText, policy: unknownText };
    const { failures } = lifecycle().check("aws:iam/rolePolicy:RolePolicy", "policy", {}, inputs);
    assert.deepEqual(failures, []);
  });

  it("sees no difference in the white space of a policy", () => {
    const olds = { role: "consumer", policy: '{"Version": "2012-10-17"}' };
    const news = { role: "consumer", policy: '{"Version":"2012-10-17"}' };
    const { changes } = lifecycle().diff("aws:iam/rolePolicy:RolePolicy", olds, news);
    assert.deepEqual(changes, []);
  });

  it("says which of several changes replace", () => {
    const olds = { name: "one", shardCount: 1, tags: { stack: "one" } };
    const news = { name: "two", shardCount: 2, tags: { stack: "one", more: "yes" } };
    const { changes } = lifecycle().diff("aws:kinesis/stream:Stream", olds, news);
    assert.deepEqual(changes, [
      { path: "name", kind: "update", replaces: true },
      { path: "shardCount", kind: "update", replaces: false },
      { path: "tags.more", kind: "add", replaces: false },
    ]);
  });

  for (const [type, inputs] of Object.entries(inParts)) {
    it(`keeps the id of a ${type.split(":")[2] ?? ""} that was created in part, and finishes it`, async () => {
      const { inputs: checked, failures } = lifecycle().check(type, "it", {}, inputs);
      assert.deepEqual(failures, []);
      const attempt = lifecycle(failingAfterCreation(cloud.client)).create(type, checked, false);
      const partly = await attempt.then(
        () => assert.fail("it was created after all"),
        (error: unknown) => error,
      );
      assert.ok(partly instanceof PartlyCreated, String(partly));
      const { id, outputs } = partly;
      await lifecycle().update(type, id, outputs, checked, false);
      const found = await lifecycle().read(type, id, outputs, checked);
      assert.equal(found?.id, id);
      for (const [key, value] of Object.entries(inputs)) {
        assert.deepEqual(found.inputs[key], value, key);
      }
      await lifecycle().delete(type, id, found.outputs);
    });
  }
});
