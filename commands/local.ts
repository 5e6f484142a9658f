import { bringUp, type LocalStack } from "../local/stack";
import { sources } from "../producers";
import { runCommand, type ParsedArguments } from "./command";
import { aborted, interruption } from "./interrupt";
import { boto3Line, exportLine, scenarioLines } from "./pasted";
import { portOption, withPortRemedy } from "./port";
import { chosenScenarios } from "./scenarios";
import { Watch } from "./watch/watch";

const usage = `Usage: npm run local -- [--port 4566] [--scenario NAME …]

Brings the pipelines up in a local cloud and keeps them up. Ctrl-C destroys them and exits 0. While
they run: what fails, once for each reason and then by number, and the mails in sum.

Options:
  --port N          default 4566
  --scenario NAME   only this one; may be given again
  --help
`;

const options = {
  port: { type: "string", default: "4566" },
  scenario: { type: "string", multiple: true },
} as const;

const print = (text: string) => process.stdout.write(`${text}\n`);

async function local({ values }: ParsedArguments<typeof options>): Promise<void> {
  const port = portOption(values.port);
  const scenarios = chosenScenarios(values.scenario);
  const interrupted = interruption(() => {
    print("\ndestroying …");
  });
  const watch = new Watch(print);
  const stack = await bringUp({
    port,
    config: { scenarios: JSON.stringify(scenarios) },
    onPhase: (phase) => print(`${phase} …`),
    onLog: watch.onLog,
  }).catch((error: unknown) => {
    throw withPortRemedy(error, port);
  });
  try {
    showStack(stack, scenarios);
    const stopWatching = watch.start(stack);
    await aborted(interrupted);
    await stopWatching();
    const count = stack.resources.length;
    await stack.destroy();
    print(`${count} resources destroyed`);
  } finally {
    await stack.stop();
  }
}

function showStack(stack: LocalStack, scenarios: readonly string[]): void {
  const { endpoint } = stack.cloud;
  print(`\n${stack.resources.length} resources up. Outputs:`);
  print(JSON.stringify(stack.outputs, undefined, 2));
  print(`\nIn another terminal:\n  ${exportLine(endpoint)}`);
  for (const { scenario, stream } of sources.filter((s) => scenarios.includes(s.scenario))) {
    print(
      `\n${scenarioLines(scenario, stream)
        .map((line) => `  ${line}`)
        .join("\n")}`,
    );
  }
  print(`\n  ${boto3Line}`);
  print("\nReady. Ctrl-C destroys everything.");
}

void runCommand({ name: "local", usage, options, run: local });
