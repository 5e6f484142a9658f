import assert from "node:assert/strict";
import type { CloudClient } from "../../local/gateway/service";
import { createCloud, type Cloud } from "../cloud";

const AccountId = "000000000000";
const trust = JSON.stringify({
  Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
});

type Tags = { Key: string; Value: string }[];

interface Case {
  readonly service: string;
  /** Creates what has the tags; gives what adds more. */
  readonly create: (cloud: CloudClient, Tags: Tags) => Promise<(more: Tags) => Promise<unknown>>;
  /** The codes for a key of AWS's own and for too many tags. */
  readonly invalid: string;
  readonly tooMany: string;
}

const cases: readonly Case[] = [
  {
    service: "sns",
    async create(cloud, Tags) {
      const { TopicArn = "" } = await cloud.call("sns", "CreateTopic", { Name: "tagged", Tags });
      return (more) => cloud.call("sns", "TagResource", { ResourceArn: TopicArn, Tags: more });
    },
    invalid: "InvalidParameter",
    tooMany: "TagLimitExceeded",
  },
  {
    service: "iam",
    async create(cloud, Tags) {
      const RoleName = "tagged";
      const role = { RoleName, AssumeRolePolicyDocument: trust, Tags };
      await cloud.call("iam", "CreateRole", role);
      return (more) => cloud.call("iam", "TagRole", { RoleName, Tags: more });
    },
    invalid: "InvalidInput",
    tooMany: "LimitExceeded",
  },
  {
    service: "kms",
    async create(cloud, tags) {
      const kmsTags = (given: Tags) =>
        given.map(({ Key: TagKey, Value: TagValue }) => ({ TagKey, TagValue }));
      const key = await cloud.call("kms", "CreateKey", { Tags: kmsTags(tags) });
      const KeyId = key.KeyMetadata?.KeyId;
      return (more) => cloud.call("kms", "TagResource", { KeyId, Tags: kmsTags(more) });
    },
    invalid: "TagException",
    tooMany: "LimitExceededException",
  },
  {
    service: "budgets",
    async create(cloud, ResourceTags) {
      const Budget = { BudgetName: "tagged", BudgetType: "COST", TimeUnit: "MONTHLY" } as const;
      await cloud.call("budgets", "CreateBudget", { AccountId, Budget, ResourceTags });
      const ResourceARN = `arn:aws:budgets::${AccountId}:budget/tagged`;
      return (more) => cloud.call("budgets", "TagResource", { ResourceARN, ResourceTags: more });
    },
    invalid: "InvalidParameterException",
    tooMany: "ServiceQuotaExceededException",
  },
];

const numbered = (count: number): Tags =>
  Array.from({ length: count }, (_, i) => ({ Key: `k${i}`, Value: "v" }));

describe("tags", () => {
  let whole: Cloud;
  let cloud: CloudClient;

  beforeEach(async () => {
    const services = ["sns", "iam", "kms", "budgets", "secretsmanager", "ec2", "tagging"] as const;
    whole = await createCloud({ services });
    cloud = whole.client;
  });
  afterEach(() => whole.stop());

  async function found(): Promise<unknown> {
    const { ResourceTagMappingList = [] } = await cloud.call("tagging", "GetResources", {});
    return ResourceTagMappingList.map(({ Tags }) => Tags);
  }

  for (const { service, create, invalid, tooMany } of cases) {
    it(`of ${service} are found by the tagging API, and refused whole where one is`, async () => {
      const add = await create(cloud, [{ Key: "stack", Value: "dev" }]);
      await add([{ Key: "a", Value: "" }]);
      const reserved = [
        { Key: "b", Value: "1" },
        { Key: "AWS:c", Value: "2" },
      ];
      await assert.rejects(add(reserved), { code: invalid });
      await assert.rejects(add([...numbered(1), ...numbered(1)]), { code: invalid });
      await assert.rejects(add(numbered(49)), { code: tooMany });
      assert.deepEqual(await found(), [
        [
          { Key: "stack", Value: "dev" },
          { Key: "a", Value: "" },
        ],
      ]);
    });
  }

  it("of a secret are found by the tagging API until it waits to be deleted", async () => {
    const Tags = [{ Key: "stack", Value: "dev" }];
    const { ARN } = await cloud.call("secretsmanager", "CreateSecret", { Name: "tagged", Tags });
    assert.deepEqual(await found(), [Tags]);
    await cloud.call("secretsmanager", "DeleteSecret", { SecretId: ARN });
    assert.deepEqual(await found(), []);
  });

  it("of EC2 go by key, by key and value, or all at once", async () => {
    const { Vpc } = await cloud.call("ec2", "CreateVpc", { CidrBlock: "10.0.0.0/16" });
    const Resources = [Vpc?.VpcId ?? ""];
    await cloud.call("ec2", "CreateTags", { Resources, Tags: numbered(4) });
    const remove = (Tags?: { Key: string; Value?: string }[]) =>
      cloud.call("ec2", "DeleteTags", { Resources, ...(Tags && { Tags }) });
    await remove([{ Key: "k0" }, { Key: "k1", Value: "v" }, { Key: "k2", Value: "other" }]);
    assert.deepEqual(await found(), [numbered(4).slice(2)]);
    await remove();
    assert.deepEqual(await found(), []);
    const own = [{ Key: "aws:own", Value: "" }];
    const refused = cloud.call("ec2", "CreateTags", { Resources, Tags: own });
    await assert.rejects(refused, { code: "InvalidParameterValue" });
  });

  it("are listed by key and value; a list of ARNs takes no filter beside it", async () => {
    await cloud.call("sns", "CreateTopic", { Name: "a", Tags: [{ Key: "stack", Value: "dev" }] });
    await cloud.call("sns", "CreateTopic", { Name: "b", Tags: [{ Key: "stack", Value: "prod" }] });
    const keys = await cloud.call("tagging", "GetTagKeys", {});
    assert.deepEqual(keys.TagKeys, ["stack"]);
    const values = await cloud.call("tagging", "GetTagValues", { Key: "stack" });
    assert.deepEqual(values.TagValues, ["dev", "prod"]);
    const none = await cloud.call("tagging", "GetTagValues", { Key: "constructor" });
    assert.deepEqual(none.TagValues, []);
    const ResourceARNList = ["arn:aws:sns:us-east-1:000000000000:a"];
    const one = await cloud.call("tagging", "GetResources", { ResourceARNList });
    assert.equal(one.ResourceTagMappingList?.length, 1);
    const both = { ResourceARNList, ResourcesPerPage: 1 };
    await assert.rejects(cloud.call("tagging", "GetResources", both), {
      code: "InvalidParameterException",
    });
  });
});
