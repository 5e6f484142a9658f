import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";

const root = path.resolve(__dirname, "../..");

function cost(...args: readonly string[]) {
  const program = ["-r", "./register.cjs", "commands/cost.ts", ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, program, {
    cwd: root,
    encoding: "utf8",
    timeout: 120_000,
    env: { ...process.env, NO_COLOR: "1" },
  });
  return { status, stdout, stderr };
}

const labs = ["http-requests", "event-logs", "transactions", "stock-market", "sensors"];

/** Dollars a day that the summary has for some pipelines, and for what all share. */
function idleOf(output: string, pipelines: readonly string[]): number {
  const summary = output.slice(output.lastIndexOf("scenario  "));
  return ["shared", ...pipelines].reduce((sum, name) => {
    const [, idle] = new RegExp(`^${name} +(\\d+\\.\\d{4})`, "m").exec(summary) ?? [];
    return sum + Number(idle);
  }, 0);
}

describe("npm run cost", () => {
  it("prices the labs' pipelines in the stack dev as a hand does, to two cents a month", () => {
    const { status, stdout } = cost(
      "--stack",
      "dev",
      "--events-per-second",
      "10",
      "--bytes",
      "300",
    );
    assert.equal(status, 0);
    const hours = 730;
    const month =
      5 * 0.015 * hours + // a shard for each of five streams
      0.543 * hours + // one ra3.large
      0.4 + // the secret with its password
      43 * 0.1 + // alarms
      1 * 1 + // the key of the alarms' topic
      1 * 3; // the dashboard
    assert.equal(month.toFixed(2), "459.84");
    // Each of the summary's six rows is rounded to a hundredth of a cent a day.
    assert.ok(Math.abs((idleOf(stdout, labs) * hours) / 24 - month) < 0.02);
    const [, total] = /idle: +\$(\S+) a day/.exec(stdout) ?? [];
    const all = [...stdout.matchAll(/^(\S+) +stream \S+ +1 shard/gm)].map(([, name = ""]) => name);
    assert.equal(idleOf(stdout, all).toFixed(2), total);
    for (const scenario of labs) {
      assert.match(stdout, new RegExp(`^${scenario} +stream \\S+ +1 shard +0\\.3600$`, "m"));
    }
    assert.match(stdout, /^stock-market +bucket \S+ +two files a record +10\.0000$/m);
    assert.doesNotMatch(stdout, /^!/m);
  });

  it("prints the estimate of every scenario without evaluating the program", () => {
    const { status, stdout } = cost("--estimate");
    assert.equal(status, 0);
    assert.equal(
      stdout.match(/^(http-requests|event-logs|transactions|stock|sensors)/gm)?.length,
      15,
    );
  });

  const mistakes: Readonly<Record<string, readonly [readonly string[], RegExp]>> = {
    "an unknown stack, naming those there are": [
      ["--stack", "nowhere"],
      /no stack nowhere; there are .*dev, .*local, .*prod/,
    ],
    "an unknown option": [["--cheap"], /--cheap/],
    "an argument": [["dev"], /unexpected argument dev/],
    "a size that is none": [["--bytes", "many"], /--bytes must be a number above 0/],
    "a record over 1 MiB": [["--bytes", "2000000"], /--bytes must be at most 1048576/],
    "a rate of nothing": [["--events-per-second", "0"], /--events-per-second must be/],
    "a stack with --estimate": [["--estimate", "--stack", "dev"], /--stack does not go with/],
    "--write alone": [["--write"], /--write goes with --estimate/],
  };
  for (const [mistake, [args, says]] of Object.entries(mistakes)) {
    it(`exits 2 on ${mistake}`, () => {
      const { status, stderr } = cost(...args);
      assert.equal(status, 2);
      assert.match(stderr, says);
      assert.match(stderr, /Usage: npm run cost/);
    });
  }

  it("explains itself with --help", () => {
    const { status, stdout } = cost("--help");
    assert.equal(status, 0);
    assert.match(stdout, /^Usage: npm run cost/);
  });
});
