import { readInstant } from "./instant";
import type { JsonValue, Position } from "./types";

/** The map in which `setAside` keeps an event's own fields. */
const OWN = "eventFields";

/**
 * A sort key made of a time: `<UTC to the millisecond>Z#<six further digits>#<sequence number>`, for
 * instance `2024-12-21T10:00:00.000Z#000000#4957…`. All are of one width up to the sequence number,
 * so that their order as text is the order of time, whatever form was sent, and two records of one
 * instant stay two. A day's are BETWEEN the day and the next day: `2024-12-21` and `2024-12-22`.
 *
 * Throws as `readInstant` does.
 */
export function timeKey(timestamp: string, { sequenceNumber }: Pick<Position, "sequenceNumber">) {
  const { utc, fraction } = readInstant(timestamp);
  const digits = fraction.padEnd(9, "0");
  return `${utc}.${digits.slice(0, 3)}Z#${digits.slice(3)}#${sequenceNumber}`;
}

/**
 * An event's fields with the names `reserved`, which its row needs for its keys, moved into a map
 * `eventFields`, so that none is lost. A field that is itself named `eventFields` moves with them: what
 * was sent can always be told from the row.
 *
 *     setAside({ pk: "mine", path: "/" }, ["pk"]) // { path: "/", eventFields: { pk: "mine" } }
 */
export function setAside(
  fields: Readonly<Record<string, JsonValue>>,
  reserved: readonly string[],
): Readonly<Record<string, JsonValue>> {
  const own = [...reserved, OWN].filter((name) => Object.hasOwn(fields, name));
  if (own.length === 0) return fields;
  const entries = Object.entries(fields);
  // From entries, since a field may be named __proto__.
  return {
    ...Object.fromEntries(entries.filter(([name]) => !own.includes(name))),
    [OWN]: Object.fromEntries(entries.filter(([name]) => own.includes(name))),
  };
}
