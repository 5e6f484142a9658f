import { play, untilProcessed } from "../demo/play";
import { loadSamples } from "../demo/samples";
import type { Fault } from "../local/gateway/faults";
import { AwsError } from "../local/gateway/service";
import { bringUp, type LocalStack } from "../local/stack";
import { deliverAgain, forgetStored } from "../permissions/again";
import { Questions, tryEach, type Finding } from "../permissions/try";
import { sources } from "../producers";
import { chosenRegion, clientSettings, stackRegionUsage } from "./aws";
import { counted, CommandError, runCommand, type ParsedArguments } from "./command";
import { interruption } from "./interrupt";
import { ownProgram } from "./program";
import { chosenConfig, pipelinesOf, withProgramRemedy } from "./scenarios";

const usage = `Usage: npm run permissions [-- --region NAME --scenario NAME …]

Shows what each permission of each role is for: brings the pipelines up in a local cloud in this process,
plays real samples through them, and notes what the roles are asked for. Then it drops each action on each
resource in turn, and prints which of these requests is refused without it, and how. Where none is, it names
the document of AWS's that asks for it.

Options:
  --region NAME     ${stackRegionUsage}
  --scenario NAME   only this one; may be given again
  --help

Exit codes: 0 each permission is for something; 1 one is for nothing, or the run failed; 2 wrong usage;
130 Ctrl-C.
`;

const options = {
  region: { type: "string" },
  scenario: { type: "string", multiple: true },
} as const;

/** How many records of each sample are played: enough for every sink to be written to. */
const recordsEach = 300;

/** What has functions and Firehose do what they need permissions for after a failure alone. */
const troubles: readonly Fault[] = [
  ["sns", "Publish"],
  ["glue", "GetTable"],
].map(([service = "", operation = ""]) => ({
  service,
  operation,
  times: 1,
  error: new AwsError("InternalFailure", "A fault that was put in.", 500),
}));

function say(text: string): void {
  process.stderr.write(`[${(performance.now() / 1000).toFixed(1).padStart(5)} s] ${text}\n`);
}

async function permissions({ values }: ParsedArguments<typeof options>): Promise<void> {
  const { region, config } = chosenRegion(values.region);
  const questions = new Questions();
  const interrupted = interruption(() => {
    say("interrupted: tearing down");
  });
  const stack = await bringUp({
    ...ownProgram,
    region,
    config: { ...config, ...chosenConfig(values.scenario) },
    onPhase: say,
    onAsked: (asked) => {
      questions.add(asked);
    },
  }).catch((error: unknown) => {
    interrupted.throwIfAborted();
    throw withProgramRemedy(error);
  });
  const findings = await examine(stack, questions, interrupted).finally(stack.stop);
  process.stdout.write(tableOf(findings));
  const idle = findings.filter(({ shown, page }) => shown === undefined && page === undefined);
  if (idle.length > 0) {
    const first = idle.map(({ grant }) => `${grant.role}: ${grant.action} on ${grant.resource}`);
    throw new CommandError(
      `nothing shows, and no known document asks for, ${counted(idle.length, "permission")}:\n` +
        first.join("\n"),
    );
  }
}

async function examine(
  stack: LocalStack,
  questions: Questions,
  interrupted: AbortSignal,
): Promise<Finding[]> {
  const names = pipelinesOf(stack.outputs).map(({ name }) => name);
  const known = sources.map(({ scenario }) => scenario).filter((name) => names.includes(name));
  const samples = (await loadSamples(known)).map((sample) => ({
    ...sample,
    records: around(sample.records),
  }));
  for (const fault of troubles) stack.cloud.faults.add(fault);
  say(`playing ${counted(samples.length, "sample")}, with some faults`);
  await play(samples, stack.cloud, clientSettings(stack.cloud.client), interrupted, process.stderr);
  say("delivering everything once more");
  await forgetStored(stack.cloud.client);
  await deliverAgain(stack.cloud.client);
  await untilProcessed(stack.cloud, interrupted);
  say(`roles were asked ${questions.count} different questions; dropping each permission in turn`);
  return tryEach(stack.cloud, questions, (done, of) => {
    interrupted.throwIfAborted();
    if (done % 20 === 0 || done === of) say(`${done} of ${of} dropped`);
  });
}

/** The middle of a sample, where its broken record is. */
function around<T>(records: readonly T[]): readonly T[] {
  const from = Math.max(0, Math.floor((records.length - recordsEach) / 2));
  return records.slice(from, from + recordsEach);
}

/** By role: the permission, and what showed it. */
function tableOf(findings: readonly Finding[]): string {
  const lines: string[] = [];
  let role = "";
  for (const { grant, shown, page } of findings) {
    if (grant.role !== role) lines.push(`${lines.length > 0 ? "\n" : ""}${grant.role}`);
    ({ role } = grant);
    const asked = page === undefined ? "nothing showed" : `nothing showed; asked for by ${page}`;
    const found = shown ? `shown by: ${shown.by}: ${shown.error.code}` : asked;
    lines.push(`  ${grant.action.padEnd(36)} ${grant.resource}\n    ${found}`);
  }
  const count = findings.filter(({ shown }) => shown !== undefined).length;
  const documented = findings.filter(({ page }) => page !== undefined).length;
  const sum = `${findings.length} permissions: ${count} shown, ${documented} asked for by documents alone`;
  return `${lines.join("\n")}\n\n${sum}\n`;
}

void runCommand({ name: "permissions", usage, options, takes: 0, run: permissions });
