import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { clientSettings } from "../../../commands/aws";
import {
  CreateStreamCommand,
  DeleteStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
} from "@aws-sdk/client-kinesis";
import { createCloud, type Cloud } from "../../../local/cloud";
import { CommandProcess } from "../process";

/** What a run of the command left: its exit code and all that it wrote. */
export interface Run {
  readonly code: number | NodeJS.Signals;
  readonly output: string;
}

/** A local cloud with one stream of a shard, and a folder for files. */
export class World {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), "produce-"));
  readonly #kinesis: KinesisClient;

  private constructor(readonly cloud: Cloud) {
    this.#kinesis = new KinesisClient(clientSettings({ endpoint: cloud.endpoint }));
  }

  static async create(...streams: string[]): Promise<World> {
    const world = new World(await createCloud());
    for (const stream of streams) await world.createStream(stream);
    return world;
  }

  async createStream(name: string, maxRecordKib = 1024): Promise<void> {
    await this.#kinesis.send(
      new CreateStreamCommand({
        StreamName: name,
        ShardCount: 1,
        MaxRecordSizeInKiB: maxRecordKib,
      }),
    );
  }

  async deleteStream(name: string): Promise<void> {
    await this.#kinesis.send(new DeleteStreamCommand({ StreamName: name }));
  }

  path(name: string): string {
    return path.join(this.folder, name);
  }

  write(name: string, content: string | Buffer): string {
    writeFileSync(this.path(name), content);
    return this.path(name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), "latin1");
  }

  start(...args: string[]): CommandProcess {
    const here = [...args, "--endpoint", this.cloud.endpoint];
    return new CommandProcess("commands/produce.ts", here, process.env, "pipe");
  }

  async produce(...args: string[]): Promise<Run> {
    const started = this.start(...args);
    started.stdin.end();
    const code = await started.ended;
    return { code, output: started.output };
  }

  /** The data of all records of a stream, in order. */
  async stored(stream: string): Promise<string[]> {
    const { Shards } = await this.#kinesis.send(new ListShardsCommand({ StreamName: stream }));
    const all: string[] = [];
    for (const { ShardId } of Shards ?? []) {
      const first = await this.#kinesis.send(
        new GetShardIteratorCommand({
          StreamName: stream,
          ShardId,
          ShardIteratorType: "TRIM_HORIZON",
        }),
      );
      for (let next = first.ShardIterator; next !== undefined;) {
        const page = await this.#kinesis.send(new GetRecordsCommand({ ShardIterator: next }));
        all.push(...(page.Records ?? []).map(({ Data }) => Buffer.from(Data ?? []).toString()));
        next = page.MillisBehindLatest === 0 ? undefined : page.NextShardIterator;
      }
    }
    return all;
  }

  async stop(): Promise<void> {
    this.#kinesis.destroy();
    rmSync(this.folder, { recursive: true, force: true });
    await this.cloud.stop();
  }
}

/** `count` events, one a line, numbered from `from`. */
export function events(count: number, from = 1): string {
  return Array.from({ length: count }, (_, at) => `{"n":${from + at}}\n`).join("");
}

/** The numbers of such events. */
export function numbers(stored: readonly string[]): number[] {
  return stored.map((data) => Number((JSON.parse(data) as { n: unknown }).n));
}
