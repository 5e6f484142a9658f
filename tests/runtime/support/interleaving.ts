import { AsyncLocalStorage } from "node:async_hooks";
import { createRequire } from "node:module";
import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { AttributeValue, PutItemCommandInput } from "@aws-sdk/client-dynamodb";
import { SNSClient, type PublishBatchCommandInput } from "@aws-sdk/client-sns";
import type { AwsError } from "../../../local/gateway/service";
import { createEngine, type Engine } from "../../../local/services/dynamodb/engine";
import type { WriteContext } from "../../../runtime/types";

/** The module itself, whose functions may be replaced; an import's may not. */
const timers = createRequire(__filename)("node:timers/promises") as { setTimeout: unknown };

/** How often, of all requests, one fails unheard, has its answer lost, or its function killed. */
export interface Faults {
  readonly failed: number;
  readonly lost: number;
  readonly killed: number;
}

/** Of one PublishBatch. */
const MESSAGES_AT_ONCE = 10;

/** A function that runs: its requests wait their turn, until it ends or is killed. */
interface Invocation {
  dead: boolean;
  remainingMs: number;
  readonly killed: () => void;
}

interface Turn {
  readonly invocation: Invocation;
  readonly run: () => Promise<void>;
}

/**
 * DynamoDB and SNS in this process, behind the SDK's own clients, where every request of every function
 * waits for a turn that a seed decides. Any run can be had again by its seed.
 */
export class Interleaving {
  readonly published: { readonly id: string; readonly isLate: boolean }[] = [];
  late = 0;
  /** Messages that SNS may have had when a fault kept the ledger from knowing it. */
  doubling = 0;
  kills = 0;
  private readonly turns: Turn[] = [];
  private readonly current = new AsyncLocalStorage<Invocation>();
  private readonly engine: Engine = createEngine("us-east-1", "000000000000");
  private running = 0;
  private clock = Date.UTC(2026, 0, 1);

  constructor(
    private seed: number,
    private readonly faults: Faults,
  ) {}

  /** mulberry32: a number from 0 up to 1. */
  random(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let t = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  upTo(most: number): number {
    return Math.floor(this.random() * (most + 1));
  }

  async createTable(TableName: string, key: string): Promise<void> {
    await this.engine.run("CreateTable", {
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: key, AttributeType: "S" }],
      KeySchema: [{ AttributeName: key, KeyType: "HASH" }],
    });
  }

  async rows(TableName: string): Promise<Record<string, AttributeValue>[]> {
    const { Items = [] } = await this.engine.run("Scan", { TableName });
    return Items;
  }

  /** Runs a function; undefined if it was killed. */
  async invoke<T>(work: (context: WriteContext) => Promise<T>): Promise<T | undefined> {
    const over = new AbortController();
    const invocation: Invocation = {
      dead: false,
      remainingMs: 5000,
      killed: () => {
        over.abort();
      },
    };
    // The leases of a function that was killed are over by the time its records come again.
    this.clock += 7000;
    const context: WriteContext = {
      remainingMs: () => invocation.remainingMs,
      warn: () => undefined,
      countLate: (count) => (this.late += count),
    };
    const killed = new Promise<undefined>((resolve) => {
      over.signal.addEventListener("abort", () => {
        resolve(undefined);
      });
    });
    return Promise.race([this.current.run(invocation, () => work(context)), killed]);
  }

  /** Runs what each of several readers of the stream does, turn by turn, until all have ended. */
  async play(readers: readonly (() => Promise<void>)[]): Promise<void> {
    const restore = this.takeOver();
    try {
      this.running = readers.length;
      const ends = readers.map(async (reader) => {
        await reader();
        this.running -= 1;
      });
      while (this.running > 0) {
        await new Promise(setImmediate);
        const [turn] = this.turns.splice(this.upTo(this.turns.length - 1), 1);
        if (turn !== undefined && !turn.invocation.dead) await turn.run();
      }
      await Promise.all(ends);
    } finally {
      restore();
    }
  }

  /** One request's turn: it may fail, be carried out without an answer, or be its function's last. */
  private request<T>(carryOut: () => Promise<T>, isPublish: boolean): Promise<T> {
    const invocation = this.current.getStore();
    if (invocation === undefined) throw new Error("A request outside of an invocation.");
    return new Promise((resolve, reject) => {
      const unavailable = Object.assign(new Error("unavailable"), { name: "ServiceUnavailable" });
      const run = async () => {
        const { failed, lost, killed } = this.faults;
        const fate = this.random();
        if (fate < failed) {
          reject(unavailable);
          return;
        }
        const isLost = fate < failed + lost;
        const isKilled = !isLost && fate < failed + lost + killed;
        if (isKilled || (isLost && isPublish)) this.doubling += MESSAGES_AT_ONCE;
        if (isKilled) this.kills += 1;
        if (isKilled && this.random() < 0.5) {
          invocation.dead = true;
          invocation.killed();
          return;
        }
        const end = await carryOut().then(
          (value) => () => {
            resolve(value);
          },
          (error: unknown) => () => {
            reject(error instanceof Error ? error : new Error(String(error)));
          },
        );
        if (isLost) reject(unavailable);
        else if (isKilled) {
          invocation.dead = true;
          invocation.killed();
        } else end();
      };
      this.turns.push({ invocation, run });
    });
  }

  /** Puts this world in the place of the SDK's clients, the clock and pauses. */
  private takeOver(): () => void {
    const send = (carryOut: (name: string, input: object) => Promise<unknown>, isSns: boolean) =>
      function (this: unknown, command: { constructor: { name: string }; input: object }) {
        return world.request(
          () => carryOut(command.constructor.name.replace(/Command$/, ""), command.input),
          isSns,
        );
      };
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- a client's `this` is its own
    const world = this;
    const dynamodb = DynamoDBClient.prototype as { send: unknown };
    const sns = SNSClient.prototype as { send: unknown };
    dynamodb.send = send((action, input) => this.table(action, input), false);
    sns.send = send((_action, input) => this.publish(input as PublishBatchCommandInput), true);
    const { now } = Date;
    Date.now = () => this.clock;
    const sleep = timers.setTimeout;
    timers.setTimeout = async (ms: number) => {
      const invocation = this.current.getStore();
      if (invocation !== undefined) invocation.remainingMs -= ms;
      await new Promise(setImmediate);
    };
    return () => {
      Reflect.deleteProperty(dynamodb, "send");
      Reflect.deleteProperty(sns, "send");
      Date.now = now;
      timers.setTimeout = sleep;
    };
  }

  private async table(action: string, input: object): Promise<object> {
    try {
      return await this.engine.run(action as "PutItem", input as PutItemCommandInput);
    } catch (error) {
      const { code, message } = error as AwsError;
      if (code !== "ConditionalCheckFailedException") throw error;
      throw new ConditionalCheckFailedException({ message, $metadata: {} });
    }
  }

  private publish({ PublishBatchRequestEntries = [] }: PublishBatchCommandInput): Promise<object> {
    for (const { MessageAttributes = {} } of PublishBatchRequestEntries) {
      this.published.push({
        id: MessageAttributes["id"]?.StringValue ?? "",
        isLate: MessageAttributes["late"] !== undefined,
      });
    }
    return Promise.resolve({ Successful: PublishBatchRequestEntries.map(({ Id }) => ({ Id })) });
  }
}
