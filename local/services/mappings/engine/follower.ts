import { AwsError } from "../../../gateway/service";
import type { ReadPosition, ShardDescription } from "../../kinesis/reader";
import type { ShardProgress } from "./backlog";
import { LONGEST_WAIT_MS, messageOf, type Consumer, type Signals } from "./consumer";
import { ShardPoller } from "./shard";
import { Bell } from "./time";

/** Follows the shards of a stream, parents before their children, each by a poller of its own. */
export class StreamFollower {
  private readonly shards = new Map<string, ShardProgress>();
  private readonly pollers = new Map<string, ShardPoller>();
  private readonly bell = new Bell();
  private gone = false;

  constructor(private readonly consumer: Consumer) {}

  /** Fixes where to start in each shard there is now. Throws when the stream does not exist. */
  begin(start: ReadPosition): void {
    const { reader, streamArn } = this.consumer;
    for (const { shardId, closed } of reader.shards(streamArn)) {
      const passed = closed && start.from === "LATEST";
      const fixed = passed || start.from === "TRIM_HORIZON";
      const position = fixed ? start : reader.resolve(streamArn, shardId, start);
      this.shards.set(shardId, {
        shardId,
        position,
        drained: passed,
        finished: passed,
        slots: [],
      });
    }
  }

  /** Resolves on a stop, when everything in flight has ended, or once the stream is gone. */
  async run(signals: Signals): Promise<void> {
    const running = new Map<string, Promise<void>>();
    this.pollers.clear();
    this.gone = false;
    let gone = false;
    while (!signals.stop.aborted) {
      const ready = this.ready();
      if (ready === "gone") {
        this.gone = gone = true;
        break;
      }
      for (const progress of ready) {
        if (running.has(progress.shardId)) continue;
        running.set(progress.shardId, this.start(progress, signals, running));
      }
      await this.bell.wait(this.consumer.time, LONGEST_WAIT_MS, signals.stop);
    }
    await Promise.all(running.values());
    if (gone) {
      this.shards.clear(); // A stream that is created anew under this name has other records.
      this.consumer.report(`PROBLEM: The stream ${this.consumer.streamArn} has been deleted`);
    }
  }

  private async start(
    progress: ShardProgress,
    signals: Signals,
    running: Map<string, Promise<void>>,
  ): Promise<void> {
    const poller = new ShardPoller(this.consumer, progress);
    this.pollers.set(progress.shardId, poller);
    await poller.run(signals);
    running.delete(progress.shardId);
    this.pollers.delete(progress.shardId);
    this.bell.ring();
  }

  /** Every record that stands in the stream now is processed. */
  idle(): boolean {
    if (this.gone) return this.pollers.size === 0;
    const { reader, streamArn } = this.consumer;
    try {
      return reader.shards(streamArn).every(({ shardId }) => {
        if (this.shards.get(shardId)?.finished) return true;
        return this.pollers.get(shardId)?.idle() ?? false;
      });
    } catch {
      return false; // The stream has just been deleted; the next look finds that out.
    }
  }

  /** The shards to be polled: not finished, and their parents finished or trimmed. */
  private ready(): ShardProgress[] | "gone" {
    const { reader, streamArn } = this.consumer;
    let listed: readonly ShardDescription[];
    try {
      listed = reader.shards(streamArn);
    } catch (error) {
      if (error instanceof AwsError && error.code === "ResourceNotFoundException") return "gone";
      this.consumer.report(`PROBLEM: ${messageOf(error)}`);
      return [];
    }
    this.adopt(listed);
    const unfinished = new Set(
      listed.filter(({ shardId }) => !this.shards.get(shardId)?.finished).map((s) => s.shardId),
    );
    return listed
      .filter(({ shardId }) => unfinished.has(shardId))
      .filter(({ parentShardIds }) => !parentShardIds.some((parent) => unfinished.has(parent)))
      .flatMap(({ shardId }) => this.shards.get(shardId) ?? []);
  }

  /** Takes up new shards from their beginning and forgets finished ones that no longer exist. */
  private adopt(listed: readonly ShardDescription[]): void {
    const existing = new Set(listed.map(({ shardId }) => shardId));
    for (const { shardId, finished } of this.shards.values()) {
      if (finished && !existing.has(shardId)) this.shards.delete(shardId);
    }
    for (const shardId of existing) {
      if (this.shards.has(shardId)) continue;
      const position: ReadPosition = { from: "TRIM_HORIZON" };
      this.shards.set(shardId, { shardId, position, drained: false, finished: false, slots: [] });
    }
  }
}
