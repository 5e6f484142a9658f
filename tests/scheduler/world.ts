import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
} from "@aws-sdk/client-kinesis";
import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  type CreateScheduleInput,
  type Target,
} from "@aws-sdk/client-scheduler";
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
  type Message,
} from "@aws-sdk/client-sqs";
import { createCloud, settingsOf, type Cloud } from "../cloud";
import { eventually } from "../eventually";

export const MINUTE = 60_000;
export const START = Date.parse("2026-11-20T12:00:00Z");

/** A local cloud whose clock goes forward by skips alone, and a stream that schedules write to. */
export class World {
  readonly scheduler: SchedulerClient;
  readonly #kinesis: KinesisClient;
  readonly #iam: IAMClient;
  readonly #sqs: SQSClient;
  /** A role that schedules of the default group may use. */
  RoleArn = "";

  private constructor(readonly cloud: Cloud) {
    const settings = settingsOf(cloud);
    this.scheduler = new SchedulerClient({ ...settings, maxAttempts: 1 });
    this.#kinesis = new KinesisClient(settings);
    this.#iam = new IAMClient(settings);
    this.#sqs = new SQSClient(settings);
  }

  static async open(): Promise<World> {
    const cloud = await createCloud({
      services: ["scheduler", "kinesis", "redshift", "sns", "sqs"],
      clock: () => START,
    });
    const world = new World(cloud);
    const actions = [
      "kinesis:PutRecord",
      "redshift:PauseCluster",
      "sqs:SendMessage",
      "sns:Publish",
    ];
    world.RoleArn = await world.role("scheduler", "scheduler.amazonaws.com", "default", actions);
    await world.#kinesis.send(new CreateStreamCommand({ StreamName: "runs", ShardCount: 1 }));
    return world;
  }

  async close(): Promise<void> {
    for (const client of [this.scheduler, this.#kinesis, this.#iam, this.#sqs]) client.destroy();
    await this.cloud.stop();
  }

  /** Sets the clock forward. */
  async skip(milliseconds: number): Promise<void> {
    const { ok, status } = await fetch(`${this.cloud.endpoint}/_local/clock`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ skip: milliseconds / 1000 }),
    });
    if (!ok) throw new Error(`the clock answers ${String(status)}`);
  }

  arn(service: string, resource: string): string {
    return `arn:aws:${service}:us-east-1:${this.cloud.client.accountId}:${resource}`;
  }

  /** The stream. */
  get target(): Target {
    const { RoleArn } = this;
    return {
      Arn: this.arn("kinesis", "stream/runs"),
      RoleArn,
      KinesisParameters: { PartitionKey: "k" },
    };
  }

  /** A role that a service may assume for the schedules of a group. */
  async role(
    RoleName: string,
    Service: string,
    group: string,
    Action: readonly string[],
  ): Promise<string> {
    const Condition = {
      StringEquals: { "aws:SourceArn": this.arn("scheduler", `schedule-group/${group}`) },
    };
    const trust = { Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole", Condition };
    const document = (Statement: object) =>
      JSON.stringify({ Version: "2012-10-17", Statement: [Statement] });
    const { Role } = await this.#iam.send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document(trust) }),
    );
    const PolicyDocument = document({ Effect: "Allow", Action, Resource: "*" });
    await this.#iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "p", PolicyDocument }));
    return Role?.Arn ?? "";
  }

  create(Name: string, ScheduleExpression: string, more: Partial<CreateScheduleInput> = {}) {
    return this.scheduler.send(
      new CreateScheduleCommand({
        Name,
        ScheduleExpression,
        FlexibleTimeWindow: { Mode: "OFF" },
        Target: this.target,
        ...more,
      }),
    );
  }

  remove(Name: string) {
    return this.scheduler.send(new DeleteScheduleCommand({ Name }));
  }

  async names(): Promise<(string | undefined)[]> {
    const { Schedules = [] } = await this.scheduler.send(new ListSchedulesCommand({}));
    return Schedules.map(({ Name }) => Name);
  }

  async gone(name: string): Promise<void> {
    const what = `the deletion of ${name}`;
    await eventually(async () => !(await this.names()).includes(name), { what });
  }

  /** The records that begin with a mark, in order, once there are so many. */
  async records(mark: string, count: number): Promise<string[]> {
    let found: string[] = [];
    await eventually(
      async () => {
        found = (await this.#all()).filter((record) => record.startsWith(mark));
        return found.length >= count;
      },
      { what: `${count} records ${mark}` },
    );
    return found;
  }

  async #all(): Promise<string[]> {
    const { ShardIterator } = await this.#kinesis.send(
      new GetShardIteratorCommand({
        StreamName: "runs",
        ShardId: "shardId-000000000000",
        ShardIteratorType: "TRIM_HORIZON",
      }),
    );
    const { Records = [] } = await this.#kinesis.send(new GetRecordsCommand({ ShardIterator }));
    return Records.map(({ Data }) => Buffer.from(Data ?? []).toString());
  }

  /** A new queue's ARN. */
  async queue(QueueName: string): Promise<string> {
    await this.#sqs.send(new CreateQueueCommand({ QueueName }));
    return this.arn("sqs", QueueName);
  }

  /** A queue's next message, its body and its attributes as text, once it is there. */
  async message(
    queueArn: string,
    meanwhile: () => Promise<void> = () => Promise.resolve(),
  ): Promise<Record<string, string | undefined>> {
    const { accountId } = this.cloud.client;
    const QueueUrl = `${this.cloud.endpoint}/${accountId}/${queueArn.split(":").at(-1) ?? ""}`;
    let found: Message | undefined;
    await eventually(
      async () => {
        const command = new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ["All"] });
        [found] = (await this.#sqs.send(command)).Messages ?? [];
        if (found === undefined) await meanwhile();
        return found !== undefined;
      },
      { what: `a message in ${queueArn}` },
    );
    const told: Record<string, string | undefined> = { Body: found?.Body };
    for (const [name, { StringValue }] of Object.entries(found?.MessageAttributes ?? {})) {
      told[name] = StringValue;
    }
    return told;
  }
}
