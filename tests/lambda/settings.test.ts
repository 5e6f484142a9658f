import assert from "node:assert/strict";
import {
  CreateEventSourceMappingCommand,
  DeleteFunctionCodeSigningConfigCommand,
  GetAccountSettingsCommand,
  GetFunctionCodeSigningConfigCommand,
  GetFunctionRecursionConfigCommand,
  GetRuntimeManagementConfigCommand,
  ListTagsCommand,
  PutFunctionCodeSigningConfigCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionRecursionConfigCommand,
  PutRuntimeManagementConfigCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-lambda";
import { deploy, startCloud, type TestCloud } from "./cloud";

const SOURCE = "exports.handler = async () => 1;";

describe("What Lambda keeps beside a function", () => {
  let cloud: TestCloud;
  const FunctionName = "settings";
  before(async () => {
    cloud = await startCloud();
    await deploy(cloud, FunctionName, SOURCE, { Tags: { own: "1" } });
  });
  after(() => cloud.stop());

  it("is no code signing configuration, and none can be given", async () => {
    const named = { FunctionName };
    const told = await cloud.lambda.send(new GetFunctionCodeSigningConfigCommand(named));
    assert.equal(told.FunctionName, FunctionName);
    assert.equal(told.CodeSigningConfigArn, undefined);
    await cloud.lambda.send(new DeleteFunctionCodeSigningConfigCommand(named));
    const CodeSigningConfigArn =
      "arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0123456789abcdef0";
    await assert.rejects(
      cloud.lambda.send(
        new PutFunctionCodeSigningConfigCommand({ ...named, CodeSigningConfigArn }),
      ),
      { name: "CodeSigningConfigNotFoundException" },
    );
  });

  it("is whether it may call itself, and when its runtime is updated", async () => {
    const named = { FunctionName };
    const recursion = () => cloud.lambda.send(new GetFunctionRecursionConfigCommand(named));
    assert.equal((await recursion()).RecursiveLoop, "Terminate");
    await cloud.lambda.send(
      new PutFunctionRecursionConfigCommand({ ...named, RecursiveLoop: "Allow" }),
    );
    assert.equal((await recursion()).RecursiveLoop, "Allow");
    const updates = () => cloud.lambda.send(new GetRuntimeManagementConfigCommand(named));
    assert.equal((await updates()).UpdateRuntimeOn, "Auto");
    const UpdateRuntimeOn = "FunctionUpdate";
    await cloud.lambda.send(new PutRuntimeManagementConfigCommand({ ...named, UpdateRuntimeOn }));
    assert.equal((await updates()).UpdateRuntimeOn, UpdateRuntimeOn);
  });

  it("is the account's limits, less what functions reserve", async () => {
    const reserved = { FunctionName, ReservedConcurrentExecutions: 100 };
    await cloud.lambda.send(new PutFunctionConcurrencyCommand(reserved));
    const { AccountLimit, AccountUsage } = await cloud.lambda.send(
      new GetAccountSettingsCommand({}),
    );
    assert.equal(AccountLimit?.ConcurrentExecutions, 1000);
    assert.equal(AccountLimit.UnreservedConcurrentExecutions, 900);
    assert.equal(AccountUsage?.FunctionCount, 1);
    assert.ok((AccountUsage.TotalCodeSize ?? 0) > 0);
  });

  it("is tags, of functions and of mappings", async () => {
    const { StreamDescription } = await cloud.client
      .call("kinesis", "CreateStream", { StreamName: "tagged", ShardCount: 1 })
      .then(() => cloud.client.call("kinesis", "DescribeStream", { StreamName: "tagged" }));
    const mapping = await cloud.lambda.send(
      new CreateEventSourceMappingCommand({
        FunctionName,
        EventSourceArn: StreamDescription.StreamARN,
        StartingPosition: "LATEST",
        Tags: { own: "1" },
      }),
    );
    const function_ = `arn:aws:lambda:us-east-1:000000000000:function:${FunctionName}`;
    for (const Resource of [function_, mapping.EventSourceMappingArn]) {
      await cloud.lambda.send(new TagResourceCommand({ Resource, Tags: { more: "2" } }));
      await cloud.lambda.send(new UntagResourceCommand({ Resource, TagKeys: ["own"] }));
      const { Tags } = await cloud.lambda.send(new ListTagsCommand({ Resource }));
      assert.deepEqual(Tags, { more: "2" });
    }
    const none = mapping.EventSourceMappingArn?.replace(/[^:]+$/, "none");
    await assert.rejects(cloud.lambda.send(new ListTagsCommand({ Resource: none })), {
      name: "ResourceNotFoundException",
    });
  });
});
