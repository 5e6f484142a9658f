import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { eventually } from "../eventually";
import { told } from "../controls/local";
import { TemporaryFolder } from "./environment";
import { CommandProcess, finished } from "./process";

const TableName = "orders";
const Bucket = "lake";

/** What a client does with a gateway. */
class Shop {
  readonly #settings;
  constructor(readonly endpoint: string) {
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    this.#settings = { endpoint, region: "us-east-1", credentials, forcePathStyle: true };
  }

  async open(): Promise<void> {
    await this.#dynamodb((client) =>
      client.send(
        new CreateTableCommand({
          TableName,
          KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
          AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
          BillingMode: "PAY_PER_REQUEST",
        }),
      ),
    );
    await this.#s3((client) => client.send(new CreateBucketCommand({ Bucket })));
  }

  async order(id: string, amount: string): Promise<void> {
    const Item = { id: { S: id }, amount: { N: amount } };
    await this.#dynamodb((client) => client.send(new PutItemCommand({ TableName, Item })));
  }

  async amount(id: string): Promise<string | undefined> {
    const Key = { id: { S: id } };
    const get = new GetItemCommand({ TableName, Key });
    const { Item } = await this.#dynamodb((client) => client.send(get));
    return Item?.["amount"]?.N;
  }

  async upload(Key: string, Body: string): Promise<void> {
    await this.#s3((client) => client.send(new PutObjectCommand({ Bucket, Key, Body })));
  }

  async remove(Key: string): Promise<void> {
    await this.#s3((client) => client.send(new DeleteObjectCommand({ Bucket, Key })));
  }

  /** Every object's text by its key. */
  async objects(): Promise<Readonly<Record<string, string>>> {
    return this.#s3(async (client) => {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
      const texts: Record<string, string> = {};
      for (const { Key = "" } of Contents) {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
        texts[Key] = (await Body?.transformToString()) ?? "";
      }
      return texts;
    });
  }

  async #dynamodb<T>(run: (client: DynamoDBClient) => Promise<T>): Promise<T> {
    const client = new DynamoDBClient(this.#settings);
    return run(client).finally(() => {
      client.destroy();
    });
  }

  async #s3<T>(run: (client: S3Client) => Promise<T>): Promise<T> {
    const client = new S3Client(this.#settings);
    return run(client).finally(() => {
      client.destroy();
    });
  }
}

describe("npm run gateway -- --state", function () {
  this.timeout(300_000);
  let temporary: TemporaryFolder;
  let folder: string;
  const running: CommandProcess[] = [];

  beforeEach(() => {
    temporary = new TemporaryFolder();
    folder = path.join(temporary.folder, "state");
  });
  afterEach(async () => {
    for (const each of running.splice(0)) {
      each.signal("SIGKILL");
      await each.ended;
    }
    temporary.remove();
  });

  const started = (): CommandProcess => {
    const args = ["--port", "0", "--state", folder];
    const gateway = new CommandProcess("commands/gateway.ts", args, temporary.env);
    running.push(gateway);
    return gateway;
  };
  async function open() {
    const gateway = started();
    const [, endpoint = ""] = await gateway.shows(/AWS_ENDPOINT_URL=(\S+)/);
    return { gateway, shop: new Shop(endpoint) };
  }
  const savedAt = (): string => {
    const text = readFileSync(path.join(folder, "state.json"), "utf8");
    return (JSON.parse(text) as { savedAt: string }).savedAt;
  };

  it("goes on after SIGINT and SIGTERM where it was, its clock and snapshots included", async () => {
    const { gateway, shop } = await open();
    await shop.open();
    await shop.order("1", "10");
    await shop.upload("a/b", "first");
    await told(shop.endpoint, "POST", "clock", { skip: 3600 });
    await told(shop.endpoint, "POST", "snapshot", { name: "monday" });
    await shop.upload("a/b", "second");
    gateway.signal("SIGTERM");
    assert.equal(await gateway.ended, 0, gateway.output);

    const second = await open();
    assert.equal(await second.shop.amount("1"), "10");
    assert.deepEqual(await second.shop.objects(), { "a/b": "second" });
    const clock = await told<{ aheadSeconds: number }>(second.shop.endpoint, "GET", "clock");
    assert.equal(clock.aheadSeconds, 3600);
    await second.shop.order("2", "20");
    await second.shop.upload("c", "third");
    second.gateway.signal("SIGINT");
    assert.equal(await second.gateway.ended, 0, second.gateway.output);

    const { shop: third } = await open();
    assert.equal(await third.amount("2"), "20");
    assert.deepEqual(await third.objects(), { "a/b": "second", c: "third" });
    await told(third.endpoint, "POST", "restore", { name: "monday" });
    assert.equal(await third.amount("2"), undefined);
    assert.deepEqual(await third.objects(), { "a/b": "first" });
  });

  it("has after SIGKILL all that it had when it last saved, and is not shut out by its own lock", async () => {
    const { gateway, shop } = await open();
    await shop.open();
    await shop.order("1", "10");
    await shop.upload("kept", "first");
    await shop.upload("removed", "first");
    const written = new Date().toISOString();
    await eventually(() => savedAt() > written, { what: "a save" });
    // Lost or not, these do not spoil what was saved.
    await shop.upload("kept", "second, and longer");
    await shop.remove("removed");
    gateway.signal("SIGKILL");
    await gateway.ended;

    const { shop: next } = await open();
    assert.equal(await next.amount("1"), "10");
    const objects = await next.objects();
    const before = { kept: "first", removed: "first" };
    const between = { ...before, kept: "second, and longer" };
    const after = { kept: "second, and longer" };
    const texts = [before, between, after].map((each) => JSON.stringify(each));
    assert.ok(texts.includes(JSON.stringify(objects)), JSON.stringify(objects));
    await next.upload("new", "third");
    assert.equal((await next.objects())["new"], "third");
  });

  it("saves nothing while nothing changes", async () => {
    const { shop } = await open();
    await shop.open();
    const written = new Date().toISOString();
    await eventually(() => savedAt() > written, { what: "a save" });
    const before = savedAt();
    assert.deepEqual(await shop.objects(), {});
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    assert.equal(savedAt(), before);
  });

  it("says when it cannot save, goes on, and ends with 1 where the last save fails too", async () => {
    const { gateway, shop } = await open();
    rmSync(path.join(folder, "services"), { recursive: true, force: true });
    writeFileSync(path.join(folder, "services"), "");
    await shop.open();
    await gateway.shows(/local cloud: nothing is saved: .*ENOTDIR/);
    await shop.order("1", "10");
    assert.equal(await shop.amount("1"), "10");
    gateway.signal("SIGTERM");
    assert.equal(await gateway.ended, 1, gateway.output);
    assert.match(gateway.output, /^gateway: --state: .* has no last save: ENOTDIR/m);
    assert.doesNotMatch(gateway.output, /^\s+at /m);
  });

  it("lets one gateway alone have the folder", async () => {
    const { gateway, shop } = await open();
    const second = started();
    assert.equal(await second.ended, 1, second.output);
    assert.match(second.output, /^gateway: --state: .* is in use by the process \d+: stop that/m);
    assert.ok(second.output.includes(String(gateway.pid)), second.output);
    assert.doesNotMatch(second.output, /^\s+at /m);
    await shop.open();
    assert.deepEqual(await shop.objects(), {});
  });

  it("says which services it does not keep, and without it that nothing is kept", async () => {
    const { gateway } = await open();
    const [line] = /local cloud at .*/.exec(gateway.output) ?? [];
    assert.match(line ?? "", /kept in .*state \(Ctrl-C saves and stops it\)/);
    const empty = new CommandProcess("commands/gateway.ts", ["--port", "0"], temporary.env);
    running.push(empty);
    await empty.shows(/empty local cloud at .* \(Ctrl-C stops it; --state DIR would keep/);
  });

  it("touches no folder that holds something else", async () => {
    const project = path.join(__dirname, "..");
    for (const [given, says] of [
      [project, /has other files than a local cloud's: choose a folder of its own/],
      [__filename, /is no folder/],
    ] as const) {
      const { code, output } = await finished("commands/gateway.ts", ["--state", given]);
      assert.equal(code, 1, output);
      assert.match(output, says);
      assert.doesNotMatch(output, /^\s+at /m);
    }
  });
});
