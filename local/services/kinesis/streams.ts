import type { Time } from "../../clock";
import { AwsError } from "../../gateway/service";
import type { StreamMode } from "@aws-sdk/client-kinesis";
import { invalidMember } from "../../gateway/model/rules";
import type { Operation } from "../../gateway/service";
import { onResource, type Runs } from "../on-resource";
import { invalidArgument, notFound } from "./errors";
import { Stream } from "./stream";

/** How requests name a stream: by either member, or by both. */
interface Named {
  readonly StreamName?: string | undefined;
  readonly StreamARN?: string | undefined;
}

export interface StreamsOptions {
  readonly region: string;
  readonly accountId: string;
  readonly time: Time;
  readonly maxBytes: number;
  /** Enforces `RATES`. */
  readonly shardLimits: boolean;
}

/** Every stream of the account, and the memory that their records may take. */
export class Streams {
  readonly #streams = new Map<string, Stream>();
  #bytes = 0;

  constructor(readonly options: StreamsOptions) {}

  get all(): readonly Stream[] {
    return [...this.#streams.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  now(): number {
    return this.options.time.now();
  }

  arn(name: string): string {
    return `arn:aws:kinesis:${this.options.region}:${this.options.accountId}:stream/${name}`;
  }

  create(name: string, mode: StreamMode, shardCount: number): Stream {
    const { accountId } = this.options;
    if (this.#streams.has(name)) {
      throw new AwsError(
        "ResourceInUseException",
        `Stream ${name} under account ${accountId} already exists.`,
      );
    }
    const stream = new Stream(name, this.arn(name), accountId, mode, shardCount, this.now());
    this.#streams.set(name, stream);
    return stream;
  }

  delete(stream: Stream): void {
    this.#streams.delete(stream.name);
    this.#bytes -= stream.trim(Infinity);
    stream.wake();
  }

  /** The stream that a request names by StreamName, StreamARN or both. */
  of(input: Named): Stream {
    return this.byName(this.nameIn(input));
  }

  byName(name: string): Stream {
    const stream = this.#streams.get(name);
    if (stream !== undefined) return stream;
    throw notFound(`Stream ${name} under account ${this.options.accountId} not found.`);
  }

  /** Undefined for the ARN of another account or region, or of a stream that is gone. */
  byArn(arn: string): Stream | undefined {
    const stream = this.#streams.get(arn.slice(arn.lastIndexOf("/") + 1));
    return stream?.arn === arn ? stream : undefined;
  }

  nameIn({ StreamName: name, StreamARN: arn }: Named): string {
    if (arn === undefined) {
      if (name === undefined) throw invalidMember(undefined, "streamName", "not be null");
      return name;
    }
    const named = arn.slice(arn.indexOf(":stream/") + ":stream/".length);
    if (name !== undefined && name !== named) {
      throw invalidArgument(`StreamARN ${arn} does not match StreamName ${name}.`);
    }
    if (arn === this.arn(named)) return named;
    throw notFound(`Stream ARN ${arn} not found.`);
  }

  /** Takes room for a record's bytes; expired records make way, others never do. */
  reserve(bytes: number): boolean {
    if (this.#bytes + bytes > this.options.maxBytes) this.trim();
    if (this.#bytes + bytes > this.options.maxBytes) return false;
    this.#bytes += bytes;
    return true;
  }

  trim(): void {
    const now = this.now();
    for (const stream of this.#streams.values()) this.#bytes -= stream.trim(now);
  }

  wake(): void {
    for (const stream of this.#streams.values()) stream.wake();
  }
}

/** Operations on the stream that their input names. */
export const onStream = (
  streams: Streams,
  runs: Runs<"kinesis", Stream>,
): Readonly<Record<string, Operation>> =>
  onResource(
    "kinesis",
    {
      find: (input: Named) => streams.of(input),
      arn: (input: Named) => streams.arn(streams.nameIn(input)),
    },
    runs,
  );
