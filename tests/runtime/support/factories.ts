import type {
  InvocationContext,
  KinesisEvent,
  KinesisRecord,
} from "../../../runtime/invocation/event";
import type { Entry, Position, WriteContext } from "../../../runtime/types";

const SHARD = "shardId-000000000000";

/** As long as Kinesis's own, and one apart. */
export function sequenceNumber(index: number): string {
  return (
    49_590_338_271_490_256_608_559_692_538_361_571_095_921_575_989_136_588_898n + BigInt(index)
  ).toString();
}

/** A record as Lambda hands it over; `data` is bytes, text as it stands, or anything as JSON. */
export function record(data: unknown, index = 0, at: Partial<Position> = {}): KinesisRecord {
  const number = at.sequenceNumber ?? sequenceNumber(index);
  const arrival = at.arrival ?? new Date(arrivalOf(data, index)).toISOString();
  return {
    eventID: `${at.shardId ?? SHARD}:${number}`,
    eventSourceARN: `arn:aws:kinesis:us-east-1:000000000000:stream/${at.stream ?? "test-stream"}`,
    kinesis: {
      partitionKey: at.partitionKey ?? `key-${index}`,
      sequenceNumber: number,
      data: bytesOf(data).toString("base64"),
      approximateArrivalTimestamp: Date.parse(arrival) / 1000,
    },
  };
}

/** No record arrives before what it tells of has happened, nor before this moment has come. */
function arrivalOf(data: unknown, index: number): number {
  const told = (data as { timestamp?: unknown } | null)?.timestamp;
  const happened = typeof told === "string" ? Date.parse(told) : NaN;
  const earliest = Date.UTC(2024, 11, 21, 10, 0, 0, index);
  return Number.isNaN(happened) ? earliest : Math.max(earliest, Math.min(happened, Date.now()));
}

function bytesOf(data: unknown): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Buffer.from(typeof data === "string" ? data : JSON.stringify(data));
}

/** A batch of records, in order. */
export function batch(...data: unknown[]): KinesisEvent {
  return { Records: data.map((one, index) => record(one, index)) };
}

export function position(index = 0, at: Partial<Position> = {}): Position {
  return {
    stream: "test-stream",
    shardId: SHARD,
    sequenceNumber: sequenceNumber(index),
    partitionKey: `key-${index}`,
    arrival: "2024-12-21T10:00:00.000Z",
    ...at,
  };
}

/** Entries for a writer, from items in the batch's order. */
export function entries<Item>(...items: Item[]): Entry<Item>[] {
  return items.map((item, index) => ({ item, index, at: position(index) }));
}

/** An invocation that ends `timeoutMs` from now. */
export function invocation(timeoutMs = 30_000): InvocationContext {
  const endsAt = performance.now() + timeoutMs;
  return {
    awsRequestId: "11111111-2222-3333-4444-555555555555",
    getRemainingTimeInMillis: () => endsAt - performance.now(),
  };
}

const measured = { at: -Infinity, slowness: 1 };

/**
 * How many times longer than on an idle machine work may take now, so that a test's time is enough for
 * as much work on a busy one.
 */
function slowness(): number {
  const now = performance.now();
  if (now - measured.at < 500) return measured.slowness;
  const begun = process.cpuUsage();
  let used = 0;
  while (used < 10_000) {
    const { user, system } = process.cpuUsage(begun);
    used = user + system;
  }
  const ratio = ((performance.now() - now) * 1000) / used;
  Object.assign(measured, { at: performance.now(), slowness: ratio < 1.3 ? 1 : ratio * 4 });
  return measured.slowness;
}

/** A writer's context that a test looks into. */
interface Writing extends WriteContext {
  readonly warnings: string[];
  readonly counted: { late: number };
  /** Whether its time is not long over, as far as this machine keeps time now. */
  inTime(): boolean;
}

/** What a writer gets: time, and an ear for warnings and counts. */
export function writing(remainingMs = 20_000): Writing {
  const budget = remainingMs * slowness();
  const endsAt = performance.now() + budget;
  const warnings: string[] = [];
  const counted = { late: 0 };
  return {
    warnings,
    counted,
    warn: (message) => warnings.push(message),
    countLate: (count) => (counted.late += count),
    remainingMs: () => Math.max(0, endsAt - performance.now()),
    inTime: () => performance.now() - endsAt < 2 * budget + 2000,
  };
}
