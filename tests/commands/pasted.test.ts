import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { boto3Line, exportLine } from "../../commands/pasted";
import { run } from "../cli/cli";
import { root, startLocal, type CommandProcess } from "./process";
import { awsCommands, commandBlocks, commandsOf, readmes } from "./readme";

/** What only a shell that pasted the printed line has: neither the tester's AWS, nor files. */
const bare = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^AWS_/.test(name))),
  AWS_CONFIG_FILE: "/nonexistent",
  AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
  AWS_EC2_METADATA_DISABLED: "true",
};

/** The folder on PATH that has a version of the AWS CLI. */
function cliFolder(major: number): string | undefined {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  return folders.find((folder) => {
    if (!existsSync(path.join(folder, "aws"))) return false;
    const { stdout, stderr } = spawnSync(path.join(folder, "aws"), ["--version"], { env: bare });
    return `${String(stdout)}${String(stderr)}`.startsWith(`aws-cli/${major}.`);
  });
}

const hasBoto3 = () => spawnSync("python3", ["-c", "import boto3"], { env: bare }).status === 0;

describe("README's commands", () => {
  it("are the same in both languages", () => {
    const [english, spanish] = readmes.map((file) => commandBlocks(file).flatMap(commandsOf));
    assert.deepEqual(spanish, english);
    assert.deepEqual(awsCommands("README.es.md"), awsCommands("README.md"));
  });

  it("begin with the line that npm run local prints, and name boto3's as it does", () => {
    const commands = commandBlocks("README.md").flatMap(commandsOf);
    assert.ok(
      commands.includes(exportLine({ endpoint: "http://127.0.0.1:4566", region: "us-east-1" })),
    );
    assert.ok(commands.includes(boto3Line));
  });

  it("use no option that one of the AWS CLI's two versions does not know", () => {
    for (const command of awsCommands("README.md")) {
      assert.doesNotMatch(command, /--cli-binary-format|--no-cli-pager/);
    }
  });
});

describe("what npm run local and README say to paste", function () {
  let local: CommandProcess;
  let exported = "";

  before(async () => {
    local = await startLocal();
    [exported = ""] = await local.shows(/export AWS_ENDPOINT_URL=.*/);
  });
  after(async () => {
    await local.end();
  });

  /** Runs a line in a shell that pasted the exports; again while it fails, since stores run behind. */
  async function pastes(line: string, folder = "", says = /(?:)/): Promise<void> {
    const env = { ...bare, PATH: [folder, process.env.PATH].join(path.delimiter) };
    const until = Date.now() + 60_000;
    for (;;) {
      const finished = await run("bash", ["-c", `${exported}\n${line}`], {
        cwd: root,
        env,
        timeoutMs: 60_000,
      });
      if (finished.code === 0 && says.test(finished.output)) return;
      if (Date.now() > until) assert.fail(`${line}\n${finished.output}`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  const printed = (start: string) =>
    local.output
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line.startsWith(start));

  for (const major of [1, 2]) {
    it(`works with version ${major} of the AWS CLI`, async function () {
      const folder = cliFolder(major);
      if (folder === undefined) this.skip();
      // The README's own pipeline is not up: what it is asked is run by tests/docs/typescript.test.ts.
      const known = awsCommands("README.md").filter((line) => !/\bclicks\b/i.test(line));
      const lines = [...known, ...printed("aws ")];
      assert.ok(lines.length >= 10, lines.join("\n"));
      for (const line of lines) await pastes(line, folder);
    });
  }

  it("works with boto3", async function () {
    if (!hasBoto3()) this.skip();
    const lines = printed("python3 ");
    assert.deepEqual(lines, [boto3Line]);
    await pastes(boto3Line, "", /'EventStream'.*'http-requests'/);
  });

  it("sends records, and answers with rows", async () => {
    const sends = printed("npm run produce");
    const questions = printed("npm run query");
    assert.equal(sends.length, 5);
    assert.equal(questions.length, 5);
    for (const line of sends) await pastes(line);
    for (const line of questions) await pastes(line, "", /^[1-9]\d* rows?/m);
  });
});
