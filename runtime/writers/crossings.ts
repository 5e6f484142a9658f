import { openLedger } from "../alerting/ledger";
import { pause, sparing } from "../aws/attempt";
import { mapBounded } from "../aws/bounded";
import { check } from "../checks/crossings";
import type { CrossingsOptions, Reading, ReadingItem } from "../crossings/reading";
import { NOTHING, type State } from "../crossings/state";
import { sendDue } from "../crossings/due";
import { statesOf, store, type ReadingsTable } from "../crossings/table";
import { take, type Step } from "../crossings/take";
import { failureOf } from "../faults";
import type { Failure, WriteContext, WriteFailure, WriterFactory } from "../types";

const KEYS_AT_ONCE = 32;

/**
 * Keeps the latest reading per key and alerts once per upward crossing of a threshold. A key's row and
 * what its readings call for are stored in one write, which fails if another invocation was faster, so
 * that each reading counts once, whichever shards and invocations a key's readings come through. Then
 * the alerts go out, each known to the ledger by its reading's position. One whose sender ends before
 * that is due in the row, and goes out when its record is delivered again. Environment: TABLE_NAME,
 * TOPIC_ARN, LEDGER_TABLE. Actions: dynamodb:BatchGetItem, PutItem and UpdateItem on the table;
 * sns:Publish on the topic; dynamodb:GetItem and UpdateItem on the ledger.
 */
export const writer: WriterFactory<ReadingItem, Reading, CrossingsOptions> = (options, env) => {
  const table = { ...options, name: env("TABLE_NAME") };
  const channel = { topicArn: env("TOPIC_ARN"), ledger: openLedger(env("LEDGER_TABLE")) };
  const threshold = String(options.threshold);
  return {
    check: check(options),
    write: async (entries, context) => {
      const storing = sparing(context);
      const failures: WriteFailure[] = [];
      let round: Round = { left: grouped(entries.map(({ item }) => item)), contested: new Map() };
      for (let tries = 0; round.left.size > 0; tries += 1) {
        if (round.contested.size > 0 && !(await pause(tries, storing))) {
          const reason = "other invocations kept changing the latest reading";
          return [
            ...failures,
            ...spread([...round.left.values()].flat(), { kind: "transient", reason }),
          ];
        }
        const steps = await stepsOf(table, round, threshold, storing);
        const results = await mapBounded(steps, KEYS_AT_ONCE, (step) =>
          tryStore(table, step, storing),
        );
        const stored = steps.filter((_step, i) => results[i] === "stored");
        failures.push(...(await sendDue(stored, table, channel, context)));
        failures.push(...failuresOf(steps, results));
        round = leftOf(steps, results);
      }
      return failures;
    },
  };
};

/** What must still be taken. */
interface Round {
  readonly left: ReadonlyMap<string, readonly Reading[]>;
  /** Of keys that another invocation was faster with, the states that it left. */
  readonly contested: ReadonlyMap<string, State>;
}

type Result = "stored" | { readonly contested: State } | Failure;

async function stepsOf(
  table: ReadingsTable,
  { left, contested }: Round,
  threshold: string,
  context: WriteContext,
): Promise<Step[]> {
  const unknown = [...left.keys()].filter((key) => !contested.has(key));
  const states = new Map([...contested, ...(await statesOf(table, unknown, context))]);
  return [...left].map(([key, readings]) => take(readings, states.get(key) ?? NOTHING, threshold));
}

function failuresOf(steps: readonly Step[], results: readonly Result[]): WriteFailure[] {
  return steps.flatMap((step, i) => {
    const result = results[i];
    return typeof result === "object" && "kind" in result
      ? spread([...step.taken, ...step.rest], result)
      : [];
  });
}

function leftOf(steps: readonly Step[], results: readonly Result[]): Round {
  const left = new Map<string, readonly Reading[]>();
  const contested = new Map<string, State>();
  steps.forEach(({ key, taken, rest }, i) => {
    const result = results[i];
    if (result === "stored" && rest.length > 0) left.set(key, rest);
    if (typeof result === "object" && "contested" in result) {
      left.set(key, [...taken, ...rest]);
      contested.set(key, result.contested);
    }
  });
  return { left, contested };
}

function grouped(readings: readonly Reading[]): Map<string, Reading[]> {
  const groups = new Map<string, Reading[]>();
  for (const reading of readings) {
    const group = groups.get(reading.key);
    if (group === undefined) groups.set(reading.key, [reading]);
    else group.push(reading);
  }
  return groups;
}

async function tryStore(table: ReadingsTable, step: Step, context: WriteContext): Promise<Result> {
  if (!step.changed) return "stored";
  try {
    const contested = await store(table, step, context);
    return contested === undefined ? "stored" : { contested };
  } catch (error) {
    return failureOf(error);
  }
}

function spread(readings: readonly Reading[], failure: Failure): WriteFailure[] {
  return readings.map(({ index }) => ({ index, ...failure }));
}
