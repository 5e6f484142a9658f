import type { ReadPosition, StoredRecord } from "../../kinesis/reader";
import type { InvokeResult } from "../../lambda";
import type { OpenWindow } from "./windows";

/** A record that was read and waits for its batch. */
export interface Pending {
  readonly record: StoredRecord;
  /** Milliseconds since the epoch: the batching window runs from here. */
  readonly readAt: number;
}

/** Records that are given up: they leave the backlog once the on-failure destination has them. */
export interface Discard {
  readonly condition: "RetryAttemptsExhausted" | "RecordAgeExceeded";
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Names the document, so that a repeated write overwrites itself. */
  readonly id: string;
}

/** A batch in hand, or what is left of it after partial failures and splits. */
export interface Part {
  readonly records: readonly StoredRecord[];
  /** Failed invocations that count against MaximumRetryAttempts. */
  readonly retries: number;
  /** Invocations in all, those of the batch that it was split from included. */
  readonly invocations: number;
  readonly lastResult?: InvokeResult;
  readonly discard?: Discard;
  /** The invocation without records that ends a tumbling window. */
  readonly ending?: "final" | "early";
}

/** What one parallelization slot of a shard has read and not yet processed. */
export interface SlotBacklog {
  /** In order; a later part is not invoked before an earlier one is done. */
  readonly parts: Part[];
  readonly queue: Pending[];
  window?: OpenWindow | undefined;
}

/** How far a mapping is in a shard. It outlives pauses and updates. */
export interface ShardProgress {
  readonly shardId: string;
  /** Everything before it is processed or in the backlog. */
  position: ReadPosition;
  /** The shard has ended and is read to its end. */
  drained: boolean;
  /** Drained, and nothing is left in the backlog: its children may start. */
  finished: boolean;
  slots: readonly SlotBacklog[];
}

/** A part in two, at the record with this index; one part when nothing is left after it. */
export function cut(part: Part, index: number): Part[] {
  const first = { ...part, records: part.records.slice(0, index) };
  const second = { ...part, records: part.records.slice(index) };
  return second.records.length > 0 ? [first, second] : [first];
}

/** Sequence numbers are decimal numbers beyond 64 bits, without leading zeros. */
export function compareSequenceNumbers(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The slot that takes a partition key: always the same one, which keeps the key's records in order. */
export function slotOf(partitionKey: string, slots: number): number {
  if (slots === 1) return 0;
  let hash = 0x811c9dc5;
  for (let index = 0; index < partitionKey.length; index++) {
    hash = Math.imul(hash ^ partitionKey.charCodeAt(index), 0x01000193);
  }
  return ((hash ^ (hash >>> 15)) >>> 0) % slots;
}

const emptySlot = (): SlotBacklog => ({ parts: [], queue: [] });

/** A backlog's copy for so many slots: retries are kept unless records have to change slots. */
export function redistribute(slots: readonly SlotBacklog[], count: number): SlotBacklog[] {
  if (slots.length === count) {
    return slots.map(({ parts, queue, window }) => ({
      parts: [...parts],
      queue: [...queue],
      window,
    }));
  }
  const fresh = Array.from({ length: count }, emptySlot);
  const [first] = fresh;
  if (!first) return fresh;
  first.window = slots.find((slot) => slot.window)?.window;
  const pending: Pending[] = [];
  for (const { parts, queue } of slots) {
    for (const part of parts) {
      if (part.discard ?? part.ending) first.parts.push(part);
      else pending.push(...part.records.map((record) => ({ record, readAt: 0 })));
    }
    pending.push(...queue);
  }
  pending.sort((a, b) => compareSequenceNumbers(a.record.sequenceNumber, b.record.sequenceNumber));
  for (const one of pending) fresh[slotOf(one.record.partitionKey, count)]?.queue.push(one);
  return fresh;
}
