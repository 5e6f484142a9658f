import { setTimeout as sleep } from "node:timers/promises";
import { clientSettings } from "../../commands/aws";
import { sources } from "../../producers";
import { play } from "../../demo/play";
import { loadSamples } from "../../demo/samples";
import { ownProgram } from "../../commands/program";
import { bringUp, type LocalStack } from "../../local/stack";
import { silenced } from "../quiet";
import type { Timeline } from "./timeline";
// What `npm start` loads besides, so that loading takes as long here.
import "../../commands/command";
import "../../commands/interrupt";
import "../../demo/report";
import "../../leftovers/find";
import "../../queries/clients";
import "../../queries/scenarios";
import "../../queries/table";

const loadedMs = performance.now();

async function untilStored({ cloud }: LocalStack, deadline: number): Promise<number> {
  for (;;) {
    const { Items = [] } = await cloud.client.call("dynamodb", "Scan", {
      TableName: "HttpRequests",
      Limit: 1,
    });
    if (Items.length > 0) return performance.now();
    if (performance.now() > deadline) throw new Error("no record was stored within 60 s");
    await sleep(2);
  }
}

/** Does as `npm start` does until its first record is stored. Times are since the process began. */
async function measure(): Promise<Timeline> {
  const scenarios = sources.map(({ scenario }) => scenario);
  const loading = loadSamples(scenarios);
  let cloudMs = 0;
  const stack = await bringUp({
    ...ownProgram,
    config: { scenarios: JSON.stringify(scenarios) },
    onPhase: () => {
      // The last phase to begin is the program's.
      cloudMs = performance.now();
    },
  });
  const programMs = performance.now();
  const ended = new AbortController();
  try {
    const settings = clientSettings(stack.cloud.client);
    const playing = play(await loading, stack.cloud, settings, ended.signal);
    const storedMs = await untilStored(stack, programMs + 60_000);
    ended.abort();
    await Promise.allSettled([playing]);
    return { loadedMs, cloudMs, programMs, storedMs };
  } finally {
    ended.abort();
    await stack.stop();
  }
}

void silenced(measure).then((timeline) => {
  process.stdout.write(`${JSON.stringify(timeline)}\n`);
});
