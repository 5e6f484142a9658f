import assert from "node:assert/strict";
import { createHash } from "node:crypto";

import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  ListTagsCommand,
  paginateListFunctions,
  PutFunctionConcurrencyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionConfigurationCommand,
  type CreateFunctionCommandInput,
} from "@aws-sdk/client-lambda";

import { deploy, invoke, openRoleArn, startCloud, zip, type TestCloud } from "./cloud";

const SOURCE = "exports.handler = async () => 1;";

/** The archive with each place that says how large a file is saying one byte. */
function understated(archive: Uint8Array, size: number): Uint8Array {
  const bytes = Buffer.from(archive);
  const said = Buffer.alloc(4);
  said.writeUInt32LE(size);
  for (let at = bytes.indexOf(said); at >= 0; at = bytes.indexOf(said, at)) {
    bytes.writeUInt32LE(1, at);
  }
  return bytes;
}

describe("The Lambda API", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await startCloud();
  });
  after(() => cloud.stop());

  it("describes a function as it was created, with Lambda's defaults for the rest", async () => {
    const ZipFile = zip({ "index.js": SOURCE });
    const created = await cloud.lambda.send(
      new CreateFunctionCommand({
        FunctionName: "described",
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Role: openRoleArn,
        Code: { ZipFile },
        Tags: { project: "streams" },
      }),
    );
    assert.equal(created.FunctionArn, "arn:aws:lambda:us-east-1:000000000000:function:described");
    assert.equal(created.CodeSha256, createHash("sha256").update(ZipFile).digest("base64"));
    assert.equal(created.CodeSize, ZipFile.length);
    const { Configuration, Code, Tags } = await cloud.lambda.send(
      new GetFunctionCommand({ FunctionName: created.FunctionArn }),
    );
    assert.equal(Configuration?.MemorySize, 128);
    assert.equal(Configuration.Timeout, 3);
    assert.equal(Configuration.State, "Active");
    assert.deepEqual(Configuration.Architectures, ["x86_64"]);
    assert.deepEqual(Configuration.LoggingConfig, {
      LogFormat: "Text",
      LogGroup: "/aws/lambda/described",
    });
    assert.deepEqual(Tags, { project: "streams" });
    const download = await fetch(Code?.Location ?? "");
    assert.deepEqual(new Uint8Array(await download.arrayBuffer()), ZipFile);
  });

  it("refuses a second function of one name, and names that are gone", async () => {
    await deploy(cloud, "once", SOURCE);
    await assert.rejects(deploy(cloud, "once", SOURCE), { name: "ResourceConflictException" });
    await cloud.lambda.send(new DeleteFunctionCommand({ FunctionName: "once" }));
    await assert.rejects(invoke(cloud, "once"), {
      name: "ResourceNotFoundException",
      message: "Function not found: arn:aws:lambda:us-east-1:000000000000:function:once",
    });
    await deploy(cloud, "once", SOURCE);
  });

  const refused: [string, Partial<CreateFunctionCommandInput>, string, RegExp][] = [
    [
      "a role that is not there",
      { Role: "arn:aws:iam::000000000000:role/none" },
      "InvalidParameterValueException",
      /^The role defined for the function cannot be assumed by Lambda\.$/,
    ],
    [
      "another account's role",
      { Role: "arn:aws:iam::111111111111:role/open" },
      "AccessDeniedException",
      /^Cross-account pass role is not allowed\.$/,
    ],
    ["Java", { Runtime: "java21" }, "InvalidParameterValueException", /nodejs22\.x/],
    [
      "too little memory",
      { MemorySize: 64 },
      "ValidationException",
      /greater than or equal to 128/,
    ],
    ["too long a timeout", { Timeout: 901 }, "ValidationException", /less than or equal to 900/],
    ["a role that is no ARN", { Role: "admin" }, "ValidationException", /at 'role'/],
    [
      "an image",
      { PackageType: "Image", Code: { ImageUri: "x" } },
      "InvalidParameterValueException",
      /zip archives/,
    ],
    [
      "what is no zip",
      { Code: { ZipFile: Buffer.from("text") } },
      "InvalidParameterValueException",
      /Could not unzip/,
    ],
    ["no code", { Code: {} }, "InvalidParameterValueException", /source for function code/],
    [
      "an entry outside of the archive",
      { Code: { ZipFile: zip({ "../evil.js": "1" }) } },
      "InvalidParameterValueException",
      /invalid relative path: \.\.\/evil\.js/,
    ],
    [
      "an entry that is the folder itself",
      { Code: { ZipFile: zip({ "a.js": "1", ".": "1" }) } },
      "InvalidParameterValueException",
      /Could not unzip/,
    ],
    [
      "4 MB that would unpack to 300 MB, without unpacking them",
      { Code: { ZipFile: zip({ "zeros.js": "0".repeat(300 * 1024 * 1024) }) } },
      "InvalidParameterValueException",
      /Unzipped size must be smaller than 262144000 bytes/,
    ],
    [
      "an entry that holds more than the archive's directory says",
      { Code: { ZipFile: understated(zip({ "index.js": "0".repeat(100_000) }), 100_000) } },
      "InvalidParameterValueException",
      /Could not unzip/,
    ],
    [
      "a reserved variable",
      { Environment: { Variables: { AWS_REGION: "mars" } } },
      "InvalidParameterValueException",
      /Reserved keys used in this request: AWS_REGION/,
    ],
    [
      "5 KB of variables",
      { Environment: { Variables: { BIG: "x".repeat(5000) } } },
      "InvalidParameterValueException",
      /4KB limit/,
    ],
  ];
  for (const [what, input, name, message] of refused) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(deploy(cloud, "refused", SOURCE, input), { name, message });
    });
  }

  it("changes only what an update gives, and keeps the rest", async () => {
    await deploy(cloud, "changed", SOURCE, { Environment: { Variables: { NAME: "value" } } });
    const FunctionName = "changed";
    await cloud.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 33 }));
    const now = await cloud.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    assert.equal(now.Timeout, 33);
    assert.equal(now.MemorySize, 256);
    assert.deepEqual(now.Environment?.Variables, { NAME: "value" });
  });

  it("lists functions page by page", async () => {
    for (const name of ["page-a", "page-b", "page-c"]) await deploy(cloud, name, SOURCE);
    const names: string[] = [];
    let pages = 0;
    for await (const page of paginateListFunctions({ client: cloud.lambda, pageSize: 2 }, {})) {
      names.push(...(page.Functions ?? []).map(({ FunctionName = "" }) => FunctionName));
      pages += 1;
    }
    assert.ok(pages > 1);
    assert.deepEqual(names, [...names].sort());
    assert.deepEqual(
      names.filter((name) => name.startsWith("page-")),
      ["page-a", "page-b", "page-c"],
    );
  });

  it("keeps reserved concurrency and tags", async () => {
    await deploy(cloud, "tagged", SOURCE);
    const FunctionName = "tagged";
    const Resource = "arn:aws:lambda:us-east-1:000000000000:function:tagged";
    const { lambda } = cloud;
    await lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 4 }),
    );
    const concurrency = new GetFunctionConcurrencyCommand({ FunctionName });
    assert.equal((await lambda.send(concurrency)).ReservedConcurrentExecutions, 4);
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    assert.equal((await lambda.send(concurrency)).ReservedConcurrentExecutions, undefined);
    await lambda.send(new TagResourceCommand({ Resource, Tags: { a: "1", b: "2" } }));
    await lambda.send(new UntagResourceCommand({ Resource, TagKeys: ["a"] }));
    assert.deepEqual((await lambda.send(new ListTagsCommand({ Resource }))).Tags, { b: "2" });
  });

  it("answers dry runs, log tails and text that is not JSON", async () => {
    await deploy(cloud, "invoked", `exports.handler = async () => console.log("heard");`);
    const FunctionName = "invoked";
    const dry = new InvokeCommand({ FunctionName, InvocationType: "DryRun" });
    assert.equal((await cloud.lambda.send(dry)).StatusCode, 204);
    const answer = await cloud.lambda.send(new InvokeCommand({ FunctionName, LogType: "Tail" }));
    assert.equal(answer.ExecutedVersion, "$LATEST");
    const tail = Buffer.from(answer.LogResult ?? "", "base64").toString();
    assert.match(tail, /^START RequestId.*\tINFO\theard\nEND RequestId.*\nREPORT RequestId/s);
    await assert.rejects(
      cloud.lambda.send(new InvokeCommand({ FunctionName, Payload: "{broken" })),
      { name: "InvalidRequestContentException" },
    );
  });
});
