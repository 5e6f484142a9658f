import { AwsError } from "../../gateway/service";
import type { Operation } from "../../gateway/service";
import { fitting, limitOf } from "./paging";
import { matcherOf } from "./pattern";
import type { LogEvent, LogMessage, LogStore } from "./store";

interface Range {
  /** Epoch milliseconds. */
  readonly startTime?: number;
  readonly endTime?: number;
  readonly limit?: number;
  readonly nextToken?: string;
}

interface GroupInput {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
}

const HOUR_MS = 3_600_000;
const MAX_EVENTS = 10_000;
const MAX_BATCH_BYTES = 1_048_576;

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}

function checkBatch(events: readonly LogMessage[]): void {
  if (events.length === 0 || events.length > MAX_EVENTS) {
    throw invalid(`Log events in a single PutLogEvents request must number 1 to ${MAX_EVENTS}.`);
  }
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
  if (match === null) throw invalid("The specified nextToken is invalid.");
  return Number(match[1]);
}

/** One stream's page, forwards from `f/<n>` or backwards from `b/<n>`; the tokens never run out. */
function streamPage(
  events: readonly LogEvent[],
  input: Range & { startFromHead?: boolean },
): object {
  const limit = limitOf(input.limit, MAX_EVENTS);
  const { nextToken } = input;
  const forwards =
    nextToken === undefined ? input.startFromHead === true : nextToken.startsWith("f/");
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

interface FilterInput extends GroupInput, Range {
  readonly logStreamNames?: readonly string[];
  readonly logStreamNamePrefix?: string;
  readonly filterPattern?: string;
}

function filterPage(store: LogStore, input: FilterInput): object {
  const group = store.group(input.logGroupIdentifier ?? input.logGroupName ?? "");
  const matches = matcherOf(input.filterPattern);
  const { startTime = 0, endTime = Infinity, logStreamNames, logStreamNamePrefix = "" } = input;
  const [time = 0, sequence = 0] = input.nextToken?.split("/").map(Number) ?? [];
  if (Number.isNaN(time + sequence)) throw invalid("The specified nextToken is invalid.");
  const found = store
    .events(group)
    .filter(
      (event) =>
        (event.timestamp > time || (event.timestamp === time && event.sequence > sequence)) &&
        event.timestamp >= startTime &&
        event.timestamp <= endTime &&
        event.stream.name.startsWith(logStreamNamePrefix) &&
        (logStreamNames?.includes(event.stream.name) ?? true) &&
        matches(event.message),
    );
  const taken = found.slice(0, fitting(found, limitOf(input.limit, MAX_EVENTS)));
  const last = taken.at(-1);
  return {
    events: taken.map((event) => ({
      logStreamName: event.stream.name,
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
): Record<string, Operation> {
  type StreamInput = GroupInput & { logStreamName: string };
  return {
    PutLogEvents: {
      run: (input: StreamInput & { logEvents: readonly LogMessage[] }) => {
        const group = store.group(input.logGroupName ?? "");
        const stream = store.stream(group, input.logStreamName);
        checkBatch(input.logEvents);
        const { events, rejected } = accepted(input.logEvents, store.now);
        store.append(group, stream, events);
        onStored(group.name, events);
        return {
          nextSequenceToken: String(store.now),
          ...(rejected !== undefined && { rejectedLogEventsInfo: rejected }),
        };
      },
    },
    GetLogEvents: {
      run: (input: StreamInput & Range & { startFromHead?: boolean }) => {
        const group = store.group(input.logGroupIdentifier ?? input.logGroupName ?? "");
        const stream = store.stream(group, input.logStreamName);
        const { startTime = 0, endTime = Infinity } = input;
        const events = store
          .events(group)
          .filter((event) => event.stream === stream)
          .filter(({ timestamp }) => timestamp >= startTime && timestamp < endTime);
        return streamPage(events, input);
      },
    },
    FilterLogEvents: { run: (input: FilterInput) => filterPage(store, input) },
  };
}
