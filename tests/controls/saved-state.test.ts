import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { kept, type Service } from "../../local/gateway/service";
import { SavedState } from "../../local/state/saved-state";

const about = { region: "us-east-1", accountId: "000000000000", aheadMs: 0 };

describe("the saved state of a service that writes its files with another program", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), "of-a-test-"));
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  /** Rows in a file, which takes a moment to write and to read. */
  function warehouse() {
    const holds = { rows: "" };
    const moment = () => new Promise(setImmediate);
    const state = kept<number>(
      async (folder) => {
        const { rows } = holds;
        await moment();
        mkdirSync(folder, { recursive: true });
        writeFileSync(path.join(folder, "rows"), rows);
        return 1;
      },
      async (_saved, folder) => {
        await moment();
        holds.rows = readFileSync(path.join(folder, "rows"), "utf8");
      },
    );
    const service: Service = { name: "warehouse", operations: {}, state };
    return { holds, service, state };
  }
  const savedAt = () => new SavedState(root).contents?.savedAt;

  it("comes back, changes with its files alone, and leaves none behind", async () => {
    const { holds, service } = warehouse();
    const saved = new SavedState(root);
    holds.rows = "one";
    await saved.save([service], about);
    const first = savedAt();
    await saved.save([service], about);
    assert.equal(savedAt(), first);
    assert.equal(readdirSync(path.join(root, "services/warehouse")).length, 1);
    holds.rows = "two";
    await saved.save([service], about);
    assert.equal(readdirSync(path.join(root, "services/warehouse")).length, 1);

    const next = warehouse();
    const loads = await new SavedState(root).read();
    await loads.get("warehouse")?.(next.state);
    assert.equal(next.holds.rows, "two");
  });

  it("stays as it was when a save fails", async () => {
    const { holds, service } = warehouse();
    const saved = new SavedState(root);
    holds.rows = "one";
    await saved.save([service], about);
    const first = savedAt();
    const save = () => Promise.reject(new Error("the disk is full"));
    const broken: Service = {
      name: "other",
      operations: {},
      state: { save, load: () => undefined },
    };
    holds.rows = "two";
    await assert.rejects(saved.save([service, broken], about), /the disk is full/);
    assert.equal(savedAt(), first);
    const next = warehouse();
    await (await new SavedState(root).read()).get("warehouse")?.(next.state);
    assert.equal(next.holds.rows, "one");
    await saved.save([service], about);
    assert.equal(readdirSync(path.join(root, "services/warehouse")).length, 1);
    assert.ok(!existsSync(path.join(root, "services/other")));
  });
});
