import { call, callMap } from "../callbacks/call";
import type { Origin, Strays } from "../callbacks/strays";
import { wordsOf } from "../callbacks/thrown";
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
  /** The map's name for its author, e.g. "toRow". */
  readonly callback?: string;
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
 * none: every consumer of the pipeline refuses it, for the same reason. Whatever a callback does, it
 * concerns its own record alone.
 */
export async function prepare<Event>(
  records: readonly Received[],
  mapping: Mapping<Event>,
  strays: Strays,
): Promise<Prepared> {
  const prepared: Prepared = { rejected: [], perSink: mapping.sinks.map(() => []) };
  // By name, which is the same order in every consumer, so that all give the same reason.
  const targets = [...mapping.sinks, ...mapping.siblings].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  const outcomes = records.map((record) => outcomeOf(record, mapping.parse, targets, strays));
  const left = new globalThis.Map((await strays.settled()).map((stray) => [stray.index, stray]));
  outcomes.forEach((outcome, i) => {
    const { index, at, data } = records[i] as Received;
    const stray = left.get(index);
    if ("stage" in outcome) prepared.rejected.push({ item: outcome, at, index });
    else if (stray !== undefined) {
      const item = { stage: stray.stage, reason: stray.reason, data };
      prepared.rejected.push({ item, at, index });
    } else {
      mapping.sinks.forEach((sink, own) => {
        const item = outcome.items.get(sink);
        if (item !== undefined) prepared.perSink[own]?.push({ item, at, index });
      });
    }
  });
  return prepared;
}

function outcomeOf<Event>(
  { at, data, index }: Received,
  parse: Parse<Event>,
  targets: readonly Target<Event>[],
  strays: Strays,
): { items: ReadonlyMap<Target<Event>, unknown> } | Rejection {
  let origin: Origin = { stage: "decode", callback: "", at, index };
  try {
    const value = decode(data);
    origin = { ...origin, stage: "parse", callback: "parse" };
    const event = call(strays, origin, () => parse(value, at));
    if (event === undefined) throw new Error("parse returned undefined, where an event is due");
    const items = new globalThis.Map<Target<Event>, unknown>();
    for (const target of targets) {
      origin = { ...origin, stage: `map ${target.name}`, callback: target.callback ?? "map" };
      items.set(
        target,
        callMap(strays, origin, () => target.map(event, at)),
      );
    }
    for (const [target, item] of items) {
      origin = { ...origin, stage: `check ${target.name}`, callback: "" };
      if (target.check !== undefined) items.set(target, target.check({ item, at, index }));
    }
    return { items };
  } catch (error) {
    return { stage: origin.stage, reason: wordsOf(error), data };
  }
}
