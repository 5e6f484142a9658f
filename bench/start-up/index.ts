import path from "node:path";
import { runNode, runScript, typescriptArguments } from "../child";
import { percentile, type Figure } from "../result";
import type { Settings } from "../settings";
import type { Timeline } from "./timeline";

const command = path.join(__dirname, "../../commands/start.ts");

function figure(what: string, aimMs: number, ours: number): Figure {
  return {
    part: "d",
    what: `npm start: ${what}`,
    baseline: aimMs > 0 ? "the aim" : "",
    baselineValue: aimMs,
    ours,
    unit: "ms",
    smallerIsBetter: true,
  };
}

/** The time that each phase took, the median of the runs. */
function phases(runs: readonly Timeline[]): Figure[] {
  const median = (of: (run: Timeline) => number) => percentile(runs.map(of), 0.5);
  return [
    figure(
      "loading",
      0,
      median(({ loadedMs }) => loadedMs),
    ),
    figure(
      "the local cloud",
      0,
      median(({ loadedMs, cloudMs }) => cloudMs - loadedMs),
    ),
    figure(
      "the Pulumi program",
      0,
      median(({ cloudMs, programMs }) => programMs - cloudMs),
    ),
    figure(
      "sending, first record",
      0,
      median(({ programMs, storedMs }) => storedMs - programMs),
    ),
    figure(
      "first record stored",
      5_000,
      median(({ storedMs }) => storedMs),
    ),
  ];
}

/** (d) From `npm start`'s first instruction to its first stored record, and to its end. */
export async function benchStartUp({ quick, say }: Settings): Promise<Figure[]> {
  const runs: Timeline[] = [];
  for (let run = 0; run < (quick ? 1 : 5); run++) {
    say(`(d) npm start, run ${run + 1}: to its first stored record`);
    runs.push(await runScript<Timeline>(path.join(__dirname, "first-record.ts")));
  }
  say("(d) npm start, to its end");
  const started = performance.now();
  await runNode([...typescriptArguments, command]);
  return [...phases(runs), figure("the whole of it", 30_000, performance.now() - started)];
}
