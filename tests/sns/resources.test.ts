import assert from "node:assert/strict";
import type { CloudClient } from "../../local/gateway/service";
import { budgetKinds } from "../../local/resources/budgets";
import type { Properties, ResourceKind } from "../../local/resources/kind";
import { kmsKinds } from "../../local/resources/kms";
import { networkKinds } from "../../local/resources/network";
import { snsKinds } from "../../local/resources/sns";
import { createCloud, type Cloud } from "../cloud";

const kinds = [...snsKinds, ...kmsKinds, ...budgetKinds, ...networkKinds];

function kindOf(type: string): ResourceKind {
  const kind = kinds.find((each) => each.type === type);
  assert.ok(kind, type);
  return kind;
}

describe("topics, keys, budgets and networks as resources", () => {
  let whole: Cloud;
  let cloud: CloudClient;
  beforeEach(async () => {
    whole = await createCloud({ services: ["sns", "kms", "budgets", "ec2", "tagging"] });
    cloud = whole.client;
  });
  afterEach(() => whole.stop());

  const tags = { stack: "dev" };
  const topicArn = "arn:aws:sns:us-east-1:000000000000:alarms";
  const publish = { Effect: "Allow", Principal: "*", Action: "sns:Publish", Resource: "*" };
  const policyOf = (Effect: string) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ ...publish, Effect }] }, null, 1);
  const policy = policyOf("Allow");

  interface Case {
    readonly type: string;
    readonly inputs: () => Promise<Properties> | Properties;
    /** Changed inputs, to be taken over in place. */
    readonly changed?: Properties;
  }
  const vpcId = async (): Promise<string> =>
    (await kindOf("aws:ec2/vpc:Vpc").create({ cidrBlock: "10.0.0.0/16" }, cloud)).id;
  const cases: readonly Case[] = [
    {
      type: "aws:sns/topic:Topic",
      inputs: () => ({ name: "alarms", kmsMasterKeyId: "alias/aws/sns", tags }),
      changed: { kmsMasterKeyId: "alias/other", displayName: "Alarms", tags: { a: "1" } },
    },
    {
      type: "aws:sns/topic:Topic",
      inputs: () => ({ name: "prices.fifo", fifoTopic: true, contentBasedDeduplication: true }),
      changed: { contentBasedDeduplication: false, fifoThroughputScope: "MessageGroup" },
    },
    {
      type: "aws:sns/topicPolicy:TopicPolicy",
      inputs: () => ({ arn: topicArn, policy }),
      changed: { policy: policyOf("Deny") },
    },
    {
      type: "aws:sns/topicSubscription:TopicSubscription",
      inputs: () => ({
        topic: topicArn,
        protocol: "email",
        endpoint: "ops@example.com",
        filterPolicy: '{ "kind": ["alarm"] }',
      }),
      changed: { filterPolicyScope: "MessageBody", filterPolicy: '{"a":{"b":["c"]}}' },
    },
    {
      type: "aws:sns/topicSubscription:TopicSubscription",
      inputs: () => ({
        topic: topicArn,
        protocol: "sqs",
        endpoint: "arn:aws:sqs:us-east-1:000000000000:alarms",
        rawMessageDelivery: true,
      }),
      changed: {
        redrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:lost"}',
      },
    },
    {
      type: "aws:kms/key:Key",
      inputs: () => ({
        description: "Encrypts",
        enableKeyRotation: true,
        deletionWindowInDays: 7,
        policy: policy.replace("sns:Publish", "kms:*"),
        tags,
      }),
      changed: { description: "Other", enableKeyRotation: false, tags: {} },
    },
    {
      type: "aws:kms/alias:Alias",
      inputs: async () => ({
        name: "alias/stack",
        targetKeyId: (await kindOf("aws:kms/key:Key").create({}, cloud)).outputs["arn"],
      }),
    },
    {
      type: "aws:budgets/budget:Budget",
      inputs: () => ({
        name: "monthly",
        budgetType: "COST",
        limitAmount: "50.00",
        limitUnit: "USD",
        timeUnit: "MONTHLY",
        notifications: ["ACTUAL", "FORECASTED"].map((notificationType) => ({
          notificationType,
          threshold: 80,
          thresholdType: "PERCENTAGE",
          comparisonOperator: "GREATER_THAN",
          subscriberSnsTopicArns: [topicArn],
        })),
        tags,
      }),
      changed: { limitAmount: "60", notifications: [], tags: { b: "2" } },
    },
    {
      type: "aws:ec2/securityGroup:SecurityGroup",
      inputs: async () => ({
        name: "warehouse",
        description: "No connections",
        vpcId: await vpcId(),
        ingress: [],
        egress: [],
        tags,
      }),
      changed: {
        ingress: [{ protocol: "tcp", fromPort: 5439, toPort: 5439, cidrBlocks: ["10.0.0.0/16"] }],
      },
    },
    {
      type: "aws:ec2/subnet:Subnet",
      inputs: async () => ({ vpcId: await vpcId(), cidrBlock: "10.0.1.0/24", tags }),
      changed: { tags: { c: "3" } },
    },
  ];

  for (const { type, inputs: make, changed } of cases) {
    it(`creates, reads, changes and deletes ${type} (${Object.keys(changed ?? {}).join(", ")})`, async () => {
      const kind = kindOf(type);
      if (type !== "aws:sns/topic:Topic") {
        await cloud.call("sns", "CreateTopic", { Name: "alarms" });
      }
      const inputs = { ...kind.defaults, ...(await make()) };
      const accepted = new Set([...kind.required, ...kind.optional]);
      assert.deepEqual(
        Object.keys(inputs).filter((key) => !accepted.has(key)),
        [],
      );
      assert.deepEqual(kind.check?.(inputs) ?? [], []);
      const { id, outputs } = await kind.create(inputs, cloud);
      for (const [key, value] of Object.entries(inputs)) assert.deepEqual(outputs[key], value, key);
      assert.deepEqual((await kind.read(id, outputs, cloud))?.outputs, outputs);
      if (changed) {
        const news = { ...inputs, ...changed };
        const after = await kind.update?.(id, outputs, news, cloud);
        assert.ok(after);
        for (const [key, value] of Object.entries(news)) assert.deepEqual(after[key], value, key);
        assert.deepEqual((await kind.read(id, after, cloud))?.outputs, after);
      }
      await kind.delete(id, outputs, cloud);
      await kind.delete(id, outputs, cloud);
      const found = await kind.read(id, outputs, cloud);
      // A topic has a policy for as long as it stands: its own one is what is gone.
      if (type.endsWith(":TopicPolicy")) assert.notDeepEqual(found?.outputs, outputs);
      else assert.equal(found, undefined);
    });
  }

  it("makes awsx's VPC of a VPC and a subnet per zone, and takes it all away again", async () => {
    const kind = kindOf("awsx:ec2:Vpc");
    const inputs = {
      cidrBlock: "10.20.0.0/16",
      numberOfAvailabilityZones: 2,
      natGateways: { strategy: "None" },
      subnetSpecs: [{ type: "Private", name: "warehouse", cidrMask: 24, tags }],
      tags,
    };
    assert.deepEqual(kind.check?.(inputs), []);
    const { id, outputs } = await kind.create(inputs, cloud);
    assert.equal(outputs["vpcId"], id);
    assert.equal((outputs["privateSubnetIds"] as string[]).length, 2);
    assert.deepEqual(outputs["publicSubnetIds"], []);
    const standing = async () =>
      (
        await cloud.call("tagging", "GetResources", {
          TagFilters: [{ Key: "stack", Values: ["dev"] }],
          ResourceTypeFilters: ["ec2"],
        })
      ).ResourceTagMappingList?.length;
    assert.equal(await standing(), 3);
    await kind.delete(id, outputs, cloud);
    await kind.delete(id, outputs, cloud);
    assert.equal(await standing(), 0);
  });

  it("refuses NAT gateways", () => {
    const failures = kindOf("awsx:ec2:Vpc").check?.({ natGateways: { strategy: "Single" } });
    assert.equal(failures?.[0]?.property, "natGateways");
  });
});
