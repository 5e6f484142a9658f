import assert from "node:assert/strict";
import {
  AddLayerVersionPermissionCommand,
  AddPermissionCommand,
  CreateFunctionUrlConfigCommand,
  DeleteFunctionUrlConfigCommand,
  GetFunctionUrlConfigCommand,
  GetLayerVersionPolicyCommand,
  GetPolicyCommand,
  GetProvisionedConcurrencyConfigCommand,
  ListFunctionUrlConfigsCommand,
  ListProvisionedConcurrencyConfigsCommand,
  PublishLayerVersionCommand,
  PublishVersionCommand,
  PutProvisionedConcurrencyConfigCommand,
  RemoveLayerVersionPermissionCommand,
  RemovePermissionCommand,
  UpdateFunctionUrlConfigCommand,
} from "@aws-sdk/client-lambda";
import { deploy, startCloud, zip, type TestCloud } from "./cloud";

const arn = "arn:aws:lambda:us-east-1:000000000000:function:granted";

describe("Who may use a function", () => {
  let cloud: TestCloud;
  const FunctionName = "granted";
  before(async () => {
    cloud = await startCloud();
    await deploy(cloud, FunctionName, "exports.handler = async () => 1;");
    await cloud.lambda.send(new PublishVersionCommand({ FunctionName }));
  });
  after(() => cloud.stop());

  const missing = { name: "ResourceNotFoundException" };

  it("stands in its policy, statement by statement, for each version apart", async () => {
    const policy = async (Qualifier?: string) => {
      const told = await cloud.lambda.send(new GetPolicyCommand({ FunctionName, Qualifier }));
      return JSON.parse(told.Policy ?? "") as unknown;
    };
    await assert.rejects(policy(), missing);
    const grant = {
      FunctionName,
      StatementId: "topic",
      Action: "lambda:InvokeFunction",
      Principal: "sns.amazonaws.com",
      SourceArn: "arn:aws:sns:us-east-1:000000000000:alarms",
    };
    const { Statement } = await cloud.lambda.send(new AddPermissionCommand(grant));
    const expected = {
      Sid: "topic",
      Effect: "Allow",
      Principal: { Service: "sns.amazonaws.com" },
      Action: "lambda:InvokeFunction",
      Resource: arn,
      Condition: { ArnLike: { "AWS:SourceArn": grant.SourceArn } },
    };
    assert.deepEqual(JSON.parse(Statement ?? ""), expected);
    const document = { Version: "2012-10-17", Id: "default", Statement: [expected] };
    assert.deepEqual(await policy(), document);
    await assert.rejects(policy("1"), missing);
    await assert.rejects(cloud.lambda.send(new AddPermissionCommand(grant)), {
      name: "ResourceConflictException",
    });
    await cloud.lambda.send(
      new AddPermissionCommand({ ...grant, Qualifier: "1", Principal: "111111111111" }),
    );
    const [own] = ((await policy("1")) as { Statement: { Resource: string; Principal: object }[] })
      .Statement;
    assert.equal(own?.Resource, `${arn}:1`);
    assert.deepEqual(own.Principal, { AWS: "arn:aws:iam::111111111111:root" });
    const removal = new RemovePermissionCommand({ FunctionName, StatementId: "topic" });
    await cloud.lambda.send(removal);
    await assert.rejects(cloud.lambda.send(removal), missing);
    await assert.rejects(policy(), missing);
  });

  it("stands in a layer's policy too", async () => {
    const LayerName = "granted";
    const Content = { ZipFile: zip({ a: "1" }) };
    await cloud.lambda.send(new PublishLayerVersionCommand({ LayerName, Content }));
    const named = { LayerName, VersionNumber: 1, StatementId: "all" };
    const Action = "lambda:GetLayerVersion";
    await cloud.lambda.send(
      new AddLayerVersionPermissionCommand({ ...named, Action, Principal: "*" }),
    );
    const { Policy } = await cloud.lambda.send(new GetLayerVersionPolicyCommand(named));
    assert.match(Policy ?? "", /"Principal":"\*"/);
    await cloud.lambda.send(new RemoveLayerVersionPermissionCommand(named));
    await assert.rejects(cloud.lambda.send(new GetLayerVersionPolicyCommand(named)), missing);
  });

  it("is told by its URL's configuration", async () => {
    const named = { FunctionName };
    const get = () => cloud.lambda.send(new GetFunctionUrlConfigCommand(named));
    await assert.rejects(get(), missing);
    const create = new CreateFunctionUrlConfigCommand({ ...named, AuthType: "NONE" });
    const { FunctionUrl } = await cloud.lambda.send(create);
    assert.match(FunctionUrl ?? "", /^https:\/\/\w{32}\.lambda-url\.us-east-1\.on\.aws\/$/);
    await assert.rejects(cloud.lambda.send(create), { name: "ResourceConflictException" });
    const Cors = { AllowOrigins: ["*"], MaxAge: 60 };
    await cloud.lambda.send(new UpdateFunctionUrlConfigCommand({ ...named, Cors }));
    const told = await get();
    assert.deepEqual([told.AuthType, told.Cors, told.InvokeMode], ["NONE", Cors, "BUFFERED"]);
    const { FunctionUrlConfigs } = await cloud.lambda.send(
      new ListFunctionUrlConfigsCommand(named),
    );
    assert.equal(FunctionUrlConfigs?.length, 1);
    await cloud.lambda.send(new DeleteFunctionUrlConfigCommand(named));
    await assert.rejects(get(), missing);
  });

  it("finds versions with provisioned concurrency ready, and never $LATEST", async () => {
    const put = (Qualifier: string) =>
      cloud.lambda.send(
        new PutProvisionedConcurrencyConfigCommand({
          FunctionName,
          Qualifier,
          ProvisionedConcurrentExecutions: 2,
        }),
      );
    await assert.rejects(put("$LATEST"), { name: "InvalidParameterValueException" });
    const get = new GetProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier: "1" });
    await assert.rejects(cloud.lambda.send(get), {
      name: "ProvisionedConcurrencyConfigNotFoundException",
    });
    await put("1");
    assert.equal((await cloud.lambda.send(get)).Status, "READY");
    const { ProvisionedConcurrencyConfigs } = await cloud.lambda.send(
      new ListProvisionedConcurrencyConfigsCommand({ FunctionName }),
    );
    assert.deepEqual(
      ProvisionedConcurrencyConfigs?.map((config) => config.FunctionArn),
      [`${arn}:1`],
    );
  });
});
