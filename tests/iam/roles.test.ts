import assert from "node:assert/strict";

import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesForRoleCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

import { createRole, startCloud, type TestCloud } from "../lambda/cloud";

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
  ],
});

describe("IAM roles", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await startCloud();
  });
  after(() => cloud.stop());

  it("are described as they were created, their trust policy percent-encoded", async () => {
    const { Role } = await cloud.iam.send(
      new CreateRoleCommand({
        RoleName: "described",
        AssumeRolePolicyDocument: TRUST,
        Path: "/service/",
        MaxSessionDuration: 7200,
        Tags: [{ Key: "project", Value: "streams" }],
      }),
    );
    assert.equal(Role?.Arn, "arn:aws:iam::000000000000:role/service/described");
    const found = (await cloud.iam.send(new GetRoleCommand({ RoleName: "described" }))).Role;
    assert.equal(decodeURIComponent(found?.AssumeRolePolicyDocument ?? ""), TRUST);
    assert.equal(found?.MaxSessionDuration, 7200);
    assert.match(found.RoleId ?? "", /^AROA[A-Z2-7]{17}$/);
    assert.ok(Math.abs((found.CreateDate?.getTime() ?? 0) - Date.now()) < 60_000);
    const { Roles = [] } = await cloud.iam.send(new ListRolesCommand({ PathPrefix: "/service/" }));
    assert.deepEqual(
      Roles.map(({ RoleName }) => RoleName),
      ["described"],
    );
  });

  it("have tags and a description that can change", async () => {
    await createRole(cloud, "changing", [{ Effect: "Allow", Action: "s3:*", Resource: "*" }]);
    const RoleName = "changing";
    const { iam } = cloud;
    await iam.send(new UpdateRoleCommand({ RoleName, Description: "new" }));
    assert.equal((await iam.send(new GetRoleCommand({ RoleName }))).Role?.Description, "new");
    const Tags = [
      { Key: "a", Value: "1" },
      { Key: "b", Value: "2" },
    ];
    await iam.send(new TagRoleCommand({ RoleName, Tags }));
    await iam.send(new UntagRoleCommand({ RoleName, TagKeys: ["a"] }));
    const left = await iam.send(new ListRoleTagsCommand({ RoleName }));
    assert.deepEqual(left.Tags, [{ Key: "b", Value: "2" }]);
    const profiles = await iam.send(new ListInstanceProfilesForRoleCommand({ RoleName }));
    assert.deepEqual(profiles.InstanceProfiles, []);
  });

  it("go only when their policies are gone, and are missing afterwards", async () => {
    await createRole(cloud, "leaving", [{ Effect: "Allow", Action: "s3:*", Resource: "*" }]);
    const { iam } = cloud;
    const RoleName = "leaving";
    const PolicyArn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    const remove = new DeleteRoleCommand({ RoleName });
    await assert.rejects(iam.send(remove), { name: /DeleteConflict/ });
    const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    assert.deepEqual(attached.AttachedPolicies, [
      { PolicyName: "AWSLambdaBasicExecutionRole", PolicyArn },
    ]);
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    await assert.rejects(iam.send(remove), { name: /DeleteConflict/ });
    const { PolicyNames } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    assert.deepEqual(PolicyNames, ["own"]);
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "own" }));
    await iam.send(remove);
    await assert.rejects(iam.send(new GetRoleCommand({ RoleName })), {
      name: /NoSuchEntity/,
      message: "The role with name leaving cannot be found.",
    });
  });

  it("are refused twice, and so are policies that IAM could not read", async () => {
    await createRole(cloud, "twice", [{ Effect: "Allow", Action: "s3:*", Resource: "*" }]);
    const RoleName = "twice";
    await assert.rejects(
      cloud.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST })),
      { name: /EntityAlreadyExists/ },
    );
    for (const document of [
      "{",
      '{"Statement":[{"Effect":"Perhaps"}]}',
      '{"Statement":[{"Effect":"Allow","Action":"s3:*"}]}',
    ]) {
      await assert.rejects(
        cloud.iam.send(
          new PutRolePolicyCommand({ RoleName, PolicyName: "bad", PolicyDocument: document }),
        ),
        { name: /MalformedPolicyDocument/ },
      );
    }
    const own = await cloud.iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: "own" }));
    assert.match(decodeURIComponent(own.PolicyDocument ?? ""), /"s3:\*"/);
  });

  it("can be assumed; STS then says who is calling", async () => {
    const arn = await createRole(cloud, "assumed", [
      { Effect: "Allow", Action: "kinesis:*", Resource: "*" },
    ]);
    const root = await cloud.sts.send(new GetCallerIdentityCommand({}));
    assert.equal(root.Arn, "arn:aws:iam::000000000000:root");
    const { Credentials } = await cloud.sts.send(
      new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: "me" }),
    );
    assert.ok((Credentials?.Expiration?.getTime() ?? 0) > Date.now());
    const asRole = new STSClient({
      ...cloud.settings,
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? "",
        secretAccessKey: Credentials?.SecretAccessKey ?? "",
        sessionToken: Credentials?.SessionToken ?? "",
      },
    });
    const identity = await asRole.send(new GetCallerIdentityCommand({}));
    asRole.destroy();
    assert.equal(identity.Arn, "arn:aws:sts::000000000000:assumed-role/assumed/me");
    assert.match(identity.UserId ?? "", /^AROA\w+:me$/);
  });
});
