import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { finished, root, type Outcome } from "./process";

interface Row {
  readonly file: string;
  /** Arguments that lack nothing but what a mistake adds. */
  readonly args?: readonly string[];
  readonly port?: boolean;
  readonly endpoint?: boolean;
  /** Hands all but --help on to another program. */
  readonly handsOn?: boolean;
  readonly mistakes?: readonly (readonly [args: readonly string[], says: RegExp])[];
}

const scenario: Row["mistakes"] = [
  [["--scenario", "weather"], /there is no scenario weather: .*sensors/],
  [["--scenario", ""], /there is no scenario ""/],
];
const noScenario: Row["mistakes"] = [
  [[], /name one scenario: .*sensors/],
  [["weather"], /name one scenario: .*sensors/],
];

const commands: Readonly<Record<string, Row>> = {
  start: { file: "commands/start.ts", mistakes: scenario },
  local: { file: "commands/local.ts", port: true, mistakes: scenario },
  permissions: { file: "commands/permissions.ts", mistakes: scenario },
  gateway: {
    file: "commands/gateway.ts",
    port: true,
    mistakes: [[["--state", ""], /--state must name a folder/]],
  },
  pulumi: { file: "commands/pulumi.ts", handsOn: true },
  docs: { file: "commands/docs.ts" },
  produce: {
    file: "commands/produce.ts",
    args: ["sensors"],
    endpoint: true,
    mistakes: [
      ...noScenario,
      [["sensors", "--count", "0"], /--count must be a number above 0/],
      [["sensors", "--rate", "fast"], /--rate must be a number above 0/],
    ],
  },
  query: {
    file: "commands/query.ts",
    args: ["sensors"],
    endpoint: true,
    mistakes: [
      ...noScenario,
      [["http-requests", "SELECT 1"], /takes no SQL/],
      [["http-requests", "--day", "2026-02-30"], /--day/],
      [["http-requests", "--limit", "1.5"], /--limit must be a whole number/],
    ],
  },
  leftovers: {
    file: "commands/leftovers.ts",
    args: ["--stack", "dev"],
    endpoint: true,
    mistakes: [
      [[], /name the stack with --stack/],
      [["--stack", "nope", "--endpoint", "http://127.0.0.1:9"], /no stack nope is known: .*dev/],
      [["--stack", "", "--endpoint", "http://127.0.0.1:9"], /name the stack with --stack/],
    ],
  },
  cost: {
    file: "commands/cost.ts",
    mistakes: [
      [["--stack", "nope"], /no stack nope; .*dev/],
      [["--bytes", "many"], /--bytes must be a number above 0/],
    ],
  },
  policies: { file: "policies/command.ts" },
  fuzz: {
    file: "fuzz/index.ts",
    mistakes: [
      [["--seconds", "0"], /--seconds must be a number above 0/],
      [["--seed", "1.5"], /--seed must be a whole number/],
      [["--service", "nope"], /there is no service "nope": choose of athena/],
    ],
  },
  bench: { file: "bench/index.ts", mistakes: [[["--part", "z"], /no part "z": choose of a/]] },
};

/** They are other programs' commands. */
const foreign = ["test", "test:cli", "test:clients", "lint", "typecheck", "format", "format:check"];

type Run = readonly [args: readonly string[], says: RegExp, env?: NodeJS.ProcessEnv];

/** Runs a command in many ways, two at a time. */
async function each(
  file: string,
  runs: readonly Run[],
  check: (outcome: Outcome, run: Run) => void,
) {
  const left = [...runs];
  const work = async () => {
    for (let run = left.shift(); run !== undefined; run = left.shift())
      check(await finished(file, run[0], run[2]), run);
  };
  await Promise.all([work(), work()]);
}

/** One line of what is wrong and what to do, and then the usage; no trace. */
function isPlain(name: string) {
  return ({ code, output }: Outcome, [args, says]: Run) => {
    const lines = output.split("\n");
    // What a command does before it knows is told as it goes.
    const at = lines.findIndex((line) => line.startsWith(`${name}: `));
    const context = `${name} ${args.join(" ")}\n${output}`;
    assert.equal(code, 2, context);
    assert.match(lines[at] ?? "", says, context);
    assert.equal(lines[at + 1], "", context);
    assert.match(lines[at + 2] ?? "", new RegExp(`^Usage: npm (run )?${name}`), context);
    assert.doesNotMatch(output, /^\s+at /m, context);
  };
}

/** When each file that a command might write was written last. */
function written(): Record<string, number> {
  const files = [".", "docs", "policies", "bench", "samples"].flatMap((folder) =>
    readdirSync(path.join(root, folder)).map((name) => path.join(folder, name)),
  );
  const ours = files.filter((file) => statSync(path.join(root, file)).isFile());
  return Object.fromEntries(ours.map((file) => [file, statSync(path.join(root, file)).mtimeMs]));
}

describe("every command", function () {
  this.timeout(300_000);
  const before = written();

  after("writes nothing when it only helps or refuses", () => {
    assert.deepEqual(written(), before);
  });

  it("is in the table below", () => {
    const text = readFileSync(path.join(root, "package.json"), "utf8");
    const { scripts } = JSON.parse(text) as { readonly scripts: Readonly<Record<string, string>> };
    assert.deepEqual(Object.keys(scripts).sort(), [...Object.keys(commands), ...foreign].sort());
    for (const [name, { file }] of Object.entries(commands))
      assert.match(scripts[name] ?? "", new RegExp(` ${file}$`));
  });

  for (const [name, row] of Object.entries(commands))
    describe(name, () => {
      const {
        file,
        args = [],
        handsOn = false,
        port = false,
        endpoint = false,
        mistakes = [],
      } = row;
      let usage = "";
      /** The usage's options that take a value. */
      const valued = () =>
        [...usage.matchAll(/^ {2}(--[a-z-]+) [A-Z]/gm)].map(([, option = ""]) => option);

      it("helps, and does nothing else", async () => {
        const helps: readonly Run[] = [["-h"], [...args, "--help"]].map((given) => [
          given,
          /^Usage/,
        ]);
        await each(file, helps, ({ code, output }) => {
          assert.equal(code, 0, output);
          assert.match(output, new RegExp(`^Usage: npm (run )?${name}`));
          if (usage !== "") assert.equal(output, usage);
          usage = output;
        });
        assert.deepEqual(
          [valued().includes("--port"), valued().includes("--endpoint")],
          [port, endpoint],
        );
      });

      if (handsOn) return;

      it("refuses what it does not know, in one line", async () => {
        const unknown: readonly Run[] = [
          [[...args, "--nonsense"], /there is no option --nonsense: choose of .*--help/],
          [[...args, "a", "b", "c"], /unexpected argument [abc]|name one scenario/],
        ];
        const lacking = valued().map((option): Run => [[...args, option], new RegExp(option)]);
        await each(file, [...unknown, ...lacking, ...mistakes], (outcome, run) => {
          isPlain(name)(outcome, run);
          const [, known = "--help"] = /choose of (--.*)/.exec(outcome.output) ?? [];
          for (const option of known.split(", "))
            assert.match(usage, new RegExp(`^ {2}${option}\\b`, "m"));
        });
      });

      if (port) {
        it("refuses a port that is none, or not free", async () => {
          const server = createServer();
          await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
          const { port: taken } = server.address() as AddressInfo;
          const runs: readonly Run[] = [
            [["--port", "abc"], /--port must be a whole number/],
            [["--port", String(taken)], /port \d+ is in use: .*--port/],
          ];
          await each(file, runs, isPlain(name)).finally(() => server.close());
        });
      }

      if (endpoint) {
        it("refuses an endpoint or a region that is none", async () => {
          const env = { ...process.env, AWS_ENDPOINT_URL: "foo" };
          const runs: readonly Run[] = [
            [[...args, "--endpoint", "foo"], /--endpoint must be a URL like http/],
            [[...args, "--region", "nowhere"], /--region must be a region like us-east-1/],
            [args, /AWS_ENDPOINT_URL must be a URL like http/, env],
          ];
          await each(file, runs, isPlain(name));
        });

        it("says so when nothing answers", async () => {
          const given = [...args, "--endpoint", "http://127.0.0.1:9"];
          const { code, output } = await finished(file, given);
          assert.equal(code, 1, output);
          assert.match(output, new RegExp(`^${name}: .*127\\.0\\.0\\.1:9`, "m"));
          assert.doesNotMatch(output, /^\s+at /m);
        });
      }
    });
});
