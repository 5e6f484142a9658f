import os from "node:os";
import { runCommand, UsageError, type ParsedArguments } from "../commands/command";
import { formatTable } from "../queries/table";
import { partNames, parts, type PartName } from "./parts";
import { reportTable, resultsFile, writeResults } from "./report";
import type { Figure } from "./result";

const usage = `Usage: npm run bench [-- --part a,b,c,d,e,f] [--quick]

Measures the product against named baselines and prints one table; docs/benchmarks.md says how to
read it. Writes bench/results.json.

  a  the consumer's package against aws.lambda.CallbackFunction
  b  the handler against the lab's
  c  the local cloud: streams over the wire, one pipeline end to end, its latency
  d  npm start, to the first stored record
  e  all five pipelines at once
  f  AWS calls, dollars, and bytes that Athena scans, per scenario

Options:
  --part LIST   only these, separated by commas
  --quick       a fraction of the records: for trying out, not for quoting
  --help

Exit codes: 0 everything was measured; 1 a part failed; 2 wrong usage.
`;

const options = { part: { type: "string" }, quick: { type: "boolean" } } as const;

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function chosenParts(list: string | undefined): readonly PartName[] {
  if (list === undefined) return partNames;
  const asked = list.split(",").map((name) => name.trim());
  const unknown = asked.find((name) => !partNames.some((known) => known === name));
  if (unknown !== undefined) {
    throw new UsageError(`there is no part "${unknown}": choose of ${partNames.join(", ")}`);
  }
  return partNames.filter((name) => asked.includes(name));
}

async function bench({ values }: ParsedArguments<typeof options>): Promise<void> {
  const quick = values.quick ?? false;
  const chosen = chosenParts(values.part);
  const [load = 0] = os.loadavg();
  if (load > os.availableParallelism() / 2) {
    say(`the machine is busy (load ${load.toFixed(1)}): read the ratios, not the figures`);
  }
  const figures: Figure[] = [];
  const failed: string[] = [];
  for (const name of chosen) {
    try {
      for (const measure of parts[name]) figures.push(...(await measure({ quick, say })));
    } catch (error) {
      failed.push(`part ${name}: ${error instanceof Error ? (error.stack ?? error.message) : ""}`);
      say(failed.at(-1) ?? "");
    }
  }
  process.stdout.write(`${formatTable(reportTable(figures))}\n`);
  writeResults(figures, quick);
  say(`written to ${resultsFile}`);
  if (failed.length > 0) process.exitCode = 1;
}

void runCommand({ name: "bench", usage, options, takes: 0, run: bench });
