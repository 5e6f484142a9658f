import { play } from "../demo/play";
import { problems, reportOn, reportTable, type ScenarioReport } from "../demo/report";
import { loadSamples, type Sample } from "../demo/samples";
import type { Outputs } from "../demo/tally";
import { findLeftovers } from "../leftovers/find";
import { bringUp, type LocalStack } from "../local/stack";
import { sources } from "../producers";
import { createClients, type Clients } from "../queries/clients";
import { questions } from "../queries/scenarios";
import { formatTable } from "../queries/table";
import { chosenRegion, clientSettings, stackRegionUsage } from "./aws";
import { counted, CommandError, runCommand, type ParsedArguments } from "./command";
import { interruption } from "./interrupt";
import { ownProgram } from "./program";
import { chosenConfig, hasSource, pipelinesOf, withProgramRemedy } from "./scenarios";

const usage = `Usage: npm start [-- --region NAME --scenario NAME …]

Brings the pipelines up in a local cloud in this process, plays real samples through them, counts
what arrived, asks the labs' questions, tears everything down, and says that nothing is left.

Options:
  --region NAME     ${stackRegionUsage}
  --scenario NAME   only this one; may be given again
  --help

Exit codes: 0 every record is where it belongs; 1 something was lost or failed; 2 wrong usage; 130 Ctrl-C.
`;

const options = {
  region: { type: "string" },
  scenario: { type: "string", multiple: true },
} as const;

/** A line with the seconds since the process began. */
function say(text: string): void {
  const seconds = (performance.now() / 1000).toFixed(1);
  process.stdout.write(`[${seconds.padStart(4)} s] ${text}\n`);
}

async function start({ values }: ParsedArguments<typeof options>): Promise<void> {
  const { region, config } = chosenRegion(values.region);
  const interrupted = interruption(() => {
    say("interrupted: tearing down");
  });
  const loading = loadSamples(values.scenario ?? sources.map(({ scenario }) => scenario));
  loading.catch(() => undefined);
  const stack = await bringUp({
    ...ownProgram,
    region,
    config: { ...config, ...chosenConfig(values.scenario) },
    onPhase: say,
  }).catch((error: unknown) => {
    interrupted.throwIfAborted();
    throw withProgramRemedy(error);
  });
  const found = await demonstrate(stack, loading, interrupted).finally(() => tearDown(stack));
  if (found.length > 0) throw new CommandError(found.join("\n"));
}

async function demonstrate(
  stack: LocalStack,
  loading: Promise<readonly Sample[]>,
  interrupted: AbortSignal,
): Promise<string[]> {
  const pipelines = pipelinesOf(stack.outputs);
  const names = pipelines.map(({ name }) => name);
  const samples = (await loading).filter(({ scenario }) => names.includes(scenario));
  interrupted.throwIfAborted();
  say(
    `${counted(stack.resources.length, "resource")} up, ${counted(pipelines.length, "pipeline")}`,
  );
  const settings = clientSettings(stack.cloud.client);
  const clients = createClients(settings);
  try {
    const records = samples.reduce((sum, sample) => sum + sample.records.length, 0);
    say(`sending ${records} records, one broken one in each stream`);
    await play(samples, stack.cloud, settings, interrupted);
    interrupted.throwIfAborted();
    say("every consumer has processed its stream");
    const reports = await countAll(stack, samples, clients);
    interrupted.throwIfAborted();
    await showAnswers(samples, clients);
    interrupted.throwIfAborted();
    process.stdout.write(`\n${formatTable(reportTable(reports))}\n\n`);
    for (const { name, stream } of pipelines.filter((each) => !hasSource(each))) {
      say(`${name} is up on the stream ${stream}; there is no sample of it to play`);
    }
    return problems(samples, reports);
  } finally {
    clients.destroy();
  }
}

function outputsOf(stack: LocalStack, scenario: string): Outputs {
  return stack.outputs[scenario] as Outputs;
}

async function countAll(
  stack: LocalStack,
  samples: readonly Sample[],
  clients: Clients,
): Promise<ScenarioReport[]> {
  const failures = String(stack.outputs.failureBucket);
  const reports: ScenarioReport[] = [];
  for (const sample of samples) {
    const outputs = outputsOf(stack, sample.scenario);
    reports.push(await reportOn(sample, stack.cloud, clients, outputs, failures));
  }
  return reports;
}

/** The labs' own questions, on what was just played. */
async function showAnswers(samples: readonly Sample[], clients: Clients): Promise<void> {
  for (const { scenario } of samples) {
    const asked = questions[scenario]?.({
      name: (base) => base,
      path: "/favicon.ico",
      ...(scenario === "http-requests" && { day: "2015-05-17" }),
      symbol: "AAPL",
      limit: 3,
    });
    for (const ask of asked ?? []) {
      const { title, answer } = await ask(clients);
      process.stdout.write(`\n${title}\n${formatTable(answer)}\n`);
    }
  }
}

async function tearDown(stack: LocalStack): Promise<void> {
  const count = stack.resources.length;
  try {
    await stack.destroy();
    const settings = clientSettings(stack.cloud.client);
    const left = await findLeftovers(settings, stack.identity);
    if (left.length > 0) {
      throw new CommandError(`left behind: ${left.map(({ resource }) => resource).join(", ")}`);
    }
    say(`${counted(count, "resource")} destroyed, nothing is left`);
  } finally {
    await stack.stop();
  }
}

void runCommand({ name: "start", usage, options, takes: 0, run: start });
