import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { evaluateProgram } from "../../../local/program/evaluate";
import { programOf, refusals } from "./programs";

const root = path.resolve(__dirname, "../../..");

describe("the local cloud, given a callback that cannot run in Lambda", function () {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "refused-"));
    symlinkSync(path.join(root, "components"), path.join(folder, "components"));
  });
  after(async () => {
    // What the programs left under way ends here, not in another file's time.
    await pulumi.runtime.disconnect();
    rmSync(folder, { recursive: true });
  });

  // The one that is found out last first: programs that end sooner leave more behind in this process.
  for (const [what, toRow, says] of [...refusals].reverse())
    it(`ends at once with the one pipeline whose callback ${what}, and creates nothing`, async () => {
      writeFileSync(path.join(folder, "index.ts"), programOf(toRow));
      const created: string[] = [];
      const started = Date.now();
      const program = evaluateProgram({
        folder,
        project: "aws-streaming-pipelines",
        stack: "local",
        config: {},
        mocks: {
          newResource: ({ type, name, inputs }) => {
            created.push(`${type} ${name}`);
            return { id: name, state: inputs as object };
          },
          call: () => ({ accountId: "123456789012", partition: "aws", region: "us-east-1" }),
        },
      });
      await assert.rejects(program, ({ message }: Error) => {
        assert.equal(message, says);
        return true;
      });
      assert.ok(Date.now() - started < 30_000);
      assert.deepEqual(created, ["pulumi:pulumi:Stack aws-streaming-pipelines-local"]);
    });
});
