/** The largest state of a tumbling window, in bytes of its JSON; beyond it the window ends early. */
export const MAX_STATE_BYTES = 1024 * 1024;

/** A tumbling window that is being aggregated. Times are in milliseconds since the epoch. */
export interface OpenWindow {
  readonly start: number;
  /** The first millisecond after the window. */
  readonly end: number;
  /** What the last invocation returned as state, as JSON. */
  state: string;
}

export function windowOf(arrival: number, seconds: number): OpenWindow {
  const length = seconds * 1000;
  const start = Math.floor(arrival / length) * length;
  return { start, end: start + length, state: "{}" };
}

const instant = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(".000Z", "Z");

/** What a window adds to an event, as JSON with a comma in front. */
export function windowMembers(
  window: OpenWindow,
  source: { readonly shardId: string; readonly eventSourceArn: string },
  ending: "final" | "early" | undefined,
): string {
  return (
    `,"window":{"start":"${instant(window.start)}","end":"${instant(window.end)}"}` +
    `,"state":${window.state},"shardId":"${source.shardId}"` +
    `,"eventSourceARN":${JSON.stringify(source.eventSourceArn)}` +
    `,"isFinalInvokeForWindow":${ending === "final"},"isWindowTerminatedEarly":${ending === "early"}`
  );
}
