import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Attributes } from "../dynamodb/attributes";
import { isYetToCome } from "../future";

/** Attributes of the table in which the writer keeps what it compares the next reading with. */
export const LATEST_VALUE = "latestValue";
export const LATEST_AT = "latestAt";
export const STATE = "readingState";

/** Room that a row leaves for its state: 32 sources of 1.2 KB and 200 positions at the most. */
export const MAX_STATE_BYTES = 64 * 1024;
const MAX_SEEN = 32;
const MAX_DUE = 200;

/** What is known of a key: all that its readings so far have left. */
export interface State {
  /** Whether the table holds a row of the key, and of which version; rows of old have none. */
  readonly stored: { readonly version?: string; readonly latestAt?: string } | undefined;
  /** The latest reading. */
  readonly latest: { readonly order: string; readonly digits: string } | undefined;
  /** The last sequence number taken of each source: what is not above it is delivered again. */
  readonly seen: ReadonlyMap<string, string>;
  /** By their positions, readings whose alerts are not known to be out, and what those are for. */
  readonly due: ReadonlyMap<string, Occasion>;
}

/** Why a reading alerts: it crosses the threshold, or is above it and late. */
export type Occasion = "crossing" | "late";

export const NOTHING: State = {
  stored: undefined,
  latest: undefined,
  seen: new Map(),
  due: new Map(),
};

/**
 * The state in a row. A latest reading that is yet to come, from before such were refused, would make
 * every other late; it does not count.
 */
export function stateOf(row: Attributes, maxFutureSeconds?: number): State {
  const order = row[LATEST_AT]?.S;
  const digits = row[LATEST_VALUE]?.N;
  const { version, seen, due } = row[STATE]?.M ?? {};
  const known = order !== undefined && digits !== undefined;
  return {
    stored: {
      ...(version?.S !== undefined && { version: version.S }),
      ...(order !== undefined && { latestAt: order }),
    },
    latest: known && !isYetToCome(order, maxFutureSeconds) ? { order, digits } : undefined,
    seen: new Map(Object.entries(seen?.M ?? {}).map(([source, { S = "" }]) => [source, S])),
    due: new Map(
      Object.entries(due?.M ?? {}).map(([position, { S }]) => [
        position,
        S === "late" ? "late" : "crossing",
      ]),
    ),
  };
}

/** The state as an attribute; of many sources and positions, those with the newest records stay. */
export function stateAttribute(
  { seen, due }: Pick<State, "seen" | "due">,
  version: string,
): AttributeValue {
  const sources = [...seen].sort(([, a], [, b]) => compareSequence(b, a)).slice(0, MAX_SEEN);
  const positions = [...due].sort(([a], [b]) => compareSequence(numberOf(b), numberOf(a)));
  return {
    M: {
      version: { S: version },
      seen: { M: Object.fromEntries(sources.map(([source, S]) => [source, { S }])) },
      due: {
        M: Object.fromEntries(
          positions.slice(0, MAX_DUE).map(([position, occasion]) => [position, { S: occasion }]),
        ),
      },
    },
  };
}

/** Sequence numbers compare as numbers, and have no leading zeros. */
export function compareSequence(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

function numberOf(position: string): string {
  return position.slice(position.lastIndexOf(":") + 1);
}
