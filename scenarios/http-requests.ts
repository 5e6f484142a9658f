import type { JsonValue, Position } from "../runtime/types";
import { object, text, timestamp } from "../runtime/validate";

/** A request that a server answered; whatever else was sent about it is kept. */
export interface HttpRequest {
  readonly path: string;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly [field: string]: JsonValue;
}

/**
 * Throws an Error that names the field which is missing or wrong. With the record's position, a
 * timestamp from the future is wrong, too.
 */
export function parseHttpRequest(value: JsonValue, at?: Position): HttpRequest {
  const fields = object(value);
  return { ...fields, path: text(fields, "path"), timestamp: timestamp(fields, "timestamp", at) };
}
