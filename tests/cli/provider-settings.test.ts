import assert from "node:assert/strict";
import { needCli } from "./cli";
import { World } from "./world";

const program = `import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
const other = new aws.Provider("other", { defaultTags: { tags: { team: "explicit" } } });
export const mine = new aws.sns.Topic("mine", { tags: { stage: "own" } }).arn;
export const theirs = new aws.sns.Topic("theirs", {}, { provider: other }).arn;
`;

describe("the provider's settings under the Pulumi CLI", () => {
  let world: World | undefined;

  before(async function () {
    needCli(this);
    world = await World.create();
    world.project.write(program);
    await world.project.stack("one", {});
  });
  after(() => world?.stop());

  async function tagsOf(arn: unknown) {
    assert.ok(world);
    const answer = await world.client.call("sns", "ListTagsForResource", {
      ResourceArn: String(arn),
    });
    return Object.fromEntries((answer.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
  }

  it("come to what is deployed, change it, and leave nothing to do", async () => {
    assert.ok(world);
    const { project } = world;
    for (const owner of ["data-team", "platform-team"]) {
      const tags = { owner, stage: "default", secret: "no" };
      const ignoreTags = { keys: ["secret"] };
      project.configure("one", { "aws:defaultTags": { tags }, "aws:ignoreTags": ignoreTags });
      await project.succeeds("up", "one");
      const { mine, theirs } = await project.outputs("one");
      assert.deepEqual(await tagsOf(mine), { owner, stage: "own" });
      assert.deepEqual(await tagsOf(theirs), { team: "explicit" });
      await project.succeeds("preview", "one", "--expect-no-changes");
    }
    project.write(program.replace("explicit", "changed"));
    await project.succeeds("up", "one");
    assert.deepEqual(await tagsOf((await project.outputs("one")).theirs), { team: "changed" });
  });

  it("are those of a cloud in another region, whether the stack names it or not", async () => {
    const other = await World.create({ region: "eu-west-1" });
    try {
      other.project.write(program);
      for (const config of [{ "aws:region": "eu-west-1" }, {}]) {
        await other.project.stack(`stack${Object.keys(config).length}`, config);
        await other.project.succeeds("up", `stack${Object.keys(config).length}`);
      }
      const { mine } = await other.project.outputs("stack0");
      assert.match(String(mine), /^arn:aws:sns:eu-west-1:/);
    } finally {
      await other.stop();
    }
  });

  const refusals: readonly (readonly [object, RegExp])[] = [
    [{ "aws:region": "eu-west-1" }, /aws:region is eu-west-1, but the local cloud stands in/],
    [{ "aws:defaultTag": { tags: {} } }, /aws:defaultTag is no setting of AWS's provider/],
  ];
  for (const [config, says] of refusals) {
    it(`are refused by name in preview: ${JSON.stringify(config)}`, async () => {
      assert.ok(world);
      world.project.configure("one", { ...config });
      const { code, output } = await world.project.run("preview", "one");
      assert.notEqual(code, 0);
      assert.match(output, says);
    });
  }
});
