import type { InputOf, OutputOf } from "../../gateway/model/apis";
import type { Operations } from "../../gateway/service";
import { fitting, invalid, invalidToken } from "./paging";
import { matcherOf } from "./pattern";
import type { LogEvent, LogMessage, LogStore } from "./store";

type StreamInput = InputOf<"logs", "GetLogEvents">;
type FilterInput = InputOf<"logs", "FilterLogEvents">;

const HOUR_MS = 3_600_000;
const MAX_EVENTS = 10_000;
const MAX_BATCH_BYTES = 1_048_576;

function checkBatch(events: readonly LogMessage[]): void {
  const bytes = events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + 26, 0);
  if (bytes > MAX_BATCH_BYTES) {
    throw invalid(`Upload too large: ${bytes} bytes exceeds limit of ${MAX_BATCH_BYTES}`);
  }
  const first = events.findIndex((event, at) => event.timestamp < (events[at - 1]?.timestamp ?? 0));
  if (first >= 0) {
    throw invalid("Log events in a single PutLogEvents request must be in chronological order.");
  }
}

/** Splits off what is too old (14 days) or too new (2 hours), which the service does not store. */
function accepted(
  events: readonly LogMessage[],
  now: number,
): { readonly events: readonly LogMessage[]; readonly rejected: object | undefined } {
  const tooOld = events.filter(({ timestamp }) => timestamp < now - 14 * 24 * HOUR_MS).length;
  const tooNew = events.findIndex(({ timestamp }) => timestamp > now + 2 * HOUR_MS);
  const end = tooNew < 0 ? events.length : tooNew;
  const rejected = {
    ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
    ...(tooNew >= 0 && { tooNewLogEventStartIndex: tooNew }),
  };
  return {
    events: events.slice(tooOld, end),
    rejected: Object.keys(rejected).length > 0 ? rejected : undefined,
  };
}

function position(token: string, kind: string): number {
  const match = new RegExp(`^${kind}/(\\d+)$`).exec(token);
  if (match === null) throw invalidToken();
  return Number(match[1]);
}

/** One stream's page, forwards from `f/<n>` or backwards from `b/<n>`; the tokens never run out. */
function streamPage(
  events: readonly LogEvent[],
  { limit = MAX_EVENTS, nextToken, startFromHead }: StreamInput,
): OutputOf<"logs", "GetLogEvents"> {
  const forwards = nextToken === undefined ? startFromHead === true : nextToken.startsWith("f/");
  let rest = events;
  if (nextToken !== undefined) {
    const at = position(nextToken, forwards ? "f" : "b");
    rest = events.filter(({ sequence }) => (forwards ? sequence > at : sequence < at));
  }
  const taken = forwards
    ? rest.slice(0, fitting(rest, limit))
    : rest.slice(rest.length - fitting([...rest].reverse(), limit));
  const before = nextToken?.slice(2) ?? "0";
  return {
    events: taken.map(({ timestamp, message, ingestionTime }) => ({
      timestamp,
      message,
      ingestionTime,
    })),
    nextForwardToken: `f/${taken.at(-1)?.sequence ?? before}`,
    nextBackwardToken: `b/${taken[0]?.sequence ?? before}`,
  };
}

function filterPage(store: LogStore, input: FilterInput): OutputOf<"logs", "FilterLogEvents"> {
  const group = store.named(input);
  const matches = matcherOf(input.filterPattern);
  const { startTime = 0, endTime = Infinity, limit = MAX_EVENTS } = input;
  const { logStreamNames, logStreamNamePrefix = "" } = input;
  const [time = 0, sequence = 0] = input.nextToken?.split("/").map(Number) ?? [];
  if (Number.isNaN(time + sequence)) throw invalidToken();
  const found = store
    .events(group)
    .filter(
      (event) =>
        (event.timestamp > time || (event.timestamp === time && event.sequence > sequence)) &&
        event.timestamp >= startTime &&
        event.timestamp <= endTime &&
        event.stream.logStreamName.startsWith(logStreamNamePrefix) &&
        (logStreamNames?.includes(event.stream.logStreamName) ?? true) &&
        matches(event.message),
    );
  const taken = found.slice(0, fitting(found, limit));
  const last = taken.at(-1);
  return {
    events: taken.map((event) => ({
      logStreamName: event.stream.logStreamName,
      timestamp: event.timestamp,
      message: event.message,
      ingestionTime: event.ingestionTime,
      eventId: String(event.sequence).padStart(56, "0"),
    })),
    searchedLogStreams: [],
    ...(taken.length < found.length &&
      last !== undefined && { nextToken: `${last.timestamp}/${last.sequence}` }),
  };
}

/** Writing log events, and reading them back by stream or by what they say. */
export function eventOperations(
  store: LogStore,
  onStored: (group: string, events: readonly LogMessage[]) => void,
): Operations<"logs"> {
  return {
    PutLogEvents: {
      run({ logGroupName, logStreamName, logEvents }) {
        const group = store.group(logGroupName);
        const stream = store.stream(group, logStreamName);
        checkBatch(logEvents);
        const { events, rejected } = accepted(logEvents, store.now);
        store.append(group, stream, events);
        onStored(group.name, events);
        return {
          nextSequenceToken: String(store.now),
          ...(rejected !== undefined && { rejectedLogEventsInfo: rejected }),
        };
      },
    },
    GetLogEvents: {
      run(input) {
        const group = store.named(input);
        const stream = store.stream(group, input.logStreamName);
        const { startTime = 0, endTime = Infinity } = input;
        const events = store
          .events(group)
          .filter((event) => event.stream === stream)
          .filter(({ timestamp }) => timestamp >= startTime && timestamp < endTime);
        return streamPage(events, input);
      },
    },
    FilterLogEvents: { run: (input) => filterPage(store, input) },
  };
}
