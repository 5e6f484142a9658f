import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { createCloud, type Cloud } from "../../local/cloud";
import { Engine } from "../../local/program/engine";
import { Lifecycle } from "../../local/provider/lifecycle";
import { functions, kinds } from "../../local/resources";
import type { Properties } from "../../local/resources/kind";
import { providerSettings } from "../../local/resources/provider-settings";
import { ownProgram } from "../../commands/program";
import { bringUp } from "../../local/stack";

type Tags = Record<string, string>;

const root = path.join(__dirname, "../..");
const sdk = (file: string) =>
  readFileSync(path.join(root, "node_modules/@pulumi/aws", file), "utf8");
const topic = "aws:sns/topic:Topic";

/** Settings that mean the same: as objects, and as the CLI and the SDK send them. */
function spellings(settings: Properties): Properties[] {
  const text = Object.entries(settings).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return [settings, Object.fromEntries(text) as Properties];
}

describe("the settings of AWS's provider", () => {
  let cloud: Cloud;
  before(async () => {
    cloud = await createCloud();
  });
  after(() => cloud.stop());

  const engine = (settings: Properties) =>
    new Engine({ cloud: cloud.client, kinds, functions, settings });
  const registration = (type: string, name: string, inputs: Properties, provider = "") => ({
    type,
    name,
    inputs,
    provider,
    custom: true,
    id: "",
  });
  const lifecycle = async (settings: Properties) => {
    const made = new Lifecycle({ kinds, functions }, () => Promise.resolve(cloud.client));
    await made.configure(settings as Parameters<typeof made.configure>[0]);
    return made;
  };
  const tagsOf = async (arn: string) => {
    const answer = await cloud.client.call("sns", "ListTagsForResource", { ResourceArn: arn });
    return Object.fromEntries((answer.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
  };

  it("are all known, each with what the local cloud does with it", () => {
    const declared = [...sdk("provider.js").matchAll(/resourceInputs\["(\w+)"\]/g)];
    const names = [...new Set(declared.map(([, name]) => name))].sort();
    assert.ok(names.length > 30);
    assert.deepEqual(Object.keys(providerSettings).sort(), names);
    const documented = readFileSync(path.join(root, "docs/local-provider.md"), "utf8");
    for (const name of names) assert.ok(documented.includes(`\`${name ?? ""}\``), name);
  });

  it("have their default tags in each kind that AWS's provider gives tagsAll", () => {
    const ofSdk = [...kinds.keys()].filter((type) => {
      const [, module, name] = /^aws:(\w+)\/(\w+):/.exec(type) ?? [];
      return module !== undefined && sdk(`${module}/${name ?? ""}.js`).includes('["tagsAll"]');
    });
    assert.ok(ofSdk.length > 20);
    const taggable = [...kinds.values()].filter((kind) => kind.taggable).map(({ type }) => type);
    assert.deepEqual(taggable.filter((type) => type.startsWith("aws:")).sort(), ofSdk.sort());
  });

  const refusals: readonly (readonly [Properties, RegExp])[] = [
    [{ region: "eu-west-1" }, /^aws:region is eu-west-1, but .* us-east-1: set it to us-east-1/],
    [{ defaultTag: { tags: {} } }, /^aws:defaultTag is no setting of AWS's provider: remove it/],
    [{ constructor: "x" }, /^aws:constructor is no setting/],
    [{ defaultTags: { owner: "data-team" } }, /^aws:defaultTags must be \{ "tags": .*"owner"/],
    [{ defaultTags: { tags: { owner: 1 } } }, /^aws:defaultTags must be/],
    [{ defaultTags: "owner" }, /^aws:defaultTags must be/],
    [{ ignoreTags: { keys: "owner" } }, /^aws:ignoreTags must be/],
    [{ ignoreTags: { prefixes: ["a"] } }, /^aws:ignoreTags must be/],
    [{ allowedAccountIds: ["111111111111"] }, /^aws:allowedAccountIds does not allow .*0{12}/],
    [{ forbiddenAccountIds: ["000000000000"] }, /^aws:forbiddenAccountIds does not allow/],
    [
      { assumeRoles: [{ roleArn: "arn:aws:iam::1:role/r" }] },
      /^aws:assumeRoles is not impl.*remove/,
    ],
    [{ assumeRoleWithWebIdentity: { roleArn: "r" } }, /^aws:assumeRoleWithWebIdentity is not/],
    [{ endpoints: [{ s3: "http://127.0.0.1:1" }] }, /^aws:endpoints .* AWS_ENDPOINT_URL/],
    [{ tagPolicyCompliance: "error" }, /^aws:tagPolicyCompliance is not implemented/],
  ];
  for (const [settings, message] of refusals) {
    it(`refuse ${JSON.stringify(settings)} by name, with the remedy`, async () => {
      for (const spelling of spellings(settings)) {
        assert.throws(() => engine(spelling), { message });
        await assert.rejects(lifecycle(spelling), { message });
      }
    });
  }

  it("take what has no effect locally", async () => {
    const idle = Object.entries(providerSettings).filter(([, how]) => how === "without effect");
    const settings = Object.fromEntries(idle.map(([name]) => [name, "true"]));
    const fitting = { region: "us-east-1", tagPolicyCompliance: "disabled", assumeRoles: "[]" };
    engine({ ...settings, ...fitting });
    await lifecycle({ ...settings, ...fitting, version: "7.48.0" });
  });

  const defaultTags = { tags: { owner: "data-team", stage: "default", "aux:cost": "7" } };
  const ignoreTags = { keys: ["audit"], keyPrefixes: ["aux:"] };
  const tags = { stage: "own", audit: "mine" };
  const all = { owner: "data-team", stage: "own" };

  it("merge default tags under a resource's own, without the ignored ones", async () => {
    for (const [index, settings] of spellings({ defaultTags, ignoreTags }).entries()) {
      const inputs = { name: `in-process-${index}`, tags };
      const { id, state } = await engine(settings).newResource(
        registration(topic, "topic", inputs),
      );
      assert.deepEqual(await tagsOf(id), all);
      assert.deepEqual((state as { tagsAll: Tags }).tagsAll, all);

      const cli = await lifecycle(settings);
      const named = { name: `cli-${index}`, tags };
      const checked = cli.check(topic, "topic", {}, named);
      assert.deepEqual(checked.failures, []);
      assert.deepEqual(checked.inputs.tagsAll, all);
      assert.deepEqual(checked.inputs.tags, tags);
      const created = await cli.create(topic, checked.inputs, false);
      assert.deepEqual(await tagsOf(created.id), all);
    }
  });

  it("leave the ignored tags that others gave a resource alone, and unseen", async () => {
    const cli = await lifecycle({ ignoreTags });
    const { inputs } = cli.check(topic, "topic", {}, { name: "audited", tags: { stage: "one" } });
    const { id, outputs } = await cli.create(topic, inputs, false);
    const theirs = [
      { Key: "audit", Value: "2026" },
      { Key: "aux:cost", Value: "9" },
    ];
    await cloud.client.call("sns", "TagResource", { ResourceArn: id, Tags: theirs });
    const read = await cli.read(topic, id, outputs, inputs);
    assert.deepEqual(read?.outputs.tagsAll, { stage: "one" });
    const changed = cli.check(topic, "topic", inputs, { name: "audited", tags: { stage: "two" } });
    const after = await cli.update(topic, id, outputs, changed.inputs, false);
    assert.deepEqual(after.tagsAll, { stage: "two" });
    assert.deepEqual(await tagsOf(id), { stage: "two", audit: "2026", "aux:cost": "9" });
  });

  it("are an explicit provider's own for its resources alone", async () => {
    const running = engine({ defaultTags });
    const own = { defaultTags: JSON.stringify({ tags: { team: "explicit" } }) };
    const type = "pulumi:providers:aws";
    const { id } = await running.newResource(registration(type, "other", own));
    const reference = `urn:pulumi:dev::project::${type}::other::${id}`;
    const of = async (name: string, provider: string) => {
      const made = await running.newResource(registration(topic, name, { name }, provider));
      return tagsOf(made.id);
    };
    assert.deepEqual(await of("by-default", ""), defaultTags.tags);
    assert.deepEqual(await of("by-other", reference), { team: "explicit" });
    const wrong = registration(type, "abroad", { region: "eu-west-1" });
    await assert.rejects(running.newResource(wrong), /aws:region is eu-west-1/);
  });

  it("do not hide a resource's own region", async () => {
    const abroad = { name: "abroad", region: "eu-west-1" };
    const made = engine({}).newResource(registration(topic, "abroad", abroad));
    await assert.rejects(made, /stands in us-east-1 alone: leave out region/);
    const { failures } = (await lifecycle({ region: "us-east-1" })).check(topic, "t", {}, abroad);
    assert.deepEqual(
      failures.map(({ property }) => property),
      ["region"],
    );
  });

  it("reach every resource of the pipelines", async () => {
    const stack = await bringUp({
      ...ownProgram,
      config: { "aws:defaultTags": JSON.stringify(defaultTags) },
    });
    try {
      const reached = stack.resources.filter(({ kind }) => kind.taggable);
      assert.ok(reached.length > 30, String(reached.length));
      for (const { kind, name, id, outputs } of reached) {
        const found = await kind.read(id, outputs, stack.cloud.client);
        const shown = found?.outputs.tagsAll as Tags | undefined;
        assert.equal(shown?.owner, "data-team", `${kind.type} ${name}`);
      }
    } finally {
      await stack.stop();
    }
  });
});
