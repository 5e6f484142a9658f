import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRole } from "../cloud";

import { deploy, invoke, logged, startCloud, zip, type TestCloud } from "./cloud";

describe("A function's handler", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await startCloud();
  });
  after(() => cloud.stop());

  it("gets the event and answers with what it returns", async () => {
    await deploy(cloud, "echo", `exports.handler = async (event) => ({ event, at: [1, "ñ"] });`);
    const { error, value } = await invoke(cloud, "echo", { path: "/", n: 1.5 });
    assert.equal(error, undefined);
    assert.deepEqual(value, { event: { path: "/", n: 1.5 }, at: [1, "ñ"] });
  });

  it("gets a context with its name, its memory, its log and the time that remains", async () => {
    const source = `exports.handler = async (event, context) =>
      ({ ...context, remaining: context.getRemainingTimeInMillis() });`;
    await deploy(cloud, "context", source, { Timeout: 7 });
    const { value } = await invoke(cloud, "context");
    assert.equal(value.functionName, "context");
    assert.equal(value.memoryLimitInMB, "256");
    assert.equal(value.logGroupName, "/aws/lambda/context");
    assert.match(String(value.logStreamName), /^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
    assert.equal(
      value.invokedFunctionArn,
      "arn:aws:lambda:us-east-1:000000000000:function:context",
    );
    assert.match(String(value.awsRequestId), /^[0-9a-f-]{36}$/);
    assert.ok(Number(value.remaining) > 6000 && Number(value.remaining) <= 7000);
  });

  it("may be an ES module, and may use the SDK that the runtime brings", async () => {
    const source = `import { KinesisClient } from "@aws-sdk/client-kinesis";
      export const handler = async () => typeof KinesisClient;`;
    await deploy(cloud, "module", "", { Code: { ZipFile: zip({ "index.mjs": source }) } });
    assert.deepEqual(await invoke(cloud, "module"), { error: undefined, value: "function" });
  });

  it("reports a thrown error with its type, message and trace, and logs it", async () => {
    await deploy(cloud, "throws", `exports.handler = async () => { throw new RangeError("no"); };`);
    const { error, value } = await invoke(cloud, "throws");
    assert.equal(error, "Unhandled");
    assert.equal(value.errorType, "RangeError");
    assert.equal(value.errorMessage, "no");
    assert.match((value.trace as string[])[1] ?? "", /exports\.handler .*index\.js:1/);
    const [line] = await logged(cloud, "throws", '"Invoke Error"');
    assert.match(line ?? "", /\tERROR\tInvoke Error \t\{"errorType":"RangeError"/);
  });

  it("reports what was thrown even when it is no Error", async () => {
    await deploy(cloud, "string", `exports.handler = async () => { throw "plain"; };`);
    const { value } = await invoke(cloud, "string");
    assert.deepEqual(value, { errorType: "string", errorMessage: "plain", trace: [] });
  });

  it("fails, and its instance is replaced, when a rejection is left unhandled", async () => {
    const source = `let calls = 0; exports.handler = async (event) => {
      calls += 1;
      if (event.fail) { Promise.reject(new Error("nobody")); await new Promise((r) => setTimeout(r, 999)); }
      return calls; };`;
    await deploy(cloud, "rejects", source);
    const { error, value } = await invoke(cloud, "rejects", { fail: true });
    assert.equal(error, "Unhandled");
    assert.equal(value.errorType, "Runtime.UnhandledPromiseRejection");
    assert.equal(value.errorMessage, "Error: nobody");
    assert.equal((await invoke(cloud, "rejects")).value, 1);
  });

  const broken = [
    ["index.nothing", "Runtime.HandlerNotFound", /index\.nothing is undefined or not exported/],
    ["other.handler", "Runtime.ImportModuleError", /Cannot find module 'other'/],
    ["handler", "Runtime.MalformedHandlerName", /Bad handler/],
  ] as const;
  for (const [Handler, errorType, message] of broken) {
    it(`reports ${errorType} for the handler ${Handler}`, async () => {
      const name = Handler.replace(".", "-");
      await deploy(cloud, name, "exports.handler = async () => 1;", { Handler });
      const { error, value } = await invoke(cloud, name);
      assert.equal(error, "Unhandled");
      assert.equal(value.errorType, errorType);
      assert.match(String(value.errorMessage), message);
    });
  }

  it("reports a syntax error when it is loaded", async () => {
    await deploy(cloud, "syntax", "exports.handler = async () => {");
    assert.equal((await invoke(cloud, "syntax")).value.errorType, "Runtime.UserCodeSyntaxError");
  });

  it("may call back on Node.js 22, and answers once its event loop is empty", async () => {
    const source = `exports.handler = (event, context, callback) => {
      setTimeout(() => callback(null, "called back"), 5);
      setTimeout(() => console.log("still working"), 30); };`;
    await deploy(cloud, "callback", source);
    assert.equal((await invoke(cloud, "callback")).value, "called back");
    assert.equal((await logged(cloud, "callback", '"still working"')).length, 1);
  });

  it("may not call back on Node.js 24", async () => {
    const source = "exports.handler = (event, context, callback) => callback(null, 1);";
    await deploy(cloud, "callback-24", source, { Runtime: "nodejs24.x" });
    const { value } = await invoke(cloud, "callback-24");
    assert.equal(value.errorType, "Runtime.CallbackHandlerDeprecated");
  });

  it("answers null when it waits for what can never come", async () => {
    await deploy(cloud, "never", "exports.handler = () => new Promise(() => {});");
    assert.deepEqual(await invoke(cloud, "never"), { error: undefined, value: null });
  });

  it("finds its own variables in its environment, Lambda's, and nothing of the host's", async () => {
    process.env.SECRET_OF_THE_HOST = "s3cret";
    const source = `exports.handler = async () => ({ env: process.env, home: require("os").homedir(),
      folder: process.cwd(), offset: new Date(2026, 6, 1).getTimezoneOffset(), send: typeof process.send });`;
    const Environment = { Variables: { TABLE_NAME: "HttpRequests" } };
    await deploy(cloud, "environment", source, { Environment });
    const { value } = await invoke(cloud, "environment");
    delete process.env.SECRET_OF_THE_HOST;
    const env = value.env as Record<string, string>;
    const ours = Object.keys(env).filter((name) => !/^(AWS_|LAMBDA_|_HANDLER|_X_AMZN)/.test(name));
    assert.deepEqual(ours.sort(), ["LANG", "PATH", "TABLE_NAME", "TZ"]);
    assert.equal(env.AWS_ENDPOINT_URL, cloud.settings.endpoint);
    assert.equal(env.AWS_LAMBDA_FUNCTION_NAME, "environment");
    assert.equal(env.AWS_EXECUTION_ENV, "AWS_Lambda_nodejs22.x");
    assert.equal(env.LAMBDA_TASK_ROOT, value.folder);
    assert.equal(value.offset, 0);
    assert.equal(value.home, "/home/sbx_user1051");
    assert.equal(value.send, "undefined");
  });

  it("finds the SDK's clients that are installed here or in the project; for others, how to install them", async () => {
    const project = await mkdtemp(join(tmpdir(), "project-"));
    const folder = join(project, "node_modules/@aws-sdk/client-own");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "index.js"), "module.exports = 'of the project';");
    const own = await startCloud({ project });
    try {
      const source = `const { SQSClient } = require("@aws-sdk/client-sqs");
        exports.handler = async ({ name }) => name ? require(name) : typeof SQSClient;`;
      await deploy(own, "sdk", source);
      assert.equal((await invoke(own, "sdk")).value, "function");
      const found = await invoke(own, "sdk", { name: "@aws-sdk/client-own" });
      assert.equal(found.value, "of the project");
      const remedy = /npm install @aws-sdk\/client-braket, and start the local cloud again/;
      const missing = await invoke(own, "sdk", { name: "@aws-sdk/client-braket" });
      assert.match(String(missing.value.errorMessage), remedy);
      await deploy(own, "at-once", 'require("@aws-sdk/client-braket");');
      const { errorType, errorMessage } = (await invoke(own, "at-once")).value;
      assert.equal(errorType, "Runtime.ImportModuleError");
      assert.match(String(errorMessage), remedy);
    } finally {
      await own.stop();
      await rm(project, { recursive: true });
    }
  });

  it("is logged with a warning where its role is gone", async () => {
    const Role = await openRole(cloud.client, "short-lived", "lambda.amazonaws.com");
    await deploy(cloud, "without-role", "exports.handler = async () => {};", { Role });
    const RoleName = "short-lived";
    await cloud.client.call("iam", "DeleteRolePolicy", { RoleName, PolicyName: "all" });
    await cloud.client.call("iam", "DeleteRole", { RoleName });
    await invoke(cloud, "without-role");
    const [line = ""] = await logged(cloud, "without-role");
    assert.match(line, new RegExp(`^WARNING The role ${Role} is unknown`));
  });

  it("is logged between START, END and REPORT", async () => {
    await deploy(
      cloud,
      "logs",
      `exports.handler = async () => { console.log("a", { b: 1 });
      process.stdout.write("raw\\n"); console.warn("w"); };`,
    );
    await invoke(cloud, "logs");
    const lines = await logged(cloud, "logs");
    assert.equal(lines.length, 7);
    assert.match(lines[0] ?? "", /^INIT_START /);
    assert.match(lines[1] ?? "", /^START RequestId: [0-9a-f-]{36} Version: \$LATEST\n$/);
    assert.match(lines[2] ?? "", /^\d{4}-.*Z\t[0-9a-f-]{36}\tINFO\ta \{ b: 1 \}\n$/);
    assert.equal(lines[3], "raw\n");
    assert.match(lines[4] ?? "", /\tWARN\tw\n$/);
    assert.match(lines[5] ?? "", /^END RequestId: /);
    assert.match(
      lines[6] ?? "",
      /^REPORT RequestId: .*\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 256 MB\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms\t\n$/,
    );
  });

  it("logs JSON to the group that it is configured with, from the level that is asked for", async () => {
    const source = `exports.handler = async () => { console.debug("quiet"); console.log({ a: 1 }); };`;
    const LoggingConfig = { LogFormat: "JSON", LogGroup: "/own/group" } as const;
    await deploy(cloud, "json-logs", source, { LoggingConfig });
    await invoke(cloud, "json-logs");
    const { events = [] } = await cloud.client.call("logs", "FilterLogEvents", {
      logGroupName: "/own/group",
      filterPattern: '{ $.level = "*" }',
    });
    const lines = events.map(({ message }) => JSON.parse(message ?? "") as Record<string, unknown>);
    assert.deepEqual(
      lines.map(({ level, message }) => ({ level, message })),
      [{ level: "INFO", message: { a: 1 } }],
    );
  });
});
