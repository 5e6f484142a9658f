import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { openRole } from "../cloud";
import { fetched, here, need, succeed, withCloud } from "./tools";

const cwd = here("go");

/** Go before 1.21, as Debian 12 has it, fetches no toolchain that a module asks for. */
function isOld(): boolean {
  const { stdout } = spawnSync("go", ["env", "GOVERSION"], { encoding: "utf8" });
  return Number(/^go1\.(\d+)/.exec(stdout)?.[1]) < 21;
}

describe("the AWS SDK for Go", () => {
  before(async function () {
    need(this, "go");
    if (isOld()) this.skip();
    // Go keeps what it fetches and compiles in caches of its own.
    await fetched(this, () => succeed("go", ["mod", "download"], { seconds: 120, cwd }));
    await succeed("go", ["build", "-o", "/dev/null", "."], { seconds: 240, cwd });
  });

  it("finds nothing to warn of, checksums included", async () => {
    const output = await withCloud(async (env, cloud) => {
      await openRole(cloud, "any", "lambda.amazonaws.com");
      return succeed("go", ["run", "."], { seconds: 120, cwd, env });
    });
    assert.deepEqual(output.trimEnd().split("\n"), [
      "kinesis: 2000 records of 2 shards",
      "fan-out: 2000 records of 5 shards",
      "dynamodb: 20 items, then ConditionalCheckFailedException",
      "s3: 5 objects of 1048576 bytes, then NoSuchKey",
      "lambda: 42, then Unhandled",
      "the SDK logged 0 lines",
    ]);
  });
});
