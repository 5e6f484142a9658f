import assert from "node:assert/strict";
import { needCli } from "./cli";
import { World } from "./world";

describe("pulumi preview with a wrong configuration", () => {
  let world: World | undefined;

  before(async function () {
    needCli(this);
    world = await World.create();
    await world.project.stack("one", {});
  });
  after(() => world?.stop());

  const refusals: readonly (readonly [config: object, says: RegExp])[] = [
    [
      { retentionHours: 12 },
      /aws-streaming-pipelines:retentionHours must be a whole number from 24 to 8760, but is "12"\. Set it: pulumi config set retentionHours 24/,
    ],
    [
      { scenarios: ["http-requests", "weather"] },
      /aws-streaming-pipelines:scenarios names weather; there are .*http-requests, .* Set it: pulumi config set --path 'scenarios\[0\]' \S+/,
    ],
    [{ retentionHours: "a day" }, /retentionHours.* must be of type 'integer'/],
  ];
  for (const [config, says] of refusals) {
    it(`ends at once with the key and the remedy: ${JSON.stringify(config)}`, async () => {
      assert.ok(world);
      world.project.configure("one", { ...config });
      const { code, output } = await world.project.run("preview", "one");
      assert.notEqual(code, 0);
      assert.match(output, says);
      assert.doesNotMatch(output, /^\s+at /m);
    });
  }
});
