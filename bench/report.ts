import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Answer } from "../queries/table";
import { formatNumber, ratio, type Figure } from "./result";

/** Git does not keep it: figures belong to a machine and an hour. */
export const resultsFile = path.join(__dirname, "results.json");

const times = (figure: Figure) =>
  figure.baselineValue > 0 ? `${formatNumber(ratio(figure))} ×` : "–";

/** The figures as a table: what, its baseline, the baseline's value, ours, and how many times better. */
export function reportTable(figures: readonly Figure[]): Answer {
  return {
    columns: ["part", "what", "baseline", "its value", "ours", "unit", "better by"],
    rows: figures.map((figure) => [
      figure.part,
      figure.what,
      figure.baseline,
      formatNumber(figure.baselineValue),
      formatNumber(figure.ours),
      figure.unit,
      times(figure),
    ]),
  };
}

function commit(): string | undefined {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], {
      cwd: __dirname,
      encoding: "utf8",
      stdio: "pipe",
    }).trim();
  } catch {
    // Outside a repository: the figures stand without it.
    return undefined;
  }
}

/** Writes the figures, with the machine they were measured on, as JSON. */
export function writeResults(figures: readonly Figure[], quick: boolean): void {
  const [cpu] = os.cpus();
  const results = {
    measuredAt: new Date().toISOString(),
    commit: commit(),
    quick,
    machine: {
      cpu: cpu?.model,
      cores: os.availableParallelism(),
      loadAverage: os.loadavg()[0],
      memoryBytes: os.totalmem(),
      node: process.version,
    },
    figures: figures.map((figure) => ({
      ...figure,
      ratio: figure.baselineValue > 0 ? ratio(figure) : null,
    })),
  };
  writeFileSync(resultsFile, `${JSON.stringify(results, undefined, 2)}\n`);
}
