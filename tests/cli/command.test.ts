import assert from "node:assert/strict";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { stackConfig } from "../../commands/stack-config";
import { needCli, run, searchPath } from "./cli";

const root = path.join(__dirname, "../..");

function npmRunPulumi(args: readonly string[], env: NodeJS.ProcessEnv, cwd = root) {
  const command = ["-r", "./register.cjs", "commands/pulumi.ts", ...args];
  const environment = { ...process.env, ...env };
  return run(process.execPath, command, { cwd, env: environment, timeoutMs: 300_000 });
}

describe("npm run pulumi", () => {
  it("shows what it is for when it is told nothing", async () => {
    const { code, output } = await npmRunPulumi([], {});
    assert.equal(code, 0);
    assert.match(output, /npm run pulumi -- up --stack local --yes/);
  });

  it("says how to get a CLI where there is none", async () => {
    const { code, output } = await npmRunPulumi(["up"], { PATH: "/nowhere" });
    assert.equal(code, 1);
    assert.match(output, /no Pulumi CLI on PATH: install it as https:\/\/www\.pulumi\.com/);
  });

  it("says how to start a gateway where none answers", async function () {
    needCli(this);
    const env = { PATH: searchPath, AWS_ENDPOINT_URL: "http://127.0.0.1:9" };
    const { code, output } = await npmRunPulumi(["up", "--stack", "local", "--yes"], env);
    assert.equal(code, 1);
    assert.match(output, /no local cloud answers at http:\/\/127\.0\.0\.1:9/);
    assert.match(output, /npm run gateway/);
  });
});

describe("npm run pulumi -- stack", () => {
  let project: string;

  beforeEach(function () {
    needCli(this);
    project = mkdtempSync(path.join(os.tmpdir(), "pulumi-command-"));
    for (const copied of ["commands", "Pulumi.yaml", "Pulumi.local.yaml", "tsconfig.json"])
      cpSync(path.join(root, copied), path.join(project, copied), { recursive: true });
    for (const linked of ["local", "node_modules", "package.json", "register.cjs", "runtime"])
      symlinkSync(path.join(root, linked), path.join(project, linked));
  });
  afterEach(() => {
    rmSync(project, { recursive: true });
  });

  const stack = (...args: readonly string[]) => {
    const backend = `file://${path.join(project, ".pulumi/state")}`;
    const env = { PATH: searchPath, PULUMI_BACKEND_URL: backend, PULUMI_CONFIG_PASSPHRASE: "" };
    return npmRunPulumi(["stack", ...args], env, project);
  };
  const tracked = (folder: string) => readFileSync(path.join(folder, "Pulumi.local.yaml"), "utf8");

  const creations: readonly (readonly string[])[] = [
    ["init", "local"],
    ["new", "local"],
    ["init", "--stack", "local"],
    ["init", "--secrets-provider", "passphrase", "local"],
    ["select", "--create", "local"],
    ["select", "-c", "--stack=local"],
  ];
  for (const creation of creations)
    it(`${creation.join(" ")} makes a stack and leaves its tracked file as it is`, async () => {
      const { code, output } = await stack(...creation);
      assert.equal(code, 0, output);
      assert.equal(tracked(project), tracked(root));
      const shown = await stack("--show-name");
      assert.equal(shown.output.trim(), "local");
    });

  it("init writes the file of a stack that has none yet", async () => {
    const { code, output } = await stack("init", "mine");
    assert.equal(code, 0, output);
    assert.match(readFileSync(path.join(project, "Pulumi.mine.yaml"), "utf8"), /^encryptionsalt/m);
  });
});

describe("a stack's configuration under npm run pulumi", () => {
  const source = "config:\n  aws:region: us-east-1\n";
  let project: string;

  beforeEach(() => {
    project = mkdtempSync(path.join(os.tmpdir(), "stack-config-"));
    writeFileSync(path.join(project, "Pulumi.yaml"), "name: streams\nruntime: nodejs\n");
    writeFileSync(path.join(project, "Pulumi.local.yaml"), source);
    mkdirSync(path.join(project, ".pulumi"));
  });
  afterEach(() => {
    rmSync(project, { recursive: true });
  });

  const copied = () => stackConfig(project, path.join(project, ".pulumi/project"), "local");

  it("is a copy, to which the CLI may add its salt", () => {
    const copy = copied();
    writeFileSync(copy, `${source}encryptionsalt: v1:abc=\n`);
    assert.equal(readFileSync(path.join(project, "Pulumi.local.yaml"), "utf8"), source);
    assert.match(readFileSync(copied(), "utf8"), /^encryptionsalt: v1:abc=$/m);
  });

  it("follows the file under version control, salt and all", () => {
    writeFileSync(copied(), `${source}encryptionsalt: v1:abc=\n`);
    const changed = "config:\n  aws:region: eu-west-1\nencryptionsalt: v1:own=\n";
    writeFileSync(path.join(project, "Pulumi.local.yaml"), changed);
    assert.equal(readFileSync(copied(), "utf8"), changed);
  });
});
