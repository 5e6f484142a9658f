import { setAside } from "../runtime/keys";
import type { JsonValue, Position } from "../runtime/types";
import { object, text, timestamp } from "../runtime/validate";

/** A request that a server answered; whatever else was sent about it is kept. */
export interface HttpRequest {
  readonly path: string;
  /** As sent, in a form of ISO 8601. */
  readonly timestamp: string;
  readonly [field: string]: JsonValue;
}

/**
 * The event, its own fields named like the row's keys set aside. Throws an Error that names the field
 * which is missing or wrong. With the record's position, a timestamp from the future is wrong, too.
 */
export function parseHttpRequest(value: JsonValue, at?: Position): HttpRequest {
  const fields = object(value);
  return {
    ...setAside(fields, ["pk", "sk"]),
    path: text(fields, "path"),
    timestamp: timestamp(fields, "timestamp", at),
  };
}
