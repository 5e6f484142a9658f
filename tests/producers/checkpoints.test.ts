import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { writeCheckpoint } from "../../producers/import/checkpoint";
import { takeLocation } from "../../producers/import/checkpoints";
import type { StreamIdentity } from "../../producers/stream";

const stream: StreamIdentity = {
  name: "s",
  region: "us-east-1",
  arn: "arn:aws:kinesis:us-east-1:111111111111:stream/s",
  created: "2026-01-01T00:00:00.000Z",
};

const state = { line: 3, digest: "d", beyond: [5], sent: 2, leftOut: 1, finished: false };

/** Runs as somebody who may not write to root's folders, where this is root. */
async function unprivileged<T>(run: () => Promise<T>): Promise<T> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  try {
    return await run();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

describe("checkpoints", () => {
  const { XDG_STATE_HOME } = process.env;
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "checkpoints-"));
    chmodSync(folder, 0o755);
    process.env.XDG_STATE_HOME = path.join(folder, "state");
    mkdirSync(process.env.XDG_STATE_HOME);
    chmodSync(process.env.XDG_STATE_HOME, 0o777);
  });
  afterEach(() => {
    if (XDG_STATE_HOME === undefined) delete process.env.XDG_STATE_HOME;
    else process.env.XDG_STATE_HOME = XDG_STATE_HOME;
    rmSync(folder, { recursive: true });
  });

  /** Writes a checkpoint of a file of the folder, and returns where. */
  async function keep(name: string, of: StreamIdentity = stream): Promise<string> {
    const file = path.join(folder, name);
    const place = await takeLocation(file, of);
    await writeCheckpoint(place.name, { version: 1, file, stream: of, ...state });
    place.release();
    return place.name;
  }

  async function found(name: string, of: StreamIdentity = stream): Promise<string[]> {
    const place = await takeLocation(path.join(folder, name), of);
    place.release();
    return place.found.map(({ file }) => path.basename(file));
  }

  it("stand beside the file and are found again, whole", async () => {
    const name = await keep("a.log");
    assert.equal(path.dirname(name), folder);
    const place = await takeLocation(path.join(folder, "a.log"), stream);
    place.release();
    const file = path.join(folder, "a.log");
    assert.deepEqual(place.found, [{ version: 1, file, stream, ...state }]);
  });

  it("are each stream's own: by account, region, endpoint and when it was made", async () => {
    await keep("a.log");
    const others: readonly Partial<StreamIdentity>[] = [
      { name: "t" },
      { region: "eu-west-1" },
      { endpoint: "http://127.0.0.1:4566" },
      { arn: "arn:aws:kinesis:us-east-1:222222222222:stream/s" },
      { created: "2026-01-02T00:00:00.000Z" },
    ];
    for (const other of others) {
      assert.deepEqual(await found("a.log", { ...stream, ...other }), [], JSON.stringify(other));
    }
    const { name, region } = stream;
    assert.deepEqual(await found("a.log", { name, region }), ["a.log"]);
  });

  it("stand in the user's state folder where the file's cannot be written to", async () => {
    const closed = path.join(folder, "closed");
    mkdirSync(path.join(closed, "a"), { recursive: true });
    mkdirSync(path.join(closed, "b"));
    for (const each of ["a", "b", ""]) chmodSync(path.join(closed, each), 0o555);
    await unprivileged(async () => {
      const name = await keep("closed/a/x.log");
      assert.equal(path.dirname(name), path.join(folder, "state/aws-streaming-pipelines"));
      const place = await takeLocation(path.join(closed, "a/x.log"), stream);
      assert.deepEqual(
        place.found.map((each) => place.isOwn(each)),
        [true],
      );
      place.release();
      const other = await takeLocation(path.join(closed, "b/x.log"), stream);
      assert.deepEqual(
        other.found.map((each) => other.isOwn(each)),
        [false],
      );
      other.release();
    });
    for (const each of ["", "a", "b"]) chmodSync(path.join(closed, each), 0o755);
  });

  it("are refused where they cannot be read, and then nothing stays locked", async () => {
    const name = await keep("a.log");
    for (const text of ["", "{", "{}", '{"version":2}', JSON.stringify({ version: 1, ...state })]) {
      writeFileSync(name, text);
      await assert.rejects(found("a.log"), /the checkpoint .* cannot be read .* or remove it/);
    }
    assert.deepEqual(
      readdirSync(folder).filter((entry) => entry.endsWith(".lock")),
      [],
    );
  });

  it("have names that a file system takes, also for long names", async () => {
    const long = "\u6587".repeat(80);
    await keep(`${long}1`, { ...stream, name: "x".repeat(128) });
    await keep(`${long}2`, { ...stream, name: "x".repeat(128) });
    const names = readdirSync(folder).filter((entry) => entry.endsWith(".json"));
    assert.equal(names.length, 2);
  });

  it("are not locked by a process that is gone, though another has its number", async () => {
    const name = await keep("a.log");
    const place = await takeLocation(path.join(folder, "a.log"), stream);
    const lock = readdirSync(folder).find((entry) => entry.endsWith(".lock")) ?? "";
    place.release();
    const [, namespace] = /-(\d+)_\d+\.lock$/.exec(lock) ?? [];
    const stale = [
      `${name}.${process.pid}-${namespace}_1.lock`,
      `${name}.4194304-${namespace}_1.lock`,
    ];
    for (const each of stale) writeFileSync(each, "");
    assert.deepEqual(await found("a.log"), ["a.log"]);
    assert.deepEqual(
      readdirSync(folder).filter((entry) => entry.endsWith(".lock")),
      [],
    );
    writeFileSync(`${name}.17-999_5.lock`, "");
    await assert.rejects(found("a.log"), /process 17 is sending .*remove .*17-999_5\.lock/);
  });
});
