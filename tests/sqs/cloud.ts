import assert from "node:assert/strict";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  type Message,
  type ReceiveMessageCommandInput,
  type SendMessageCommandInput,
} from "@aws-sdk/client-sqs";
import { createCloud, settingsOf, type Cloud } from "../cloud";

/** A local cloud with SQS alone, whose clock a test sets forward, and short ways to use it. */
export class Workbench {
  private constructor(
    readonly cloud: Cloud,
    readonly client: SQSClient,
    private readonly clock: { now: number },
  ) {}

  static async start(services: Parameters<typeof createCloud>[0] = {}): Promise<Workbench> {
    const clock = { now: Date.UTC(2026, 10, 1) };
    const cloud = await createCloud({ services: ["sqs"], clock: () => clock.now, ...services });
    return new Workbench(cloud, new SQSClient(settingsOf(cloud)), clock);
  }

  async stop(): Promise<void> {
    this.client.destroy();
    await this.cloud.stop();
  }

  pass(seconds: number): void {
    this.clock.now += seconds * 1000;
  }

  get now(): number {
    return this.clock.now;
  }

  arn(name: string): string {
    return `arn:aws:sqs:us-east-1:000000000000:${name}`;
  }

  async queue(QueueName: string, Attributes: Record<string, string> = {}): Promise<string> {
    const fifo = QueueName.endsWith(".fifo") ? { FifoQueue: "true" } : {};
    const input = { QueueName, Attributes: { ...fifo, ...Attributes } };
    const { QueueUrl } = await this.client.send(new CreateQueueCommand(input));
    assert.ok(QueueUrl);
    return QueueUrl;
  }

  send(QueueUrl: string, MessageBody: string, besides: Partial<SendMessageCommandInput> = {}) {
    return this.client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...besides }));
  }

  async receive(
    QueueUrl: string,
    besides: Partial<ReceiveMessageCommandInput> = {},
  ): Promise<Message[]> {
    const input = { QueueUrl, MaxNumberOfMessages: 10, ...besides };
    return (await this.client.send(new ReceiveMessageCommand(input))).Messages ?? [];
  }

  async bodies(QueueUrl: string, besides: Partial<ReceiveMessageCommandInput> = {}) {
    return (await this.receive(QueueUrl, besides)).map(({ Body }) => Body);
  }

  delete(QueueUrl: string, { ReceiptHandle }: Message) {
    return this.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }

  async attributes(QueueUrl: string, ...names: "All"[]): Promise<Record<string, string>> {
    const AttributeNames = names.length > 0 ? names : ["All" as const];
    const input = { QueueUrl, AttributeNames };
    return (await this.client.send(new GetQueueAttributesCommand(input))).Attributes ?? {};
  }

  /** How many messages can be received, are in flight, and are delayed. */
  async counts(QueueUrl: string): Promise<number[]> {
    const all = await this.attributes(QueueUrl);
    return ["", "NotVisible", "Delayed"].map((kind) =>
      Number(all[`ApproximateNumberOfMessages${kind}`]),
    );
  }
}

/** Whether an error has a name and a message. */
export const refused =
  (name: string, message: RegExp | string = "") =>
  (error: unknown): boolean => {
    assert.ok(error instanceof Error);
    assert.equal(error.name, name, error.message);
    if (typeof message === "string") assert.ok(error.message.includes(message), error.message);
    else assert.match(error.message, message);
    return true;
  };
