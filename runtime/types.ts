import type { LosslessNumber } from "lossless-json";

/** A JSON value with every number as it was written. */
export type JsonValue =
  | string
  | boolean
  | null
  | LosslessNumber
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** Where a record stands in its stream: stable across redeliveries, so keys may derive from it. */
export interface Position {
  /** The stream's name. */
  readonly stream: string;
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** When Kinesis took the record, ISO 8601 in UTC with milliseconds. */
  readonly arrival: string;
}

/**
 * Turns a decoded record into an event, or throws an Error whose message says what is wrong: the
 * record is then quarantined. Serialized into the Lambda with what it captures.
 */
export type Parse<Event> = (value: JsonValue) => Event;

/**
 * Maps an event to what a sink stores; undefined stores nothing. Pure: the same event and position
 * must give the same item, because Kinesis redelivers. A throw quarantines the record.
 */
export type Map<Event, Item> = (event: Event, at: Position) => Item | undefined;

/** What a writer is handed: an item, the record it came from, and that record's place in the batch. */
export interface Entry<Item> {
  readonly item: Item;
  readonly at: Position;
  readonly index: number;
}

/** A record that a writer could not store. */
export interface WriteFailure {
  /** The entry's `index`. */
  readonly index: number;
  /** "invalid": never storable, quarantine it. "transient": worth delivering again. */
  readonly kind: "invalid" | "transient";
  readonly reason: string;
}

export interface WriteContext {
  /** Milliseconds until the invocation ends; retries must fit in, with some left to report. */
  remainingMs(): number;
}

/**
 * Stores a batch of items, idempotently. Retries transient faults itself while time allows, and
 * returns the entries that are not stored. Throws only on what no retry mends (a bug, AccessDenied):
 * the whole batch then counts as transient.
 */
export interface Writer<Item> {
  write(entries: readonly Entry<Item>[], context: WriteContext): Promise<readonly WriteFailure[]>;
}

/** Makes a writer when the container starts: `options` are JSON, `env` reads the sink's variables. */
export type WriterFactory<Item, Options> = (
  options: Options,
  env: (name: string) => string,
) => Writer<Item>;
