import { setMaxListeners } from "node:events";

import type { CloudClient } from "../../gateway/service";
import type { ReadPosition, StreamReader } from "../kinesis/reader";
import type { Invoker } from "../lambda";
import type { QueueReader } from "../sqs";
import type { TagStore } from "../tags";
import { streamArnOf, type Configuration, type State } from "./configuration";
import { messageOf, type Consumer, type MetricName, type Tally } from "./engine/consumer";
import { StreamFollower } from "./engine/follower";
import { settlesWithin, type Time } from "./engine/time";
import { compileFilter, type Filter } from "./filters";
import { QueuePoller } from "./queue/poller";
import { isQueue } from "./queue/settings";

/** What every mapping shares. */
export interface Dependencies {
  readonly reader: StreamReader;
  readonly queues: QueueReader;
  readonly invoker: Invoker;
  readonly time: Time;
  readonly problemMs: number;
  /** How long a disable, update or delete waits for invocations in flight before it ends them. */
  readonly drainMs: number;
  backoffMs(repetition: number): number;
  cloud(): CloudClient;
  roleOf(functionArn: string): string;
  /** Throws when the role may not read the stream. */
  authorizeRead(roleArn: string, eventSourceArn: string): void;
  /** Throws when the role may not write to the on-failure destination. */
  authorizeDestination(roleArn: string, destination: string, uuid: string): void;
  metric(name: MetricName, value: number, configuration: Configuration): void;
}

interface Running {
  readonly stop: AbortController;
  readonly kill: AbortController;
  readonly ended: Promise<void>;
}

/** An authorisation to read holds for so long before the role's policies are looked at again. */
const AUTHORISATION_MS = 1_000;
/** How long ended invocations may take to say so. */
const KILL_MS = 1_000;

function controller(): AbortController {
  const made = new AbortController();
  setMaxListeners(0, made.signal); // Every slot of every shard listens.
  return made;
}

/** One event source mapping: its settings, its state, and the poller that works for it. */
export class Mapping implements Consumer {
  state: State = "Creating";
  lastProcessingResult = "No records processed";
  /** Its place among the mappings in the order of creation. */
  ordinal = 0;
  /** Epoch milliseconds. */
  lastModified: number;
  readonly tally: Tally = {
    invocations: 0,
    recordsDelivered: 0,
    filtered: 0,
    discarded: 0,
    iteratorAgeMs: 0,
  };
  filter: Filter | undefined;
  readonly streamArn: string;
  readonly reader: StreamReader;
  readonly invoker: Invoker;
  readonly time: Time;
  readonly problemMs: number;
  private readonly follower: Pick<StreamFollower, "begin" | "run" | "idle">;
  private running: Running | undefined;
  private lastRole = "";
  private authorisedUntil = 0;

  constructor(
    private readonly dependencies: Dependencies,
    public configuration: Configuration,
    readonly tags: TagStore,
  ) {
    ({ reader: this.reader, invoker: this.invoker, time: this.time } = dependencies);
    this.problemMs = dependencies.problemMs;
    this.streamArn = streamArnOf(configuration.EventSourceArn);
    this.lastModified = this.time.now();
    this.follower = isQueue(configuration.EventSourceArn)
      ? new QueuePoller(this, dependencies.queues)
      : new StreamFollower(this);
    this.configure(configuration);
  }

  get arn(): string {
    return this.configuration.EventSourceMappingArn;
  }

  get roleArn(): string {
    try {
      this.lastRole = this.dependencies.roleOf(this.configuration.FunctionArn);
    } catch {
      // The function is gone: the next invocation says so, under the role that it had.
    }
    return this.lastRole;
  }

  backoffMs(repetition: number): number {
    return this.dependencies.backoffMs(repetition);
  }

  cloud(): CloudClient {
    return this.dependencies.cloud();
  }

  authorizeRead(): void {
    const now = this.time.now();
    if (now < this.authorisedUntil) return;
    this.dependencies.authorizeRead(this.roleArn, this.configuration.EventSourceArn);
    this.authorisedUntil = now + AUTHORISATION_MS;
  }

  metric(name: MetricName, value: number): void {
    this.dependencies.metric(name, value, this.configuration);
  }

  report(result: string): void {
    this.lastProcessingResult = result;
  }

  configure(configuration: Configuration): void {
    const { FilterCriteria, EventSourceArn } = configuration;
    const patterns = isQueue(EventSourceArn) ? [] : (FilterCriteria?.Filters ?? []);
    this.filter = compileFilter(patterns.flatMap(({ Pattern = [] }) => Pattern));
    this.configuration = configuration;
    this.authorisedUntil = 0;
  }

  /** Fixes the starting positions. Throws when the stream does not exist. */
  begin(): void {
    const { StartingPosition: from, StartingPositionTimestamp: time } = this.configuration;
    const start: ReadPosition =
      from === "AT_TIMESTAMP" ? { from, timestamp: time?.getTime() ?? 0 } : { from };
    this.follower.begin(start);
  }

  /** Reads on from where it was, when enabled; stays still otherwise. */
  settle(enabled: boolean): void {
    if (enabled) this.resume();
    this.state = enabled ? "Enabled" : "Disabled";
  }

  resume(): void {
    const stop = controller();
    const kill = controller();
    const ended = this.follower
      .run({ stop: stop.signal, kill: kill.signal })
      .catch((error: unknown) => {
        this.report(`PROBLEM: ${messageOf(error)}`);
      });
    this.running = { stop, kill, ended };
  }

  /** Keeps every position. Waits for invocations in flight, then ends those that take too long. */
  async pause(withinMs = this.dependencies.drainMs): Promise<void> {
    const { running } = this;
    if (!running) return;
    running.stop.abort();
    // A second, less patient pause may end the invocations first.
    if (!(await settlesWithin(this.time, withinMs, running.ended, running.kill.signal))) {
      running.kill.abort();
      await settlesWithin(this.time, KILL_MS, running.ended);
    }
    if (this.running === running) this.running = undefined;
  }

  /** Everything that stands in the stream now is processed, or is not this mapping's to process. */
  idle(): boolean {
    if (this.state === "Disabled") return true;
    return this.state === "Enabled" && this.follower.idle();
  }
}
