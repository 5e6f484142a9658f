import { existsSync } from "node:fs";
import path from "node:path";
import { bringUp, type LocalStack } from "../local/stack";
import { chosenRegion, shardLimitsUsage, stackRegionUsage } from "./aws";
import { counted, runCommand, UsageError, type ParsedArguments } from "./command";
import { aborted, interruption } from "./interrupt";
import { boto3Line, exportLine, ownPipelineLines, scenarioLines } from "./pasted";
import { ownProgram, programIn, type Program } from "./program";
import { portOption, withPortRemedy } from "./port";
import { chosenConfig, hasSource, pipelinesOf, withProgramRemedy } from "./scenarios";
import { Watch } from "./watch/watch";

const usage = `Usage: npm run local -- [--port 4566] [--region NAME] [--shard-limits] [--scenario NAME …]
       npm run local -- --cwd FOLDER [--port 4566] [--region NAME] [--shard-limits]

Brings the pipelines, or any Pulumi program in TypeScript, up in a local cloud and keeps them up. Ctrl-C
destroys them and exits 0. While they run: what fails, once for each reason and then by number, and the
mails in sum.

Options:
  --port N          default 4566
  --region NAME     ${stackRegionUsage}
  --shard-limits    ${shardLimitsUsage}
  --scenario NAME   only this one; may be given again
  --cwd, -C FOLDER  the project with another program; configured by its Pulumi.local.yaml, if any
  --help
`;

const options = {
  port: { type: "string", default: "4566" },
  region: { type: "string" },
  "shard-limits": { type: "boolean", default: false },
  cwd: { type: "string", short: "C" },
  scenario: { type: "string", multiple: true },
} as const;

const print = (text: string) => process.stdout.write(`${text}\n`);

async function local({ values }: ParsedArguments<typeof options>): Promise<void> {
  const port = portOption(values.port);
  const program = programOf(values);
  const { region, config } = chosenRegion(values.region);
  const interrupted = interruption(() => {
    print("\ndestroying …");
  });
  const watch = new Watch(print);
  const stack = await bringUp({
    ...program,
    port,
    region,
    shardLimits: values["shard-limits"],
    config: { ...config, ...chosenConfig(values.scenario) },
    onPhase: (phase) => print(`${phase} …`),
    onLog: watch.onLog,
  }).catch((error: unknown) => {
    // Ctrl-C in a terminal also ends the compiler's process, and so the start.
    if (interrupted.aborted) return undefined;
    throw withPortRemedy(withProgramRemedy(error), port);
  });
  if (stack === undefined) return;
  try {
    if (!interrupted.aborted) await keepUp(stack, watch, interrupted);
    const count = stack.resources.length;
    await stack.destroy();
    print(`${counted(count, "resource")} destroyed`);
  } finally {
    await stack.stop();
  }
}

function programOf({ cwd, scenario }: { cwd?: string; scenario?: string[] }): Program {
  if (cwd === undefined) return ownProgram;
  if (scenario !== undefined) throw new UsageError("--scenario does not go with --cwd");
  const program = programIn(cwd);
  if (existsSync(path.join(program.folder, "Pulumi.yaml"))) return program;
  throw new UsageError(
    `there is no Pulumi.yaml in ${program.folder}: give a Pulumi project's folder`,
  );
}

async function keepUp(stack: LocalStack, watch: Watch, interrupted: AbortSignal): Promise<void> {
  showStack(stack);
  const stopWatching = watch.start(stack);
  await aborted(interrupted);
  await stopWatching();
}

function showStack(stack: LocalStack): void {
  const pipelines = pipelinesOf(stack.outputs);
  const made = counted(stack.resources.length, "resource");
  print(`\n${made} up, ${counted(pipelines.length, "pipeline")}. Outputs:`);
  print(JSON.stringify(stack.outputs, undefined, 2));
  print(`\nIn another terminal:\n  ${exportLine(stack.cloud.client)}`);
  for (const pipeline of pipelines) {
    const { name, stream } = pipeline;
    const lines = hasSource(pipeline) ? scenarioLines(name, stream) : ownPipelineLines(stream);
    print(`\n  # ${name}\n${lines.map((line) => `  ${line}`).join("\n")}`);
  }
  print(`\n  ${boto3Line}`);
  print("\nReady. Ctrl-C destroys everything.");
}

void runCommand({ name: "local", usage, options, takes: 0, run: local });
