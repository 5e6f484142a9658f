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
 * record is then quarantined. Serialized into the Lambda with what it captures. The position is there to
 * judge the event's time by (`timestamp` in runtime/validate.ts), for which a clock would not do.
 */
export type Parse<Event> = (value: JsonValue, at: Position) => Event;

/**
 * Maps an event to what a sink stores; undefined stores nothing. Pure and synchronous: the same event
 * and position must give the same item, because Kinesis redelivers. A throw quarantines the record.
 */
export type Map<Event, Item> = (event: Event, at: Position) => Item | undefined;

/** What no promise is; a field of that name may still hold data. */
export interface NotPromise {
  readonly then?: string | number | boolean | null | LosslessNumber | readonly unknown[];
}

/** A map that may have nothing to store: an async function is none. */
export type SyncMap<Event, Item> = Map<Event, Item & NotPromise>;

/** A map that gives a row for each event, or null to store none of it: an async function is none. */
export type ToRow<Event> = (event: Event, at: Position) => (object & NotPromise) | null;

/** Something made of a record, the record's position, and its place in the batch. */
export interface Entry<Item> {
  readonly item: Item;
  readonly at: Position;
  readonly index: number;
}

/** Why something could not be stored. */
export interface Failure {
  /** "invalid": never storable, quarantine it. "transient": worth delivering again. */
  readonly kind: "invalid" | "transient";
  readonly reason: string;
}

/** A record that a writer could not store. */
export interface WriteFailure extends Failure {
  /** The entry's `index`. */
  readonly index: number;
}

export interface WriteContext {
  /**
   * Milliseconds that a writer may still use. The handler has already put aside what it needs to
   * quarantine and report, so a writer may retry until this is used up.
   */
  remainingMs(): number;
  /** Adds to the invocation's log line what went wrong without any record's failing. */
  warn(message: string): void;
  /** Counts, for the metric `Late`, what came after something newer and so did not replace it. */
  countLate(count: number): void;
}

/**
 * Turns an item into what its writer sends, or throws an Error that says why the sink could never
 * store it; undefined stores nothing. An item is undefined where the map gave none. Pure, and without a client of any service, so that the consumers of one pipeline can each
 * run the checks of all its sinks before any of them stores anything.
 */
export type Check<Item, Ready> = (entry: Entry<Item | undefined>) => Ready | undefined;

/** Makes a sink's check: `options` are those of its writer. */
export type CheckFactory<Item, Ready, Options> = (options: Options) => Check<Item, Ready>;

/**
 * Stores a batch of checked items, idempotently. Retries transient faults itself while time allows, and
 * returns the entries that are not stored. Throws only on what no retry mends (a bug, AccessDenied):
 * the whole batch then counts as transient.
 */
export interface Writer<Item, Ready = Item> {
  /** Without it, items are written as they are. */
  readonly check?: Check<Item, Ready>;
  /**
   * True when an object is made of many records: it is then written after all else, of the records
   * before the first that must be delivered again. A record in it is not delivered again, unless the
   * function ends before its answer arrives. Such a writer refuses no record by itself.
   */
  readonly last?: boolean;
  write(entries: readonly Entry<Ready>[], context: WriteContext): Promise<readonly WriteFailure[]>;
}

/** A sink's environment variables, by their names without the sink's prefix. */
export interface Environment {
  /** Throws an Error that names the missing variable. */
  (name: string): string;
  optional(name: string): string | undefined;
}

/** Makes a writer when the container starts: `options` are JSON, `env` reads the sink's variables. */
export type WriterFactory<Item, Ready, Options> = (
  options: Options,
  env: Environment,
) => Writer<Item, Ready>;
