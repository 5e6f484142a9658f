import type { JsonValue } from "../runtime/types";

/** Any JSON value: an event log asks nothing of its events. */
export interface LoggedEvent {
  readonly data: JsonValue;
}

export function parseLoggedEvent(value: JsonValue): LoggedEvent {
  return { data: value };
}
