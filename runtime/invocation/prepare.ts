import { decode } from "./decode";
import type { Received } from "./event";
import type { Check, Entry, Map, Parse } from "../types";

/** A record that will never be stored: where it was refused, and why. */
export interface Rejection {
  /** "decode", "parse", "map <sink>", "check <sink>" or "write <sink>". */
  readonly stage: string;
  readonly reason: string;
  /** The record's bytes, base64. */
  readonly data: string;
}

/** A batch on its way to the sinks. A record is either rejected or has an item, or none, per sink. */
export interface Prepared {
  readonly rejected: Entry<Rejection>[];
  /** In the order of the consumer's own sinks. */
  readonly perSink: Entry<unknown>[][];
}

/** A sink, as far as nothing is stored yet. */
export interface Target<Event> {
  readonly name: string;
  readonly map: Map<Event, unknown>;
  readonly check?: Check<unknown, unknown>;
}

export interface Mapping<Event> {
  readonly parse: Parse<Event>;
  /** The consumer's own. */
  readonly sinks: readonly Target<Event>[];
  /** Those of the pipeline's other consumers. */
  readonly siblings: readonly Target<Event>[];
}

/**
 * Decodes, validates, maps and checks a batch. A record that any sink of the pipeline refuses goes to
 * none: every consumer of the pipeline refuses it, for the same reason.
 */
export function prepare<Event>(records: readonly Received[], mapping: Mapping<Event>): Prepared {
  const prepared: Prepared = { rejected: [], perSink: mapping.sinks.map(() => []) };
  // By name, which is the same order in every consumer, so that all give the same reason.
  const targets = [...mapping.sinks, ...mapping.siblings].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  for (const record of records) {
    const { index, at } = record;
    const outcome = itemsOf(record, mapping.parse, targets);
    if ("stage" in outcome) {
      prepared.rejected.push({ item: outcome, at, index });
      continue;
    }
    mapping.sinks.forEach((sink, i) => {
      const item = outcome.items.get(sink);
      if (item !== undefined) prepared.perSink[i]?.push({ item, at, index });
    });
  }
  return prepared;
}

function itemsOf<Event>(
  { at, data, index }: Received,
  parse: Parse<Event>,
  targets: readonly Target<Event>[],
): { items: ReadonlyMap<Target<Event>, unknown> } | Rejection {
  let stage = "decode";
  try {
    const value = decode(data);
    stage = "parse";
    const event = parse(value);
    const items = new globalThis.Map<Target<Event>, unknown>();
    for (const target of targets) {
      stage = `map ${target.name}`;
      const item = target.map(event, at);
      if (item !== undefined) items.set(target, item);
    }
    for (const [target, item] of items) {
      stage = `check ${target.name}`;
      if (target.check !== undefined) items.set(target, target.check({ item, at, index }));
    }
    return { items };
  } catch (error) {
    return { stage, reason: messageOf(error), data };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
