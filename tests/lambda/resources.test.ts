import assert from "node:assert/strict";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { asset } from "@pulumi/pulumi";

import { archiveFiles, deterministicZip } from "../../local/resources/lambda/archive";
import { checkInputs, withDefaults } from "../../local/resources/check";
import { cloudwatchKinds } from "../../local/resources/cloudwatch";
import { functions } from "../../local/resources/functions";
import { iamKinds } from "../../local/resources/iam";
import type { Created, Properties, ResourceKind } from "../../local/resources/kind";
import { lambdaKinds } from "../../local/resources/lambda";
import { logsKinds } from "../../local/resources/logs";
import { invoke, startCloud, openRoleArn, zip, type TestCloud } from "./cloud";

const kinds = [...lambdaKinds, ...iamKinds, ...logsKinds, ...cloudwatchKinds];

function kindOf(type: string): ResourceKind {
  const kind = kinds.find((each) => each.type === type);
  return kind ?? assert.fail(`there is no kind ${type}`);
}

const archive = (text: string): asset.AssetArchive =>
  new asset.AssetArchive({ "index.js": new asset.StringAsset(text) });

const trust = JSON.stringify({
  Statement: [
    { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
  ],
});

describe("Resource kinds", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await startCloud();
  });
  after(() => cloud.stop());

  /** Creates a resource as the engine does: defaults filled in, inputs checked. */
  async function create(kind: ResourceKind, given: Properties): Promise<Created> {
    const inputs = withDefaults(kind, "resource", given);
    assert.deepEqual(checkInputs(kind, inputs), []);
    return kind.create(inputs, cloud.client);
  }

  const cases: [type: string, inputs: Properties, changed: Properties, drift: () => Properties][] =
    [
      [
        "aws:iam/role:Role",
        {
          assumeRolePolicy: trust,
          tags: { a: "1" },
          inlinePolicies: [
            {
              name: "i",
              policy: '{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}',
            },
          ],
        },
        { description: "changed", tags: { b: "2" }, inlinePolicies: [] },
        () => ({ description: "changed", tags: { b: "2" } }),
      ],
      [
        "aws:cloudwatch/logGroup:LogGroup",
        { name: "/kinds/group", retentionInDays: 7, tags: { a: "1" } },
        { retentionInDays: 30, tags: {} },
        () => ({ retentionInDays: 30, tags: {} }),
      ],
      [
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        {
          name: "kind-alarm",
          namespace: "AWS/Kinesis",
          metricName: "GetRecords.IteratorAgeMilliseconds",
          dimensions: { StreamName: "s" },
          statistic: "Maximum",
          period: 300,
          evaluationPeriods: 1,
          comparisonOperator: "GreaterThanThreshold",
          threshold: 60_000,
          tags: { a: "1" },
        },
        { threshold: 120_000, tags: { b: "2" } },
        () => ({ threshold: 120_000, dimensions: { StreamName: "s" }, tags: { b: "2" } }),
      ],
      [
        "aws:cloudwatch/dashboard:Dashboard",
        { dashboardName: "kind", dashboardBody: '{"widgets": []}' },
        { dashboardBody: '{"widgets":[{}]}' },
        () => ({ dashboardBody: '{"widgets":[{}]}' }),
      ],
      [
        "aws:lambda/function:Function",
        {
          role: openRoleArn,
          runtime: "nodejs22.x",
          handler: "index.handler",
          code: archive("exports.handler = async () => 1;"),
          architectures: ["arm64"],
          reservedConcurrentExecutions: 2,
          tags: { a: "1" },
        },
        {
          memorySize: 512,
          environment: { variables: { NAME: "v" } },
          reservedConcurrentExecutions: -1,
        },
        () => ({
          memorySize: 512,
          environment: { variables: { NAME: "v" } },
          reservedConcurrentExecutions: -1,
        }),
      ],
    ];
  for (const [type, inputs, changed, expected] of cases) {
    it(`create, read, update and delete ${type}`, async () => {
      const kind = kindOf(type);
      const { id, outputs } = await create(kind, inputs);
      for (const [name, value] of Object.entries(inputs)) assert.deepEqual(outputs[name], value);
      assert.deepEqual((await kind.read(id, outputs, cloud.client))?.outputs, outputs);
      const wanted = withDefaults(kind, "resource", { ...inputs, ...changed }, outputs.name);
      const updated = await kind.update?.(id, outputs, wanted, cloud.client);
      for (const [name, value] of Object.entries(expected())) {
        assert.deepEqual(updated?.[name], value, name);
      }
      await kind.delete(id, updated ?? {}, cloud.client);
      assert.equal(await kind.read(id, updated ?? {}, cloud.client), undefined);
      await kind.delete(id, updated ?? {}, cloud.client);
    });
  }

  it("keep a role's policies apart: attached, inline and its own", async () => {
    const role = await create(kindOf("aws:iam/role:Role"), {
      name: "own",
      assumeRolePolicy: trust,
    });
    const policyKind = kindOf("aws:iam/rolePolicy:RolePolicy");
    const policy = '{"Statement":[{"Effect":"Allow","Action":"sns:Publish","Resource":"*"}]}';
    const inline = await create(policyKind, { role: "own", name: "p", policy });
    assert.equal(inline.id, "own:p");
    const attachment = kindOf("aws:iam/rolePolicyAttachment:RolePolicyAttachment");
    const policyArn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
    const attached = await create(attachment, { role: "own", policyArn });
    const roleKind = kindOf("aws:iam/role:Role");
    await assert.rejects(roleKind.delete(role.id, role.outputs, cloud.client), /must detach all/);
    await attachment.delete(attached.id, attached.outputs, cloud.client);
    await policyKind.delete(inline.id, inline.outputs, cloud.client);
    assert.equal(await policyKind.read(inline.id, inline.outputs, cloud.client), undefined);
    await roleKind.delete(role.id, role.outputs, cloud.client);
  });

  it("keep a log stream in its group", async () => {
    const group = await create(kindOf("aws:cloudwatch/logGroup:LogGroup"), { name: "grouped" });
    const kind = kindOf("aws:cloudwatch/logStream:LogStream");
    const { id, outputs } = await create(kind, { logGroupName: "grouped", name: "delivery" });
    assert.equal(outputs.arn, `${String(group.outputs.arn)}:log-stream:delivery`);
    await kind.delete(id, outputs, cloud.client);
    assert.equal(await kind.read(id, outputs, cloud.client), undefined);
  });

  it("run a function's changed code, keep what did not change warm, and see drift", async () => {
    const kind = kindOf("aws:lambda/function:Function");
    const inputs = {
      name: "changing",
      role: openRoleArn,
      runtime: "nodejs22.x",
      handler: "index.handler",
      code: archive("exports.handler = async () => process.pid;"),
    };
    const { id, outputs } = await create(kind, inputs);
    const { value: pid } = await invoke(cloud, "changing");
    const again = withDefaults(kind, "resource", { ...inputs, tags: { only: "tags" } });
    const same = await kind.update?.(id, outputs, again, cloud.client);
    assert.equal((await invoke(cloud, "changing")).value, pid);
    const code = archive("exports.handler = async () => 'new';");
    const next = withDefaults(kind, "resource", { ...inputs, code });
    const updated = await kind.update?.(id, same ?? {}, next, cloud.client);
    assert.equal((await invoke(cloud, "changing")).value, "new");
    assert.notEqual(updated?.codeSha256, outputs.codeSha256);
    await cloud.lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: "changing", Timeout: 77 }),
    );
    const drifted = await kind.read(id, updated ?? {}, cloud.client);
    assert.equal(drifted?.outputs.timeout, 77);
    await kind.delete(id, updated ?? {}, cloud.client);
  });

  it("publish a version of a function where the program says so, once for each change", async () => {
    const kind = kindOf("aws:lambda/function:Function");
    const inputs = {
      name: "published",
      role: openRoleArn,
      runtime: "nodejs22.x",
      handler: "index.handler",
      publish: true,
      code: archive("exports.handler = async () => 1;"),
    };
    const { id, outputs } = await create(kind, inputs);
    assert.equal(outputs.version, "1");
    assert.equal(outputs.qualifiedArn, `${String(outputs.arn)}:1`);
    const tagged = withDefaults(kind, "resource", { ...inputs, tags: { only: "tags" } });
    const same = (await kind.update?.(id, outputs, tagged, cloud.client)) ?? {};
    assert.equal(same.version, "1");
    const longer = withDefaults(kind, "resource", { ...inputs, timeout: 9 });
    const changed = (await kind.update?.(id, same, longer, cloud.client)) ?? {};
    assert.equal(changed.version, "2");
    await kind.delete(id, changed, cloud.client);
  });

  it("grant a service the use of a function, and take it back", async () => {
    const kind = kindOf("aws:lambda/function:Function");
    const subject = await create(kind, {
      name: "granted",
      role: openRoleArn,
      runtime: "nodejs22.x",
      handler: "index.handler",
      code: archive("exports.handler = async () => 1;"),
    });
    const permissionKind = kindOf("aws:lambda/permission:Permission");
    const permission = await create(permissionKind, {
      action: "lambda:InvokeFunction",
      function: "granted",
      principal: "sns.amazonaws.com",
      sourceArn: "arn:aws:sns:us-east-1:000000000000:alarms",
    });
    assert.equal(permission.outputs.statementId, permission.id);
    const { id, outputs } = permission;
    assert.equal((await permissionKind.read(id, outputs, cloud.client))?.id, id);
    await permissionKind.delete(id, outputs, cloud.client);
    assert.equal(await permissionKind.read(id, outputs, cloud.client), undefined);
    await kind.delete(subject.id, subject.outputs, cloud.client);
    assert.equal(await permissionKind.read(id, outputs, cloud.client), undefined);
  });

  it("give a function a layer, and take it away; a layer goes when its resource does", async () => {
    const layerKind = kindOf("aws:lambda/layerVersion:LayerVersion");
    const shared = new asset.StringAsset("module.exports = 'shared';");
    const layer = await create(layerKind, {
      layerName: "shared",
      code: new asset.AssetArchive({ "nodejs/node_modules/shared/index.js": shared }),
      compatibleRuntimes: ["nodejs22.x"],
    });
    assert.equal(layer.outputs.arn, layer.id);
    assert.equal(layer.outputs.version, "1");
    const kind = kindOf("aws:lambda/function:Function");
    const inputs = {
      name: "layered",
      role: openRoleArn,
      runtime: "nodejs22.x",
      handler: "index.handler",
      code: archive("exports.handler = async () => require('shared') + process.pid;"),
    };
    const { id, outputs } = await create(kind, { ...inputs, layers: [layer.id] });
    assert.deepEqual(outputs.layers, [layer.id]);
    const { value } = await invoke(cloud, "layered");
    const same = withDefaults(kind, "resource", { ...inputs, layers: [layer.id] });
    const updated = (await kind.update?.(id, outputs, same, cloud.client)) ?? {};
    assert.deepEqual((await invoke(cloud, "layered")).value, value);
    const without = withDefaults(kind, "resource", inputs);
    const now = (await kind.update?.(id, updated, without, cloud.client)) ?? {};
    assert.deepEqual(now.layers, []);
    assert.equal((await invoke(cloud, "layered")).error, "Unhandled");
    await kind.delete(id, now, cloud.client);
    await layerKind.delete(layer.id, layer.outputs, cloud.client);
    assert.equal(await layerKind.read(layer.id, layer.outputs, cloud.client), undefined);
  });

  it("name what the provider would refuse", () => {
    const kind = kindOf("aws:lambda/function:Function");
    const failures = checkInputs(kind, { memorySize: 64, timeout: 901, colour: "red" });
    assert.deepEqual(failures.map(({ property }) => property).sort(), [
      "colour",
      "memorySize",
      "role",
      "timeout",
    ]);
  });
});

describe("Pulumi archives", () => {
  const names = async (code: unknown): Promise<string[]> =>
    Object.keys(await archiveFiles(code)).sort();

  it("are read whole: assets, archives in archives, folders and zips", async () => {
    const folder = await mkdtemp(join(tmpdir(), "archive-"));
    try {
      await mkdir(join(folder, "tree", "lib"), { recursive: true });
      await writeFile(join(folder, "tree", "lib", "a.js"), "a");
      await writeFile(join(folder, "packed.zip"), zip({ "z.js": "z" }));
      const files = await archiveFiles(
        new asset.AssetArchive({
          "index.js": new asset.StringAsset("text"),
          "file.js": new asset.FileAsset(join(folder, "tree", "lib", "a.js")),
          tree: new asset.FileArchive(join(folder, "tree")),
          packed: new asset.FileArchive(join(folder, "packed.zip")),
        }),
      );
      assert.deepEqual(
        Object.fromEntries(Object.entries(files).map(([name, data]) => [name, data.toString()])),
        { "index.js": "text", "file.js": "a", "tree/lib/a.js": "a", "packed/z.js": "z" },
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("give the same zip for the same files, in whatever order and at whatever time", async () => {
    const [a, b] = [Buffer.from("a"), Buffer.from("b")];
    const first = deterministicZip({ a, b });
    await new Promise((resolve) => setTimeout(resolve, 10));
    assert.deepEqual(deterministicZip({ b, a }), first);
  });

  it("are refused when they are none", async () => {
    await assert.rejects(names(new asset.StringAsset("x")), /must be an AssetArchive/);
    await assert.rejects(names("index.js"), /must be an AssetArchive/);
  });
});

describe("Provider functions", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await startCloud();
  });
  after(() => cloud.stop());

  it("say where the program runs, and as whom", async () => {
    const call = async (name: string, args: Properties = {}): Promise<Properties> => {
      const found = functions.find(({ token }) => token === `aws:index/${name}:${name}`);
      return (await found?.call(args, cloud.client)) ?? assert.fail(`there is no ${name}`);
    };
    assert.equal((await call("getCallerIdentity")).accountId, "000000000000");
    assert.equal((await call("getRegion")).region, "us-east-1");
    assert.equal((await call("getPartition")).partition, "aws");
    const zones = await call("getAvailabilityZones", { excludeNames: ["us-east-1b"] });
    assert.deepEqual(zones.names, ["us-east-1a", "us-east-1c"]);
    assert.deepEqual(zones.zoneIds, ["use1-az1", "use1-az3"]);
  });
});
