import type * as sdk from "@aws-sdk/client-cloudwatch-logs";
import { AwsError } from "../../gateway/service";
import { TagStore, type TagLimits } from "../tags";

export interface LogMessage {
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly message: string;
}

export interface LogEvent extends LogMessage {
  /** Rises with every event of the account: its place in every listing. */
  readonly sequence: number;
  readonly ingestionTime: number;
  readonly stream: LogStream;
}

export interface LogStream extends sdk.LogStream {
  readonly logStreamName: string;
}

export interface LogGroup {
  readonly name: string;
  readonly arn: string;
  readonly shape: sdk.LogGroup;
  readonly tags: TagStore;
  readonly streams: Map<string, LogStream>;
  /** In order of arrival; `dropped` of them at the start are gone. */
  events: LogEvent[];
  dropped: number;
  bytes: number;
}

/** Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagResource.html */
const TAGS: TagLimits = {
  tooMany: ["TooManyTagsException", "The resource has more than 50 tags."],
  invalid: "InvalidParameterException",
};

/** What CloudWatch counts for an event besides its text. */
const OVERHEAD_BYTES = 26;
const DAY_MS = 86_400_000;

const sizeOf = (event: LogMessage): number => Buffer.byteLength(event.message) + OVERHEAD_BYTES;

export interface StoreOptions {
  readonly arnPrefix: string;
  readonly clock: () => number;
  readonly maxBytes: number;
}

/** The account's log groups in memory, bounded: the fullest group loses its oldest events first. */
export class LogStore {
  readonly groups = new Map<string, LogGroup>();
  private bytes = 0;
  private sequence = 0;

  constructor(private readonly options: StoreOptions) {}

  get now(): number {
    return this.options.clock();
  }

  /** By name or ARN; throws ResourceNotFoundException. */
  group(nameOrArn: string): LogGroup {
    const name = nameOrArn
      .replace(/^arn:[^:]+:logs:[^:]*:[^:]*:log-group:/, "")
      .replace(/:\*$/, "");
    const group = this.groups.get(name);
    if (group !== undefined) return group;
    throw new AwsError("ResourceNotFoundException", "The specified log group does not exist.");
  }

  named(by: {
    logGroupName?: string | undefined;
    logGroupIdentifier?: string | undefined;
  }): LogGroup {
    return this.group(by.logGroupIdentifier ?? by.logGroupName ?? "");
  }

  stream(group: LogGroup, name: string): LogStream {
    const stream = group.streams.get(name);
    if (stream !== undefined) return stream;
    throw new AwsError("ResourceNotFoundException", "The specified log stream does not exist.");
  }

  /** A group's ARN by its name, there or not; an ARN is its own. */
  arnOf(group: string): string {
    return group.startsWith("arn:") ? group : `${this.options.arnPrefix}:log-group:${group}`;
  }

  createGroup(
    name: string,
    settings: sdk.LogGroup = { logGroupClass: "STANDARD" },
    tags: Readonly<Record<string, string>> = {},
  ): LogGroup {
    if (this.groups.has(name)) {
      throw new AwsError(
        "ResourceAlreadyExistsException",
        "The specified log group already exists",
      );
    }
    const arn = this.arnOf(name);
    const named = { logGroupName: name, logGroupArn: arn, arn: `${arn}:*` };
    const group: LogGroup = {
      name,
      arn,
      shape: { ...named, creationTime: this.now, metricFilterCount: 0, ...settings },
      tags: new TagStore(TAGS, tags),
      streams: new Map(),
      events: [],
      dropped: 0,
      bytes: 0,
    };
    this.groups.set(name, group);
    return group;
  }

  deleteGroup(name: string): void {
    const group = this.group(name);
    this.bytes -= group.bytes;
    this.groups.delete(group.name);
  }

  createStream(group: LogGroup, name: string): LogStream {
    if (group.streams.has(name)) {
      throw new AwsError(
        "ResourceAlreadyExistsException",
        "The specified log stream already exists",
      );
    }
    const stream = {
      logStreamName: name,
      creationTime: this.now,
      arn: `${group.arn}:log-stream:${name}`,
      storedBytes: 0,
    };
    group.streams.set(name, stream);
    return stream;
  }

  deleteStream(group: LogGroup, name: string): void {
    const stream = this.stream(group, name);
    group.streams.delete(name);
    const kept = this.live(group).filter((event) => event.stream !== stream);
    const bytes = kept.reduce((sum, event) => sum + sizeOf(event), 0);
    this.bytes += bytes - group.bytes;
    Object.assign(group, { events: kept, dropped: 0, bytes });
  }

  append(group: LogGroup, stream: LogStream, messages: readonly LogMessage[]): void {
    const { now } = this;
    for (const { timestamp, message } of messages) {
      this.sequence += 1;
      group.events.push({
        timestamp,
        message,
        sequence: this.sequence,
        ingestionTime: now,
        stream,
      });
      const size = OVERHEAD_BYTES + Buffer.byteLength(message);
      group.bytes += size;
      this.bytes += size;
      stream.firstEventTimestamp = Math.min(stream.firstEventTimestamp ?? timestamp, timestamp);
      stream.lastEventTimestamp = Math.max(stream.lastEventTimestamp ?? timestamp, timestamp);
    }
    stream.lastIngestionTime = now;
    while (this.bytes > this.options.maxBytes) this.dropOldest();
  }

  /** A group's events that retention keeps, by time and arrival. */
  events(group: LogGroup): LogEvent[] {
    const days = group.shape.retentionInDays;
    const oldest = days === undefined ? -Infinity : this.now - days * DAY_MS;
    return this.live(group)
      .filter((event) => event.timestamp >= oldest)
      .sort((a, b) => a.timestamp - b.timestamp || a.sequence - b.sequence);
  }

  private live(group: LogGroup): LogEvent[] {
    return group.events.slice(group.dropped);
  }

  private dropOldest(): void {
    const fullest = [...this.groups.values()].reduce((a, b) => (b.bytes > a.bytes ? b : a));
    const oldest = fullest.events[fullest.dropped];
    if (oldest === undefined) return;
    fullest.dropped += 1;
    fullest.bytes -= sizeOf(oldest);
    this.bytes -= sizeOf(oldest);
    // The array is cut now and then, so that dropping stays cheap and memory is given back.
    if (fullest.dropped < 1_000 && fullest.dropped < fullest.events.length) return;
    fullest.events = fullest.events.slice(fullest.dropped);
    fullest.dropped = 0;
  }
}
