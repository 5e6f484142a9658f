import { decode } from "./decode";
import type { Received } from "./event";
import type { Entry, Map, Parse } from "../types";

/** A record that will never be stored: where it was refused, and why. */
export interface Rejection {
  /** "decode", "parse", "map <sink>" or "write <sink>". */
  readonly stage: string;
  readonly reason: string;
  /** The record's bytes, base64. */
  readonly data: string;
}

/** A batch on its way to the sinks. A record is either rejected or has an item, or none, per sink. */
export interface Prepared {
  readonly rejected: Entry<Rejection>[];
  /** In the order of the sinks. */
  readonly perSink: Entry<unknown>[][];
}

export interface Mapping<Event> {
  readonly parse: Parse<Event>;
  readonly sinks: readonly { readonly name: string; readonly map: Map<Event, unknown> }[];
}

/** Decodes, validates and maps a batch. A record that fails in one sink's map goes to no sink. */
export function prepare<Event>(records: readonly Received[], mapping: Mapping<Event>): Prepared {
  const prepared: Prepared = { rejected: [], perSink: mapping.sinks.map(() => []) };
  for (const record of records) {
    const { index, at } = record;
    const outcome = itemsOf(record, mapping);
    if ("stage" in outcome) {
      prepared.rejected.push({ item: outcome, at, index });
      continue;
    }
    outcome.items.forEach((item, sink) => {
      if (item !== undefined) prepared.perSink[sink]?.push({ item, at, index });
    });
  }
  return prepared;
}

function itemsOf<Event>(
  { at, data }: Received,
  { parse, sinks }: Mapping<Event>,
): { items: unknown[] } | Rejection {
  let stage = "decode";
  try {
    const value = decode(data);
    stage = "parse";
    const event = parse(value);
    const items = sinks.map(({ name, map }) => {
      stage = `map ${name}`;
      return map(event, at);
    });
    return { items };
  } catch (error) {
    return { stage, reason: messageOf(error), data };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
