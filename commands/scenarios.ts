import { sources } from "../producers";
import { UsageError } from "./command";

const names = sources.map(({ scenario }) => scenario);

/** The scenarios that `--scenario` names, each of which there must be; all when it names none. */
export function chosenScenarios(given: readonly string[] | undefined): readonly string[] {
  if (given === undefined || given.length === 0) return names;
  const unknown = given.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`there is no scenario ${unknown}: choose of ${names.join(", ")}`);
  }
  return [...new Set(given)];
}
