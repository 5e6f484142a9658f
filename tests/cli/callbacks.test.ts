import assert from "node:assert/strict";
import { programOf, refusals } from "../components/captures/programs";
import { needCli } from "./cli";
import { World } from "./world";

describe("pulumi preview of callbacks that cannot run in Lambda", function () {
  let world: World | undefined;

  before(async function () {
    needCli(this);
    world = await World.create();
    await world.project.stack("one", {});
  });
  after(() => world?.stop());

  for (const [what, toRow, says] of refusals)
    it(`ends with the one pipeline whose callback ${what}, and creates nothing`, async () => {
      assert.ok(world);
      world.project.write(programOf(toRow));
      for (const operation of ["preview", "up"] as const) {
        const { code, output } = await world.project.run(operation, "one");
        assert.notEqual(code, 0);
        assert.ok(output.includes(says), `not there: ${says}\n${output}`);
        const [, diagnostics = ""] = output.split(/^Diagnostics:$/m);
        assert.equal(diagnostics.match(/error:/g)?.length, 1, output);
        assert.doesNotMatch(
          output,
          /waiting for|serializing property|leaked|^\s+at |(first|last)-.*error/im,
        );
      }
      assert.deepEqual(await world.everything(), []);
    });
});
