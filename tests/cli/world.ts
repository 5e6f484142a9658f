import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { ScanCommand, type AttributeValue } from "@aws-sdk/client-dynamodb";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { clientSettings } from "../../commands/aws";
import { findLeftovers, type Leftover } from "../../leftovers/find";
import { createCloud, type Cloud } from "../../local/cloud";
import { sendRecords } from "../../producers/send";
import { createClients, type Clients } from "../../queries/clients";
import { inventory } from "./inventory";
import { Project } from "./project";

/** An empty local cloud and a copy of the project to deploy to it. */
export class World {
  readonly clients: Clients;
  private readonly kinesis: KinesisClient;
  private readonly settings: ReturnType<typeof clientSettings>;

  private constructor(
    readonly cloud: Cloud,
    readonly project: Project,
  ) {
    this.settings = clientSettings({ endpoint: cloud.endpoint });
    this.clients = createClients(this.settings);
    this.kinesis = new KinesisClient(this.settings);
  }

  static async create(): Promise<World> {
    const cloud = await createCloud();
    return new World(cloud, await Project.create(cloud.endpoint));
  }

  call<Answer>(service: string, operation: string, input: object): Promise<Answer> {
    return this.cloud.client.call(service, operation, input) as Promise<Answer>;
  }

  /** Sends requests for a path to a stream, and waits until all that came was processed. */
  async request(stream: string, path: string, count: number): Promise<void> {
    const records = Array.from({ length: count }, (_, id) => {
      const event = { path, timestamp: "2026-11-20T10:00:00.000Z", method: "GET", status: 200, id };
      return { partitionKey: `${path}#${id}`, data: JSON.stringify(event) };
    });
    const { sent } = await sendRecords(records, { client: this.kinesis, streamName: stream });
    assert.equal(sent, count);
    const deadline = Date.now() + 60_000;
    while (!this.cloud.mappings.idle()) {
      assert.ok(Date.now() < deadline, "not processed within a minute");
      await sleep(20);
    }
  }

  async rows(table: string): Promise<Record<string, AttributeValue>[]> {
    const { Items } = await this.clients.dynamodb.send(new ScanCommand({ TableName: table }));
    return Items ?? [];
  }

  leftovers(stack: string): Promise<Leftover[]> {
    return findLeftovers(this.settings, { project: "aws-streaming-pipelines", stack });
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
