import { createCloud, type Cloud } from "../local/cloud";
import { StateError } from "../local/state/error";
import { regionOf, regionUsage, shardLimitsUsage } from "./aws";
import { runCommand, UsageError, type ParsedArguments } from "./command";
import { aborted, interruption } from "./interrupt";
import { exportLine } from "./pasted";
import { portOption, withPortRemedy } from "./port";

const usage = `Usage: npm run gateway -- [--port 4566] [--region NAME] [--state DIR] [--shard-limits]

Starts the local cloud for \`npm run pulumi -- up --stack local\`, the AWS CLI and the SDKs.
Ctrl-C stops it. It starts empty, and what it holds is gone then, unless --state keeps it.

Options:
  --port N          default 4566
  --region NAME     ${regionUsage}
  --state DIR       starts with the state in this folder, new or of an earlier run, and saves it there
                    every 2 seconds when it has changed, and when it stops
  --shard-limits    ${shardLimitsUsage}
  --help
`;

const options = {
  port: { type: "string", default: "4566" },
  region: { type: "string" },
  state: { type: "string" },
  "shard-limits": { type: "boolean", default: false },
} as const;

async function gateway({ values }: ParsedArguments<typeof options>): Promise<void> {
  const port = portOption(values.port);
  const region = regionOf(values.region);
  const { state } = values;
  if (state === "") throw new UsageError("--state must name a folder");
  const interrupted = interruption();
  const kinesis = { shardLimits: values["shard-limits"] };
  const kept = state === undefined ? {} : { state };
  const cloud = await createCloud({ port, region, kinesis, ...kept }).catch((error: unknown) => {
    throw withPortRemedy(error, port);
  });
  try {
    process.stdout.write(`${told(cloud, state)}
  ${exportLine(cloud.client)}
  npm run pulumi -- up --stack local --yes
`);
    await aborted(interrupted);
  } finally {
    await cloud.stop();
  }
}

function told({ endpoint, notKept }: Cloud, state: string | undefined): string {
  if (state === undefined) {
    return `empty local cloud at ${endpoint} (Ctrl-C stops it; --state DIR would keep what it holds)`;
  }
  const others = notKept.length === 0 ? "" : `\n  not kept: ${notKept.join(", ")}`;
  return `local cloud at ${endpoint}, kept in ${state} (Ctrl-C saves and stops it)${others}`;
}

void runCommand({
  name: "gateway",
  usage,
  options,
  takes: 0,
  run: gateway,
  explain: (error) => (error instanceof StateError ? `--state: ${error.message}` : undefined),
});
