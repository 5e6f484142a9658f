import { NoRegion } from "../local/account";
import { sources } from "../producers";
import { UsageError } from "./command";

/** A pipeline that a program has deployed. */
export interface Deployed {
  readonly name: string;
  readonly stream: string;
}

/** The configuration that has the program deploy what `--scenario` names; all where it names none. */
export function chosenConfig(given: readonly string[] | undefined): Record<string, string> {
  if (given === undefined || given.length === 0) return {};
  // A program that is told of no name at all has no words for it.
  if (given.some((name) => name.trim() === "")) throw new UsageError(`there is no scenario ""`);
  return { scenarios: JSON.stringify([...new Set(given)]) };
}

/** The refusal of a region, or of a name that `--scenario` gave, in the command line's words. */
export function withProgramRemedy(error: unknown): unknown {
  if (error instanceof NoRegion) return new UsageError(`aws:region: ${error.message}`);
  const text = error instanceof Error ? error.message : "";
  const [, name, known] = /:scenarios names (\S+); there are (.*?), but is/.exec(text) ?? [];
  if (name === undefined || known === undefined) return error;
  return new UsageError(`there is no scenario ${name}: choose of ${known}`);
}

/** A stack's pipelines: the program exports the names of what each is made of under its own. */
export function pipelinesOf(outputs: Readonly<Record<string, unknown>>): readonly Deployed[] {
  return Object.entries(outputs).flatMap(([name, output]) => {
    if (typeof output !== "object" || output === null) return [];
    const { stream } = output as { readonly stream?: unknown };
    return typeof stream === "string" ? [{ name, stream }] : [];
  });
}

/** Whether there is a generator, and so a sample, of a pipeline's events. */
export const hasSource = ({ name }: Deployed): boolean =>
  sources.some(({ scenario }) => scenario === name);
