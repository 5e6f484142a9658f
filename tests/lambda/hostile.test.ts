import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { deploy, invoke, logged, startCloud, type TestCloud } from "./cloud";

/** A function that writes bytes of its own to whatever its process has open, then answers. */
const writer = (bytes: string): string => `
  const fs = require("fs"), v8 = require("v8");
  const frame = (message) => {
    const content = v8.serialize(message), head = Buffer.alloc(4);
    head.writeUInt32BE(content.length);
    return Buffer.concat([head, content]);
  };
  exports.handler = async () => {
    for (let fd = 3; fd < 20; fd += 1) {
      try { if (fs.fstatSync(fd).isSocket()) fs.writeSync(fd, ${bytes}); } catch {}
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    return "answered";
  };`;

const messages = [
  'frame({ kind: "logs", lines: null })',
  'frame({ kind: "logs", lines: [null] })',
  'frame({ kind: "logs", lines: [{ timestamp: "x", message: 5 }] })',
  'frame({ kind: "logs", lines: [{ timestamp: NaN, message: "x" }] })',
  "frame(null)",
  "frame(new Map([[1, 2]]))",
  'frame({ kind: "error" })',
  'frame({ kind: "fatal" })',
  'frame({ kind: "fatal", error: { errorType: "a", errorMessage: "b", trace: [1] } })',
  'frame({ kind: "answer", payload: { a: 1 } })',
  'frame({ kind: "none of ours" })',
  'Buffer.from("GET / HTTP/1.1\\r\\n\\r\\n")',
  'Buffer.from("\\u0000\\u0000\\u0000\\u0004garbage that is no value")',
  'Buffer.concat([Buffer.from("7fffffff", "hex"), Buffer.alloc(1000)])',
];

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe("A function that means harm", function () {
  let cloud: TestCloud;
  before(async () => {
    cloud = await startCloud();
  });
  after(() => cloud.stop());

  messages.forEach((bytes, index) =>
    it(`fails alone when it writes ${bytes} into its runtime's channel`, async () => {
      const name = `writes-${index}`;
      await deploy(cloud, name, writer(bytes));
      const { error, value } = await invoke(cloud, name);
      assert.equal(error, "Unhandled");
      assert.equal(value.errorType, "Runtime.ExitError");
      assert.match(String(value.errorMessage), /wrote into its runtime's channel/);
      await deploy(cloud, `${name}-next`, 'exports.handler = async () => "well";');
      assert.equal((await invoke(cloud, `${name}-next`)).value, "well");
    }),
  );

  it("can print without end, which is cut into events and does not hold the others", async () => {
    const source =
      'exports.handler = async () => { for (;;) process.stdout.write("x".repeat(1e6)); };';
    await deploy(cloud, "prints", source, { Timeout: 2 });
    await deploy(cloud, "quiet", 'exports.handler = async () => "well";');
    const printing = invoke(cloud, "prints");
    assert.equal((await invoke(cloud, "quiet")).value, "well");
    assert.equal((await printing).value.errorType, "Sandbox.Timedout");
    const lengths = (await logged(cloud, "prints")).map((line) => line.length);
    assert.ok(Math.max(...lengths) <= 1024 * 1024 + 1, String(Math.max(...lengths)));
  });

  it("ends soon after the local cloud is killed, even in a loop that never yields", async () => {
    const script = path.join(__dirname, "fakes/spinning.ts");
    const register = path.join(__dirname, "../../register.cjs");
    const gateway = spawn(process.execPath, ["--no-deprecation", "-r", register, script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(gateway.stdout.setEncoding("utf8"), "data")) as [string];
    const pids = line.trim().split(" ").map(Number);
    assert.ok(pids.length === 2 && pids.every(isRunning), line);
    gateway.kill("SIGKILL");
    for (let tries = 0; tries < 400 && pids.some(isRunning); tries += 1) await pause(25);
    assert.deepEqual(pids.filter(isRunning), []);
  });
});
