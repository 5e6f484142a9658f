import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createCloud, type Cloud } from "../cloud";
import { ask, told } from "./local";

describe("a local cloud whose state is in a folder", () => {
  let root: string;
  let state: string;
  let cloud: Cloud | undefined;

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), "of-a-test-"));
    state = path.join(root, "state");
  });
  afterEach(async () => {
    await stop();
    rmSync(root, { recursive: true, force: true });
  });

  const start = async (options: Parameters<typeof createCloud>[0] = {}): Promise<Cloud> =>
    (cloud = await createCloud({ services: ["s3", "dynamodb", "sts"], state, ...options }));
  const stop = async (): Promise<void> => {
    const running = cloud;
    cloud = undefined;
    await running?.stop();
  };
  async function populated(): Promise<Cloud> {
    const { client } = await start();
    await client.call("s3", "CreateBucket", { Bucket: "lake" });
    for (const Key of ["a", "b"]) {
      await client.call("s3", "PutObject", { Bucket: "lake", Key, Body: Buffer.from(`of ${Key}`) });
    }
    return cloud ?? assert.fail();
  }
  const keys = async ({ client }: Cloud) => {
    const { Contents = [] } = await client.call("s3", "ListObjectsV2", { Bucket: "lake" });
    return Contents.map(({ Key }) => Key);
  };
  /** Every file below a folder, with what it holds. */
  const files = (folder: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      readdirSync(folder, { recursive: true, encoding: "utf8" })
        .map((name) => path.join(folder, name))
        .filter((file) => statSync(file).isFile())
        .map((file) => [path.relative(folder, file), readFileSync(file, "latin1")]),
    );
  const change = (file: string, by: (text: string) => string): void => {
    writeFileSync(file, by(readFileSync(file, "latin1")), "latin1");
  };
  const fileNamed = (pattern: RegExp): string =>
    path.join(state, Object.keys(files(state)).find((name) => pattern.test(name)) ?? assert.fail());
  const version = (text: string): string => text.replace('"version": 1,', '"version": 99,');

  async function refused(says: RegExp): Promise<void> {
    const before = files(state);
    await assert.rejects(start(), (error: Error) => {
      assert.equal(error.name, "StateError", error.stack);
      assert.match(error.message, says);
      return true;
    });
    assert.deepEqual(files(state), before);
  }

  const damages: readonly (readonly [string, RegExp, (text: string) => string])[] = [
    ["a list that is cut off", /^state\.json$/, (text) => text.slice(0, -20)],
    ["an empty list", /^state\.json$/, () => ""],
    ["another list", /^state\.json$/, () => '{"version": 1, "services": 3}'],
    ["what a service saved, changed", /s3\/.*\/state$/, (text) => `${text.slice(0, -1)}!`],
    ["what a service saved, cut off", /s3\/.*\/state$/, (text) => text.slice(0, 9)],
    ["an object that is cut off", /s3\/shared\//, (text) => text.slice(1)],
  ];
  for (const [what, name, by] of damages) {
    it(`refuses ${what}, says what to do, and overwrites nothing`, async () => {
      await populated();
      await stop();
      const file = fileNamed(name);
      const whole = readFileSync(file, "latin1");
      change(file, by);
      await refused(/is damaged.*: put back a copy of it, or move .* away$/);
      writeFileSync(file, whole, "latin1");
      assert.deepEqual(await keys(await start()), ["a", "b"]);
    });
  }

  it("refuses a state that lacks a file", async () => {
    await populated();
    await stop();
    rmSync(fileNamed(/s3\/.*\/state$/));
    await refused(/is damaged/);
  });

  it("refuses another version's state, says what to do, and overwrites nothing", async () => {
    await populated();
    await stop();
    change(path.join(state, "state.json"), version);
    await refused(/has the version 99, and this local cloud reads 1\..* or move .* away$/);
  });

  it("refuses another version's snapshot, and a damaged one, and stays as it is", async () => {
    const { endpoint } = await populated();
    for (const name of ["old", "broken"]) await told(endpoint, "POST", "snapshot", { name });
    await stop();
    change(path.join(state, "snapshots/old/state.json"), version);
    change(fileNamed(/snapshots\/broken\/.*s3\/.*\/state$/), (text) => text.slice(1));
    const next = await start();
    await next.client.call("s3", "DeleteObject", { Bucket: "lake", Key: "a" });
    for (const [name, says] of [
      ["old", /has the version 99, and this local cloud reads 1/],
      ["broken", /is damaged/],
    ] as const) {
      const { status, body } = await ask(next.endpoint, "POST", "restore", { name });
      assert.equal(status, 400);
      assert.match(JSON.stringify(body), says);
    }
    assert.deepEqual(await keys(next), ["b"]);
    const { snapshots } = await told<{ snapshots: string[] }>(next.endpoint, "GET", "snapshots");
    assert.deepEqual(snapshots, ["broken", "old"]);
  });

  it("is for the region that it was made in", async () => {
    await populated();
    await stop();
    await assert.rejects(start({ region: "eu-west-1" }), /has the state of us-east-1 and/);
    assert.deepEqual(await keys(await start()), ["a", "b"]);
  });

  it("has its folder for itself, and takes it over from a process that is gone", async function () {
    if (process.platform !== "linux") this.skip();
    await populated();
    await assert.rejects(createCloud({ services: ["s3"], state }), /is in use by this process/);
    const [own = ""] = readdirSync(state).filter((name) => name.startsWith("lock-"));
    await stop();
    assert.deepEqual(
      readdirSync(state).filter((name) => name.startsWith("lock-")),
      [],
    );
    // No process has the greatest number: see proc_sys_kernel(5), pid_max.
    const gone = own.replace(/^lock-\d+/, "lock-4194304");
    writeFileSync(path.join(state, gone), "");
    await start();
    assert.deepEqual(
      readdirSync(state).filter((name) => name.startsWith("lock-")),
      [own],
    );
  });

  it("keeps what services that it was started without have", async () => {
    await populated();
    await stop();
    const { client } = await start({ services: ["dynamodb"] });
    const TableName = "orders";
    await client.call("dynamodb", "CreateTable", {
      TableName,
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    });
    await stop();
    const next = await start();
    assert.deepEqual(await keys(next), ["a", "b"]);
    const { TableNames } = await next.client.call("dynamodb", "ListTables", {});
    assert.deepEqual(TableNames, [TableName]);
  });

  it("holds each object's bytes once, and none of those that are gone", async () => {
    await populated();
    await stop();
    const objects = () =>
      Object.entries(files(state))
        .filter(([name]) => name.includes("/shared/"))
        .map(([, text]) => text)
        .sort();
    assert.deepEqual(objects(), ["of a", "of b"]);
    const next = await start();
    const inodes = readdirSync(path.join(state, "services/s3/shared")).map(
      (name) => statSync(path.join(state, "services/s3/shared", name)).nlink,
    );
    assert.deepEqual(inodes, [2, 2]);
    await next.client.call("s3", "DeleteObject", { Bucket: "lake", Key: "a" });
    await stop();
    assert.deepEqual(objects(), ["of b"]);
  });

  it("is emptied by a reset as any other", async () => {
    const { endpoint } = await populated();
    await told(endpoint, "POST", "reset", {});
    await stop();
    const { Buckets = [] } = await (await start()).client.call("s3", "ListBuckets", {});
    assert.deepEqual(Buckets, []);
  });
});
