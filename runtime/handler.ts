import { sparing } from "./aws/attempt";
import { Strays } from "./callbacks/strays";
import { budgetOf } from "./invocation/budget";
import { environment } from "./invocation/environment";
import {
  receive,
  type BatchResponse,
  type InvocationContext,
  type KinesisEvent,
} from "./invocation/event";
import { reasonOf } from "./faults";
import { logLine, strayLine } from "./invocation/log";
import { responseTo, settle, type Written } from "./invocation/outcome";
import { prepare, type Rejection, type Target } from "./invocation/prepare";
import { openQuarantine, type Owner } from "./invocation/quarantine";
import type { CheckFactory, Entry, Map, Parse, WriteContext, Writer, WriterFactory } from "./types";
import type { Received } from "./invocation/event";

/** A sink of a consumer: what to store of an event, and the writer that stores it. */
export interface SinkConfig<Event> {
  readonly name: string;
  readonly map: Map<Event, unknown>;
  /** The map's name for its author, e.g. "toRow". */
  readonly callback?: string;
  readonly writer: WriterFactory<never, unknown, never>;
  /** The writer's options, JSON. */
  readonly options: object;
  /** What the names of the sink's environment variables start with. */
  readonly environmentPrefix: string;
}

/** A sink of another consumer of the pipeline: what it would refuse, no sink of this one may store. */
export interface SiblingConfig<Event> {
  readonly name: string;
  readonly map: Map<Event, unknown>;
  readonly callback?: string;
  readonly check: CheckFactory<never, unknown, never>;
  /** The check's options, JSON. */
  readonly options: object;
}

export interface HandlerConfig<Event> extends Owner {
  readonly parse: Parse<Event>;
  readonly sinks: readonly SinkConfig<Event>[];
  readonly siblings?: readonly SiblingConfig<Event>[];
}

export type Handler = (event: KinesisEvent, context: InvocationContext) => Promise<BatchResponse>;

/** An opened sink. */
interface Sink<Event> extends Target<Event> {
  readonly writer: Writer<unknown>;
}

/**
 * The Lambda handler of a consumer: decodes, validates, maps and checks a batch, writes it to every
 * sink, quarantines what can never be stored, and reports from where the rest must be delivered again.
 * Throws on a missing environment variable, when the container starts.
 */
export function createHandler<Event>(config: HandlerConfig<Event>): Handler {
  const sinks = config.sinks.map(openSink);
  const siblings = (config.siblings ?? []).map(checkOf);
  const mapping = { parse: config.parse, sinks, siblings };
  const quarantine = openQuarantine(config, environment("", process.env));
  return async (event, context) => {
    const startedAt = performance.now();
    const warnings: string[] = [];
    let lateCount = 0;
    const budget = budgetOf(context, {
      warn: (message) => warnings.push(message),
      countLate: (count) => (lateCount += count),
    });
    const records = receive(event);
    const strays = new Strays((stray) => process.stdout.write(`${strayLine(config, stray)}\n`));
    const { rejected, perSink } = await prepare(records, mapping, strays);
    const [early, ...first] = await Promise.all([
      write({ name: "quarantine", writer: quarantine }, rejected, budget.writing),
      ...sinks.map((sink, index) =>
        write(
          sink,
          isLast(sink) ? [] : (perSink[index] ?? []),
          timeOfOthers(sinks, budget.writing),
        ),
      ),
    ]);
    const refused = rejectionsOf(first, records);
    const late = await write(
      { name: "quarantine", writer: quarantine },
      refused,
      budget.quarantining,
    );
    const { checkpoint } = settle(records, [early, ...first, late]);
    const done = (entry: Entry<unknown>) =>
      entry.index < checkpoint && !refused.some(({ index }) => index === entry.index);
    const last = await Promise.all(
      sinks.map((sink, index) =>
        write(sink, isLast(sink) ? (perSink[index] ?? []).filter(done) : [], budget.writing),
      ),
    );
    const written = sinks.map((sink, index) => (isLast(sink) ? last : first)[index] as Written);
    const outcome = settle(records, [early, ...written, late]);
    const line = logLine({
      pipeline: config.pipeline,
      consumer: config.consumer,
      requestId: context.awsRequestId,
      endedAt: Date.now(),
      durationMs: performance.now() - startedAt,
      records,
      rejected: [...rejected, ...refused],
      sinks: written,
      outcome,
      lateCount,
      warnings,
    });
    // Not console.log, whose prefix would keep CloudWatch from reading the line's metrics.
    process.stdout.write(`${line}\n`);
    return responseTo(records, outcome);
  };
}

// A map's items and its writer's or check's agree by construction: one sink definition makes both.
function openSink<Event>(sink: SinkConfig<Event>): Sink<Event> {
  const open = sink.writer as WriterFactory<unknown, unknown, object>;
  const writer = open(sink.options, environment(sink.environmentPrefix, process.env));
  const { name, map, callback } = sink;
  return { name, map, callback, check: writer.check, writer };
}

function checkOf<Event>({ check, options, ...target }: SiblingConfig<Event>): Target<Event> {
  return { ...target, check: (check as CheckFactory<unknown, unknown, object>)(options) };
}

function isLast<Event>({ writer }: Sink<Event>): boolean {
  return writer.last === true;
}

/** Writers that come last need time of their own. */
function timeOfOthers<Event>(sinks: readonly Sink<Event>[], context: WriteContext): WriteContext {
  return sinks.some(isLast) ? sparing(context) : context;
}

/** Writes a sink's entries; a writer that throws has stored none of them for certain. */
async function write<Item>(
  { name, writer }: { name: string; writer: Writer<Item> },
  entries: readonly Entry<Item>[],
  context: WriteContext,
): Promise<Written> {
  if (entries.length === 0) return { name, entries, failures: [] };
  try {
    return { name, entries, failures: await writer.write(entries, context) };
  } catch (error) {
    const reason = `${name}: ${reasonOf(error)}`;
    const failures = entries.map(({ index }) => ({ index, kind: "transient" as const, reason }));
    return { name, entries, failures };
  }
}

/** Records that a writer refused for good; one refused by several sinks is quarantined once. */
function rejectionsOf(written: readonly Written[], records: readonly Received[]) {
  const rejections = new globalThis.Map<number, Entry<Rejection>>();
  for (const { name, failures } of written) {
    for (const { index, kind, reason } of failures) {
      const record = records[index];
      if (kind !== "invalid" || record === undefined || rejections.has(index)) continue;
      const item = { stage: `write ${name}`, reason, data: record.data };
      rejections.set(index, { item, at: record.at, index });
    }
  }
  return [...rejections.values()];
}
