import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";
import { eventually } from "../eventually";
import { CommandProcess, root } from "./process";
import { descendantsOf, isRunning, TemporaryFolder } from "./environment";

describe("a long command that a signal ends", function () {
  this.timeout(180_000);
  let temporary: TemporaryFolder;
  let command: CommandProcess | undefined;

  beforeEach(() => {
    temporary = new TemporaryFolder();
  });
  afterEach(async () => {
    command?.signal("SIGKILL");
    await command?.ended;
    command = undefined;
    temporary.remove();
  });

  async function started(name: string, args: readonly string[], shows: RegExp) {
    const running = new CommandProcess(`commands/${name}.ts`, args, temporary.env);
    command = running;
    await running.shows(shows);
    return running;
  }

  const gateway = () => started("gateway", ["--port", "0"], /local cloud at/);
  const local = (shows = /Ready\./) =>
    started("local", ["--port", "0", "--scenario", "event-logs"], shows);

  /** The processes that run once an event has come to a function. */
  async function withFunction(running: CommandProcess): Promise<readonly number[]> {
    const [, endpoint = ""] = await running.shows(/AWS_ENDPOINT_URL=(\S+)/);
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    const kinesis = new KinesisClient({ endpoint, region: "us-east-1", credentials });
    const record = { StreamName: "EventStream", PartitionKey: "1", Data: Buffer.from("{}") };
    await kinesis.send(new PutRecordCommand(record));
    kinesis.destroy();
    const before = descendantsOf(running.pid).length;
    await eventually(() => descendantsOf(running.pid).length >= Math.max(2, before), {
      what: "a function's process",
    });
    return descendantsOf(running.pid);
  }

  async function leavesNothing(processes: readonly number[]): Promise<void> {
    await eventually(() => !processes.some(isRunning), { what: "the end of every process" });
    assert.deepEqual(temporary.stateFolders, []);
  }

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    it(`is ended in order by ${signal}, and leaves no folder and no process`, async () => {
      const running = await gateway();
      assert.notDeepEqual(temporary.stateFolders, []);
      const processes = descendantsOf(running.pid);
      running.signal(signal);
      assert.equal(await running.ended, 0, running.output);
      await leavesNothing(processes);
    });
  }

  it("destroys its pipelines first, and says how many resources they had", async () => {
    const running = await local();
    const processes = await withFunction(running);
    running.signal("SIGTERM");
    assert.equal(await running.ended, 0, running.output);
    assert.match(running.output, /destroying …\n\d+ resources destroyed/);
    await leavesNothing(processes);
  });

  it("says nothing of lost records when npm start is interrupted, whatever it is at", async () => {
    for (const shows of [/evaluating/, /sending/]) {
      const running = await started("start", ["--scenario", "event-logs"], shows);
      running.signal("SIGINT");
      assert.equal(await running.ended, 130, running.output);
      assert.match(running.output, /interrupted: tearing down/);
      assert.doesNotMatch(running.output, /lost|Error|^\s+at /m);
      await leavesNothing([]);
    }
  });

  it("ends at once at a second signal of either kind, and leaves no folder and no process", async () => {
    const running = await local();
    const processes = await withFunction(running);
    running.signal("SIGTERM");
    running.signal("SIGINT");
    running.signal("SIGHUP");
    assert.equal(await running.ended, 130, running.output);
    assert.doesNotMatch(running.output, /resources destroyed/);
    await leavesNothing(processes);
  });

  it("ends at once at a second signal while it starts", async () => {
    for (const name of ["local", "start"]) {
      const args = name === "local" ? ["--port", "0"] : [];
      const running = await started(name, args, /evaluating/);
      running.signal("SIGINT");
      await running.shows(/destroying|tearing down/);
      running.signal("SIGINT");
      assert.equal(await running.ended, 130, running.output);
      assert.doesNotMatch(running.output, /resources (up|destroyed)/);
      await leavesNothing([]);
    }
  });

  it("leaves no process when it is killed, and its folders to the next start", async () => {
    const running = await local();
    const processes = await withFunction(running);
    running.signal("SIGKILL");
    await running.ended;
    await eventually(() => !processes.some(isRunning), { what: "the end of every process" });
    const left = temporary.stateFolders;
    assert.ok(left.length >= 2, left.join(" "));
    const next = await gateway();
    assert.ok(!temporary.stateFolders.some((name) => left.includes(name)));
    next.signal("SIGINT");
    assert.equal(await next.ended, 0);
    await leavesNothing([]);
  });

  it("is ended in order when nobody reads its output any more", async () => {
    const args = ["--no-deprecation", "-r", "./register.cjs", "commands/start.ts"];
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: temporary.env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    child.stdout.once("data", () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on("exit", resolve));
    assert.equal(code, 129);
    await leavesNothing([]);
  });
});

describe("one Ctrl-C in a terminal", () => {
  it("is one, though npm hands it on once more", async function () {
    // The one of util-linux: others take no -c.
    if (process.platform !== "linux" || spawnSync("script", ["-V"]).status !== 0) this.skip();
    const temporary = new TemporaryFolder();
    // Some shells, bash among them, become the command: npm then signals the command itself.
    const line = "npm run --script-shell=bash local -- --port 0 --scenario event-logs";
    const terminal = spawn("script", ["-qec", line, "/dev/null"], {
      cwd: root,
      env: temporary.env,
      stdio: ["pipe", "pipe", "inherit"],
    });
    let output = "";
    terminal.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const ended = new Promise((resolve) => terminal.on("close", resolve));
    try {
      await eventually(() => output.includes("Ready."), { what: "the pipeline" });
      terminal.stdin.write("\u0003");
      await ended;
      assert.match(output, /destroying …\s+\d+ resources destroyed/);
      assert.deepEqual(temporary.stateFolders, []);
    } finally {
      terminal.kill("SIGHUP");
      temporary.remove();
    }
  });
});
