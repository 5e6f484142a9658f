import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { AwsError } from "../../../local/gateway/service";
import { createDynamodb } from "../../../local/services/dynamodb";
import { callOf, reply, targetOf, type Answer, type Call } from "./wire";

const place = { region: "us-east-1", accountId: "000000000000" };

/** "hang": never answers. "cut": closes the connection. */
type Disturbance = Answer | "hang" | "cut" | undefined;
type Fault = (call: Call, nth: number) => Disturbance;
type Service = (operation: string, input: Record<string, unknown>) => Promise<Answer> | Answer;

/** A stand-in for AWS on one port: the local cloud's DynamoDB, memory for the rest, faults on demand. */
export class Cloud {
  readonly objects = new Map<string, { body: Buffer; contentType: string }>();
  readonly calls: Call[] = [];
  /** How long every answer takes, in milliseconds. */
  latencyMs = 0;
  /** The most requests that were under way together. */
  mostAtOnce = 0;
  private underWay = 0;
  private readonly services = new Map<string, Service>();
  private readonly faults: ((call: Call) => Disturbance)[] = [];
  private readonly losses: string[] = [];
  private readonly dynamodb = createDynamodb(place);
  private readonly server = createServer((request, response) => {
    this.mostAtOnce = Math.max(this.mostAtOnce, (this.underWay += 1));
    response.on("close", () => (this.underWay -= 1));
    void this.serve(request, response);
  });
  private endpoint = "";

  async start(): Promise<this> {
    await new Promise<void>((resolve) => {
      this.server.listen(0, "127.0.0.1", resolve);
    });
    this.endpoint = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await this.dynamodb.stop?.();
  }

  /** The environment of a function that runs in this cloud. */
  get environment(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "AKIATEST",
      AWS_SECRET_ACCESS_KEY: "test",
      QUARANTINE_BUCKET: "failures",
      QUARANTINE_PREFIX: "quarantine/test/",
    };
  }

  /** Forgets calls, faults and objects. Tables stay. */
  reset(): void {
    this.objects.clear();
    this.calls.length = 0;
    this.mostAtOnce = 0;
    this.latencyMs = 0;
    this.faults.length = 0;
    this.losses.length = 0;
    this.services.clear();
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

  /** Serves a whole service, named as its target prefix is. */
  serveWith(service: string, serve: Service): void {
    this.services.set(service, serve);
  }

  called(operation: string): Call[] {
    return this.calls.filter((call) => call.operation === operation);
  }

  /** Calls DynamoDB without faults and without being counted. */
  async table(operation: string, input: object): Promise<Record<string, unknown>> {
    const { status, body } = await this.forward(operation, JSON.stringify(input));
    if (status !== 200) throw new Error(`${operation}: ${JSON.stringify(body)}`);
    return body as Record<string, unknown>;
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

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.latencyMs > 0) await sleep(this.latencyMs);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const call = callOf(request, body);
    this.calls.push(call);
    const fault = this.faults.map((one) => one(call)).find((one) => one !== undefined);
    if (fault === "hang") return;
    if (fault === "cut") {
      request.socket.destroy();
      return;
    }
    const answer = fault ?? (await this.answer(request, call, body));
    const loss = this.losses.indexOf(call.operation);
    if (loss >= 0) this.losses.splice(loss, 1);
    reply(response, call, loss >= 0 ? { status: 500, error: "InternalError" } : answer);
  }

  private async answer(request: IncomingMessage, call: Call, body: Buffer): Promise<Answer> {
    const service = targetOf(request).split(".")[0] ?? "";
    if (service.startsWith("DynamoDB")) return this.forward(call.operation, body.toString());
    if (call.operation === "PutObject") {
      const contentType = request.headers["content-type"] ?? "";
      this.objects.set(decodeURIComponent(request.url?.split("?")[0]?.slice(1) ?? ""), {
        body,
        contentType,
      });
      return { status: 200 };
    }
    const serve = this.services.get(service === "" ? "SNS" : service);
    if (serve === undefined) return { status: 500, error: "InternalError", message: "no service" };
    return serve(call.operation, call.input);
  }

  private async forward(operation: string, body: string): Promise<Answer> {
    const { operations } = this.dynamodb;
    try {
      const context = {
        ...place,
        requestId: "1",
        principal: { kind: "root" } as const,
        signal: new AbortController().signal,
      };
      const input: unknown = JSON.parse(body);
      return {
        status: 200,
        body: (await operations[operation]?.run(input as never, context)) ?? {},
      };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const { code, message, statusCode = 400, fields } = error;
      return { status: statusCode, body: { __type: code, message, ...fields } };
    }
  }
}
