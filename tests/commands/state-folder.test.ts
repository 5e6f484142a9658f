import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { CommandProcess } from "./process";
import { TemporaryFolder } from "./environment";

describe("the local cloud's folders", () => {
  let temporary: TemporaryFolder;

  beforeEach(() => {
    temporary = new TemporaryFolder();
  });
  afterEach(() => {
    temporary.remove();
  });

  async function gateway(): Promise<CommandProcess> {
    const running = new CommandProcess("commands/gateway.ts", ["--port", "0"], temporary.env);
    await running.shows(/local cloud at/);
    return running;
  }

  it("are removed when their owner is gone, and nobody else's", async function () {
    if (process.platform !== "linux") this.skip();
    const owner = await gateway();
    const [own = ""] = temporary.stateFolders;
    const [, pid = "", namespace = "", start = ""] =
      /^local-cloud-(\d+)-(\d+)_(\d+)-/.exec(own) ?? [];
    assert.equal(Number(pid), owner.pid, own);
    // No process has the greatest number: see proc_sys_kernel(5), pid_max.
    const none = 4_194_304;
    const gone = [
      `local-cloud-${none}-${namespace}_${start}-aaaaaa`,
      `local-lambda-${none}-${namespace}_${start}-aaaaaa`,
      // A later process of the same number.
      `local-cloud-${pid}-${namespace}_${Number(start) - 1}-aaaaaa`,
    ];
    const others = [
      `local-cloud-${pid}-${namespace}_${start}-aaaaaa`,
      // Another container's processes are not seen.
      `local-cloud-${none}-${Number(namespace) + 1}_${start}-aaaaaa`,
      "local-cloud-aaaaaa",
      `local-notes-${none}`,
      `my-local-cloud-${none}-${namespace}_${start}-aaaaaa`,
    ];
    for (const name of [...gone, ...others])
      mkdirSync(path.join(temporary.folder, name, "s3"), { recursive: true });
    const next = await gateway();
    const [...after] = temporary.stateFolders;
    await next.end();
    await owner.end();
    for (const name of [own, ...others.filter((each) => each.startsWith("local-"))])
      assert.ok(after.includes(name), name);
    for (const name of gone) assert.ok(!after.includes(name), name);
  });

  it("do not share a name when two start at once", async () => {
    const both = await Promise.all([gateway(), gateway()]);
    assert.equal(new Set(temporary.stateFolders).size, 2);
    await Promise.all(both.map((each) => each.end()));
    assert.deepEqual(temporary.stateFolders, []);
  });
});
