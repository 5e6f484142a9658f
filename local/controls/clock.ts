import type { Clock } from "../clock";
import { durationMs } from "../duration";
import type { LocalRoutes } from "../gateway/local-api";
import { AwsError } from "../gateway/service";

/** The last second that four digits of a year can say. */
const END = Date.UTC(9999, 11, 31, 23, 59, 59);

/** `GET /_local/clock`, and `POST` with how far, or until when, it goes forward. */
export function clockRoutes(clock: Clock): LocalRoutes {
  const shown = () => ({
    now: new Date(clock.now()).toISOString(),
    aheadSeconds: clock.aheadMs / 1000,
  });
  return {
    "GET clock": shown,
    async "POST clock"({ body }) {
      await clock.skip(skipOf(body, clock.now()));
      return shown();
    },
  };
}

/** Milliseconds. */
function skipOf({ skip, to, ...rest }: Readonly<Record<string, unknown>>, now: number): number {
  const one = (skip === undefined) !== (to === undefined) && Object.keys(rest).length === 0;
  if (!one) throw invalid('Expected {"skip": seconds or duration} or {"to": timestamp}.');
  const by = to === undefined ? durationMs(skip, "skip") : timeOf(to) - now;
  if (by < 0) throw invalid("The clock goes forward only.");
  if (now + by > END) throw invalid("The clock ends with the year 9999.");
  return by;
}

/** Epoch seconds, or an ISO 8601 timestamp with its offset. */
function timeOf(value: unknown): number {
  if (typeof value === "number") return value * 1000;
  const isTime = typeof value === "string" && /T.*(Z|[+-]\d\d:\d\d)$/.test(value);
  const time = isTime ? Date.parse(value) : NaN;
  if (!Number.isNaN(time)) return time;
  throw invalid('to must be epoch seconds or a timestamp such as "2026-12-01T00:00:00Z".');
}

const invalid = (message: string): AwsError => new AwsError("ValidationException", message);
