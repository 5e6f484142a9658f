import assert from "node:assert/strict";
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  InvokeCommand,
  ListAliasesCommand,
  ListFunctionsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { deploy, invoke, openRoleArn, startCloud, zip, type TestCloud } from "./cloud";

const arn = "arn:aws:lambda:us-east-1:000000000000:function";
const returning = (text: string): string =>
  `exports.handler = async (event, { functionVersion, invokedFunctionArn }) =>
    ["${text}", functionVersion, invokedFunctionArn, process.env.AWS_LAMBDA_FUNCTION_VERSION];`;

describe("A function's versions", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await startCloud();
  });
  after(() => cloud.stop());

  const change = (FunctionName: string, text: string, Publish = false) => {
    const ZipFile = zip({ "index.js": returning(text) });
    return cloud.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile, Publish }));
  };

  it("stay as they were published, and are told of themselves", async () => {
    const FunctionName = "fixed";
    await deploy(cloud, FunctionName, returning("first"));
    const one = await cloud.lambda.send(
      new PublishVersionCommand({ FunctionName, Description: "the first" }),
    );
    assert.equal(one.FunctionArn, `${arn}:fixed:1`);
    assert.equal((await change(FunctionName, "second", true)).Version, "2");
    await change(FunctionName, "third");
    const answers = [];
    for (const name of ["fixed:1", `${arn}:fixed:2`, "fixed:$LATEST", "fixed"]) {
      answers.push((await invoke(cloud, name)).value);
    }
    assert.deepEqual(answers, [
      ["first", "1", `${arn}:fixed:1`, "1"],
      ["second", "2", `${arn}:fixed:2`, "2"],
      ["third", "$LATEST", `${arn}:fixed:$LATEST`, "$LATEST"],
      ["third", "$LATEST", `${arn}:fixed`, "$LATEST"],
    ]);
    const answer = await cloud.lambda.send(new InvokeCommand({ FunctionName, Qualifier: "1" }));
    assert.equal(answer.ExecutedVersion, "1");
    const told = await cloud.lambda.send(new GetFunctionCommand({ FunctionName, Qualifier: "1" }));
    assert.equal(told.Configuration?.Description, "the first");
    const download = await fetch(told.Code?.Location ?? "");
    assert.equal((await download.arrayBuffer()).byteLength, told.Configuration.CodeSize);
  });

  it("are listed with $LATEST first, and with their functions where all are asked for", async () => {
    const FunctionName = "listed";
    await deploy(cloud, FunctionName, returning("1"));
    for (const text of ["2", "3"]) await change(FunctionName, text, true);
    const first = await cloud.lambda.send(
      new ListVersionsByFunctionCommand({ FunctionName, MaxItems: 2 }),
    );
    const Marker = first.NextMarker;
    const second = await cloud.lambda.send(
      new ListVersionsByFunctionCommand({ FunctionName, Marker }),
    );
    const versions = [...(first.Versions ?? []), ...(second.Versions ?? [])];
    assert.deepEqual(
      versions.map(({ FunctionArn }) => FunctionArn),
      ["$LATEST", "1", "2"].map((version) => `${arn}:listed:${version}`),
    );
    const { Functions = [] } = await cloud.lambda.send(
      new ListFunctionsCommand({ FunctionVersion: "ALL" }),
    );
    const listed = Functions.filter((each) => each.FunctionName === FunctionName);
    assert.deepEqual(
      listed.map(({ Version }) => Version),
      ["$LATEST", "1", "2"],
    );
  });

  it("are published once where nothing has changed, and of the code that is asked for alone", async () => {
    const FunctionName = "once";
    await deploy(cloud, FunctionName, returning("same"));
    const publish = async (CodeSha256?: string) =>
      (await cloud.lambda.send(new PublishVersionCommand({ FunctionName, CodeSha256 }))).Version;
    assert.deepEqual([await publish(), await publish()], ["1", "1"]);
    await cloud.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 9 }));
    assert.equal(await publish(), "2");
    await assert.rejects(publish("another"), {
      name: "InvalidParameterValueException",
      message: /^CodeSHA256 \(another\) is different from current CodeSHA256 in \$LATEST/,
    });
  });

  it("can be published as the function is created", async () => {
    const created = await cloud.lambda.send(
      new CreateFunctionCommand({
        FunctionName: "at-once",
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Role: openRoleArn,
        Code: { ZipFile: zip({ "index.js": returning("1") }) },
        Publish: true,
      }),
    );
    assert.equal(created.Version, "1");
  });

  it("go alone, unless an alias names them, or with their function", async () => {
    const FunctionName = "going";
    await deploy(cloud, FunctionName, returning("1"));
    for (const text of ["2", "3"]) await change(FunctionName, text, true);
    const Name = "live";
    await cloud.lambda.send(new CreateAliasCommand({ FunctionName, Name, FunctionVersion: "2" }));
    const remove = (Qualifier?: string) =>
      cloud.lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier }));
    await remove("1");
    await assert.rejects(remove("1"), { name: "ResourceNotFoundException" });
    await assert.rejects(remove("2"), { name: "ResourceConflictException" });
    await assert.rejects(remove("$LATEST"), { name: "InvalidParameterValueException" });
    await cloud.lambda.send(new DeleteAliasCommand({ FunctionName, Name }));
    await remove("2");
    await change(FunctionName, "4", true);
    assert.equal((await invoke(cloud, "going:3")).error, undefined);
    await remove();
    await assert.rejects(invoke(cloud, "going:3"), { name: "ResourceNotFoundException" });
  });

  it("are named by aliases, which can be moved and weighed", async () => {
    const FunctionName = "aliased";
    await deploy(cloud, FunctionName, returning("1"));
    for (const text of ["one", "two"]) await change(FunctionName, text, true);
    const Name = "live";
    const created = await cloud.lambda.send(
      new CreateAliasCommand({ FunctionName, Name, FunctionVersion: "1", Description: "d" }),
    );
    assert.equal(created.AliasArn, `${arn}:aliased:live`);
    const named = [`${arn}:aliased:live`, "1"];
    assert.deepEqual((await invoke(cloud, "aliased:live")).value, ["one", "1", named[0], "1"]);
    const update = (FunctionVersion: string, weights: Record<string, number>) =>
      cloud.lambda.send(
        new UpdateAliasCommand({
          FunctionName,
          Name,
          FunctionVersion,
          RoutingConfig: { AdditionalVersionWeights: weights },
        }),
      );
    await update("1", { "2": 1 });
    assert.deepEqual((await invoke(cloud, "aliased:live")).value, ["two", "2", named[0], "2"]);
    await update("2", {});
    const told = await cloud.lambda.send(new GetAliasCommand({ FunctionName, Name }));
    assert.equal(told.FunctionVersion, "2");
    assert.equal(told.Description, "d");
    assert.equal(told.RoutingConfig, undefined);
    await assert.rejects(update("7", {}), { name: "ResourceNotFoundException" });
    for (const [version, weight] of [
      ["1", 0.5],
      ["2", 1.5],
    ] as const) {
      await assert.rejects(update("1", { [version]: weight }), {
        name: "InvalidParameterValueException",
      });
    }
    const listed = await cloud.lambda.send(
      new ListAliasesCommand({ FunctionName, FunctionVersion: "2" }),
    );
    assert.deepEqual(
      listed.Aliases?.map((alias) => alias.Name),
      ["live"],
    );
    const again = new CreateAliasCommand({ FunctionName, Name, FunctionVersion: "1" });
    await assert.rejects(cloud.lambda.send(again), { name: "ResourceConflictException" });
  });

  it("share the concurrency that their function reserves", async () => {
    const FunctionName = "shared";
    const source = `exports.handler = async () => new Promise((done) => setTimeout(done, 60_000));`;
    await deploy(cloud, FunctionName, source, { Timeout: 100 });
    await cloud.lambda.send(new PublishVersionCommand({ FunctionName }));
    const ReservedConcurrentExecutions = 1;
    await cloud.lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }),
    );
    const running = invoke(cloud, "shared:1");
    const throttled = { name: "TooManyRequestsException" };
    // Both were sent at once, and only one of them can run.
    const second = invoke(cloud, FunctionName);
    await assert.rejects(Promise.race([running, second]), throttled);
    await cloud.lambda.send(new DeleteFunctionCommand({ FunctionName }));
    await Promise.allSettled([running, second]);
  });
});
