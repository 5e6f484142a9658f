import assert from "node:assert/strict";
import {
  DeleteLayerVersionCommand,
  GetFunctionConfigurationCommand,
  GetLayerVersionByArnCommand,
  GetLayerVersionCommand,
  ListLayersCommand,
  ListLayerVersionsCommand,
  PublishLayerVersionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  type PublishLayerVersionCommandInput,
} from "@aws-sdk/client-lambda";
import { deploy, invoke, startCloud, zip, type TestCloud } from "./cloud";

/** A CommonJS module of a layer, in the folder of every Node.js or of one. */
const moduleNamed = (name: string, text: string, folder = "nodejs/node_modules") => ({
  [`${folder}/${name}/index.js`]: `module.exports = "${text}";`,
});

const HANDLER = 'exports.handler = async () => require("shared");';

describe("Lambda's layers", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await startCloud();
  });
  after(() => cloud.stop());

  async function publish(
    LayerName: string,
    files: Record<string, string>,
    more: Partial<PublishLayerVersionCommandInput> = {},
  ): Promise<string> {
    const input = { LayerName, Content: { ZipFile: zip(files) }, ...more };
    const { LayerVersionArn } = await cloud.lambda.send(new PublishLayerVersionCommand(input));
    return LayerVersionArn ?? "";
  }

  it("are told as they were published, version by version, and their archive is there", async () => {
    const files = moduleNamed("shared", "first");
    const more = { Description: "d", CompatibleRuntimes: ["nodejs22.x"], LicenseInfo: "MIT" };
    const arn = await publish("told", files, more as Partial<PublishLayerVersionCommandInput>);
    assert.equal(arn, "arn:aws:lambda:us-east-1:000000000000:layer:told:1");
    const told = await cloud.lambda.send(
      new GetLayerVersionCommand({ LayerName: "told", VersionNumber: 1 }),
    );
    const { Description, CompatibleRuntimes, LicenseInfo } = told;
    assert.deepEqual({ Description, CompatibleRuntimes, LicenseInfo }, more);
    assert.match(told.CreatedDate ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/);
    const archive = await fetch(told.Content?.Location ?? "");
    assert.deepEqual(Buffer.from(await archive.arrayBuffer()), Buffer.from(zip(files)));
    const same = await cloud.lambda.send(new GetLayerVersionByArnCommand({ Arn: arn }));
    assert.equal(same.Content?.CodeSha256, told.Content?.CodeSha256);
  });

  it("are listed with their newest version, a page at a time; a number is not given again", async () => {
    for (const n of [1, 2, 3]) await publish("listed", moduleNamed("shared", String(n)));
    const LayerName = "listed";
    await cloud.lambda.send(new DeleteLayerVersionCommand({ LayerName, VersionNumber: 3 }));
    await cloud.lambda.send(new DeleteLayerVersionCommand({ LayerName, VersionNumber: 3 }));
    await publish("listed", moduleNamed("shared", "4"));
    const first = await cloud.lambda.send(new ListLayerVersionsCommand({ LayerName, MaxItems: 2 }));
    const Marker = first.NextMarker;
    const second = await cloud.lambda.send(new ListLayerVersionsCommand({ LayerName, Marker }));
    const versions = [first, second].map(({ LayerVersions = [] }) =>
      LayerVersions.map(({ Version }) => Version),
    );
    assert.deepEqual(versions, [[4, 2], [1]]);
    assert.equal(second.NextMarker, undefined);
    const { Layers = [] } = await cloud.lambda.send(new ListLayersCommand({}));
    const listed = Layers.find((layer) => layer.LayerName === LayerName);
    assert.equal(listed?.LatestMatchingVersion?.Version, 4);
    await assert.rejects(
      cloud.lambda.send(new GetLayerVersionCommand({ LayerName, VersionNumber: 3 })),
      { name: "ResourceNotFoundException" },
    );
  });

  it("are found by CommonJS and ES modules; a function's own module comes first", async () => {
    const Layers = [
      await publish("modules", {
        ...moduleNamed("shared", "of the layer"),
        ...moduleNamed("newer", "of Node.js 22", "nodejs/node22/node_modules"),
        ...moduleNamed("own", "of the layer"),
      }),
    ];
    const files = {
      "index.mjs": `import shared from "shared"; import newer from "newer"; import own from "own";
        export const handler = async () => [shared, newer, own];`,
      ...moduleNamed("own", "of the function", "node_modules"),
    };
    await deploy(cloud, "modules", "", { Code: { ZipFile: zip(files) }, Layers });
    const { value } = await invoke(cloud, "modules");
    assert.deepEqual(value, ["of the layer", "of Node.js 22", "of the function"]);
    await deploy(cloud, "required", HANDLER, { Layers });
    assert.equal((await invoke(cloud, "required")).value, "of the layer");
  });

  it("come before the SDK that the runtime brings", async () => {
    const files = moduleNamed("@aws-sdk/client-kinesis", "an older one");
    const Layers = [await publish("older-sdk", files)];
    const source = 'exports.handler = async () => require("@aws-sdk/client-kinesis");';
    await deploy(cloud, "older-sdk", source, { Layers });
    assert.equal((await invoke(cloud, "older-sdk")).value, "an older one");
  });

  it("are laid one over the other, and stay with a function when they are deleted", async () => {
    const below = await publish("below", {
      ...moduleNamed("shared", "below"),
      ...moduleNamed("other", "below"),
    });
    const above = await publish("above", moduleNamed("shared", "above"));
    const source = 'exports.handler = async () => [require("shared"), require("other")];';
    const FunctionName = "layered";
    await deploy(cloud, FunctionName, source, { Layers: [below, above] });
    assert.deepEqual((await invoke(cloud, FunctionName)).value, ["above", "below"]);
    await cloud.lambda.send(
      new DeleteLayerVersionCommand({ LayerName: "below", VersionNumber: 1 }),
    );
    const ZipFile = zip({ "index.js": `${source}\n` });
    await cloud.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
    assert.deepEqual((await invoke(cloud, FunctionName)).value, ["above", "below"]);
    const now = await cloud.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    assert.deepEqual(
      now.Layers?.map(({ Arn }) => Arn),
      [below, above],
    );
  });

  it("are given and taken by an update, which leaves them where it does not name them", async () => {
    const arn = await publish("given", moduleNamed("shared", "given"));
    const FunctionName = "updated";
    await deploy(cloud, FunctionName, HANDLER);
    const change = (input: { Layers?: string[]; Description?: string; Runtime?: "nodejs24.x" }) =>
      cloud.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...input }));
    const before = await invoke(cloud, FunctionName);
    assert.match(String(before.value.errorMessage), /Cannot find module 'shared'/);
    const { Layers } = await change({ Layers: [arn] });
    assert.equal(Layers?.[0]?.Arn, arn);
    await change({ Description: "another" });
    await change({ Runtime: "nodejs24.x" });
    assert.equal((await invoke(cloud, FunctionName)).value, "given");
    assert.equal((await change({ Layers: [] })).Layers, undefined);
    assert.equal((await invoke(cloud, FunctionName)).error, "Unhandled");
  });

  it("bring programs, which stay programs", async () => {
    const text = new TextEncoder().encode("#!/bin/sh\necho from the layer\n");
    const script: [Uint8Array, object] = [text, { os: 3, attrs: 0o100755 << 16 }];
    const Content = { ZipFile: zip({ "bin/greet": script }) };
    const arn = await publish("programs", {}, { Content });
    const source =
      'exports.handler = async () => require("child_process").execFileSync("greet").toString();';
    await deploy(cloud, "programs", source, { Layers: [arn] });
    assert.equal((await invoke(cloud, "programs")).value, "from the layer\n");
  });

  const own = "arn:aws:lambda:us-east-1:000000000000:layer";
  const refused = [
    ["of which there is no such version", [`${own}:none:1`], /^Layer version .*:1 does not exist/],
    [
      "of another account",
      ["arn:aws:lambda:us-east-1:017000801446:layer:Powertools:1"],
      /is of another account or region/,
    ],
    ["above five", Array<string>(6).fill(`${own}:none:1`), /^Cannot reference more than 5 layers/],
    [
      "twice in two versions",
      [`${own}:twice:1`, `${own}:twice:2`],
      /^Two different versions of the same layer/,
    ],
  ] as const;
  for (const [what, Layers, message] of refused) {
    it(`${what} are refused`, async () => {
      if (what.startsWith("twice")) {
        for (const n of ["1", "2"]) await publish("twice", moduleNamed("shared", n));
      }
      const name = "InvalidParameterValueException";
      const created = deploy(cloud, "refused", HANDLER, { Layers: [...Layers] });
      await assert.rejects(created, { name, message });
    });
  }

  it("that are too big with the function are refused, and those that are no archive", async () => {
    const Content = { ZipFile: zip({ zeros: "0".repeat(130 * 1024 * 1024) }) };
    const Layers = [
      await publish("big-a", {}, { Content }),
      await publish("big-b", {}, { Content }),
    ];
    await assert.rejects(deploy(cloud, "big", HANDLER, { Layers }), {
      name: "InvalidParameterValueException",
      message:
        /^Function code combined with layers exceeds the maximum .* size is 272629\d{3} bytes/,
    });
    await assert.rejects(publish("none", {}, { Content: { ZipFile: Buffer.from("no zip") } }), {
      name: "InvalidParameterValueException",
      message: /^Could not unzip uploaded file/,
    });
  });
});
