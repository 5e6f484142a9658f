import assert from "node:assert/strict";
import path from "node:path";
import { ScanCommand, type AttributeValue } from "@aws-sdk/client-dynamodb";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { clientSettings } from "../../commands/aws";
import { createCloud, type Cloud, type CloudOptions } from "../../local/cloud";
import type { CloudClient } from "../../local/gateway/service";
import { sendRecords } from "../../producers/send";
import { createClients, type Clients } from "../../queries/clients";
import { eventually } from "../eventually";
import { run, type Finished } from "./cli";
import { inventory } from "./inventory";
import { Project } from "./project";

const root = path.join(__dirname, "../..");

/** An empty local cloud and a copy of the project to deploy to it. */
export class World {
  readonly clients: Clients;
  private readonly kinesis: KinesisClient;

  private constructor(
    readonly cloud: Cloud,
    readonly project: Project,
  ) {
    const settings = clientSettings(cloud.client);
    this.clients = createClients(settings);
    this.kinesis = new KinesisClient(settings);
  }

  static async create(options: CloudOptions = {}): Promise<World> {
    const cloud = await createCloud(options);
    return new World(cloud, await Project.create(cloud.endpoint));
  }

  /** An API call, as an operator would make it. */
  get client(): CloudClient {
    return this.cloud.client;
  }

  /** Sends requests for a path to a stream, and waits until all that came was processed. */
  async request(stream: string, path: string, count: number): Promise<void> {
    const records = Array.from({ length: count }, (_, id) => {
      const event = { path, timestamp: "2026-11-20T10:00:00.000Z", method: "GET", status: 200, id };
      return { partitionKey: `${path}#${id}`, data: JSON.stringify(event) };
    });
    const { sent } = await sendRecords(records, { client: this.kinesis, streamName: stream });
    assert.equal(sent, count);
    await eventually(() => this.cloud.mappings.idle(), { what: "the end of processing" });
  }

  async rows(table: string): Promise<Record<string, AttributeValue>[]> {
    const { Items } = await this.clients.dynamodb.send(new ScanCommand({ TableName: table }));
    return Items ?? [];
  }

  /** What `npm run leftovers` says, and its exit code. */
  leftovers(stack: string): Promise<Finished> {
    const command = ["-r", "./register.cjs", "commands/leftovers.ts", "--stack", stack];
    const args = [...command, "--endpoint", this.cloud.endpoint];
    const env = { ...process.env, PULUMI_BACKEND_URL: this.project.backend };
    return run(process.execPath, args, { cwd: root, env, timeoutMs: 300_000 });
  }

  /** Everything that the cloud holds, a line a resource. */
  everything(): Promise<string[]> {
    return inventory(this.cloud.client);
  }

  async stop(): Promise<void> {
    this.kinesis.destroy();
    this.clients.destroy();
    this.project.remove();
    await this.cloud.stop();
  }
}
