import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { CloudClient } from "../../../local/gateway/service";
import { createCloud, type Cloud as LocalCloud } from "../../cloud";
import { bodyOf, callOf, reply, type Answer, type Call } from "./wire";

/** The buckets that writers of these tests store in. */
const buckets = ["archive", "failures", "lake"];

/** "hang": never answers. "cut": closes the connection. */
type Disturbance = Answer | "hang" | "cut" | undefined;
type Fault = (call: Call, nth: number) => Disturbance;
type Service = (operation: string, input: Record<string, unknown>) => Promise<Answer> | Answer;

/** The local cloud's DynamoDB, S3 and Redshift, with a proxy before them that counts, fails and loses. */
export class Cloud {
  /** What was stored, by bucket and key. */
  objects = new Map<string, { body: Buffer; contentType: string }>();
  calls: Call[] = [];
  /** How long every answer takes, in milliseconds. */
  latencyMs = 0;
  /** The most requests that were under way together. */
  mostAtOnce = 0;
  private underWay = 0;
  private topic: Service | undefined;
  private readonly faults: ((call: Call) => Disturbance)[] = [];
  private readonly losses: string[] = [];
  private local: LocalCloud | undefined;
  private readonly server = createServer((request, response) => {
    this.mostAtOnce = Math.max(this.mostAtOnce, (this.underWay += 1));
    response.on("close", () => (this.underWay -= 1));
    this.serve(request, response).catch((error: unknown) => {
      // A writer gives up on what takes too long, and asks again.
      if (!response.destroyed) throw error;
    });
  });
  private endpoint = "";

  async start(): Promise<this> {
    this.local = await createCloud({ services: ["dynamodb", "s3", "redshift-data"] });
    for (const Bucket of buckets) await this.client.call("s3", "CreateBucket", { Bucket });
    await new Promise<void>((resolve) => {
      this.server.listen(0, "127.0.0.1", resolve);
    });
    this.endpoint = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await this.local?.stop();
  }

  /** Calls without faults and without being counted. */
  get client(): CloudClient {
    if (this.local === undefined) throw new Error("not started");
    return this.local.client;
  }

  /** The environment of a function that runs in this cloud. */
  get environment(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_REGION: this.client.region,
      AWS_ACCESS_KEY_ID: "AKIATEST",
      AWS_SECRET_ACCESS_KEY: "test",
      QUARANTINE_BUCKET: "failures",
      QUARANTINE_PREFIX: "quarantine/test/",
    };
  }

  /** Forgets calls, faults and objects, those of requests still under way too. Tables stay. */
  reset(): void {
    this.objects = new Map();
    this.calls = [];
    this.mostAtOnce = 0;
    this.latencyMs = 0;
    this.faults.length = 0;
    this.losses.length = 0;
    this.topic = undefined;
  }

  /** Answers an operation's calls, by name, while `fault` gives an answer. */
  fail(operation: string, fault: Fault | Disturbance): void {
    let nth = 0;
    this.faults.push((call) => {
      if (call.operation !== operation) return undefined;
      nth += 1;
      return typeof fault === "function" ? fault(call, nth) : fault;
    });
  }

  /** Carries an operation's next call out, and loses the answer. */
  lose(operation: string): void {
    this.losses.push(operation);
  }

  /** Serves SNS, whose refusals of single messages nothing but a test can bring about. */
  serveTopic(serve: Service): void {
    this.topic = serve;
  }

  called(operation: string): Call[] {
    return this.calls.filter((call) => call.operation === operation);
  }

  /** Calls DynamoDB without faults and without being counted. */
  async table(operation: string, input: object): Promise<Record<string, unknown>> {
    return { ...(await this.client.request("dynamodb", operation, input)) };
  }

  async createTable(name: string, partitionKey: string, sortKey?: string): Promise<void> {
    const keys = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
    await this.table("CreateTable", {
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: keys.map((AttributeName, i) => ({ AttributeName, KeyType: i ? "RANGE" : "HASH" })),
    });
    for (let status = ""; status !== "ACTIVE";) {
      const { Table } = await this.table("DescribeTable", { TableName: name });
      status = (Table as { TableStatus: string }).TableStatus;
    }
  }

  async rows(table: string): Promise<Record<string, Record<string, unknown>>[]> {
    const { Items } = await this.table("Scan", { TableName: table, ConsistentRead: true });
    return Items as Record<string, Record<string, unknown>>[];
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { calls, objects } = this;
    if (this.latencyMs > 0) await sleep(this.latencyMs);
    const body = await bodyOf(incoming);
    const call = callOf(incoming, body);
    calls.push(call);
    const fault = this.faults.map((one) => one(call)).find((one) => one !== undefined);
    if (fault === "hang") return;
    if (fault === "cut") {
      incoming.socket.destroy();
      return;
    }
    const answer = fault ?? (await this.answer(incoming, call, body, objects));
    const loss = this.losses.indexOf(call.operation);
    if (loss >= 0) this.losses.splice(loss, 1);
    reply(response, call, loss >= 0 ? { status: 500, error: "InternalError" } : answer);
  }

  private async answer(
    incoming: IncomingMessage,
    call: Call,
    body: Buffer,
    objects: Cloud["objects"],
  ): Promise<Answer> {
    if (this.topic !== undefined && call.input["Action"] !== undefined) {
      return this.topic(call.operation, call.input);
    }
    const answer = await this.forward(incoming, body);
    if (call.operation === "PutObject" && answer.status === 200) {
      const [path = ""] = (incoming.url ?? "").split("?");
      const contentType = incoming.headers["content-type"] ?? "";
      objects.set(decodeURIComponent(path.slice(1)), { body, contentType });
    }
    return answer;
  }

  /** What the local cloud itself answers to the request. */
  private async forward({ method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
    const answered = await new Promise<IncomingMessage>((resolve, reject) => {
      const to = request(this.client.endpoint + (url ?? ""), { method, headers }, resolve);
      to.once("error", reject);
      to.end(body);
    });
    const { statusCode = 500, headers: answeredWith } = answered;
    return { status: statusCode, headers: answeredWith, body: await bodyOf(answered) };
  }
}
