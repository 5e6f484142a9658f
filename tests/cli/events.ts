import { existsSync, readFileSync } from "node:fs";

/** One step of an operation that changes, or would change, a resource. */
export interface Step {
  /** create, update, replace, delete, … as the engine calls them. */
  readonly op: string;
  /** E.g. aws:kinesis/stream:Stream. */
  readonly type: string;
  readonly name: string;
  /** Paths of the properties that differ. */
  readonly diffs: readonly string[];
}

/** What one `pulumi` operation did, by the engine's own event log. */
export interface Changes {
  readonly steps: readonly Step[];
  /** Resources by what happened to them, e.g. { same: 34 }. */
  readonly summary: Readonly<Record<string, number>>;
}

interface EngineEvent {
  readonly resourcePreEvent?: { readonly metadata: StepMetadata };
  readonly resOutputsEvent?: { readonly metadata: StepMetadata };
  readonly summaryEvent?: { readonly resourceChanges?: Record<string, number> };
}

interface StepMetadata {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly diffs?: readonly string[];
  readonly detailedDiff?: Readonly<Record<string, unknown>>;
}

/** Reads an event log: a JSON object a line. There is none when the CLI refused to begin. */
export function readChanges(file: string): Changes {
  if (!existsSync(file)) return { steps: [], summary: {} };
  const lines = readFileSync(file, "utf8").split("\n");
  const events = lines.filter((line) => line !== "").map((line) => JSON.parse(line) as EngineEvent);
  const started = events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? []);
  // What a refresh finds shows only at a step's end.
  const refreshed = events
    .flatMap(({ resOutputsEvent }) => resOutputsEvent?.metadata ?? [])
    .filter(({ op, urn }) => !started.some((step) => step.urn === urn && step.op === op));
  const [summary] = events.flatMap(({ summaryEvent }) => summaryEvent ?? []);
  return {
    steps: [...started, ...refreshed].filter(({ op }) => !unchanging.has(op)).map(step),
    summary: summary?.resourceChanges ?? {},
  };
}

const unchanging = new Set(["same", "refresh", "read"]);

function step({ op, urn, type, diffs, detailedDiff }: StepMetadata): Step {
  const name = urn.split("::").slice(3).join("::");
  const paths = new Set([...Object.keys(detailedDiff ?? {}), ...(diffs ?? [])]);
  return { op, type, name, diffs: [...paths].sort() };
}
