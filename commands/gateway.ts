import { createCloud } from "../local/cloud";
import { regionOf, regionUsage, shardLimitsUsage } from "./aws";
import { runCommand, type ParsedArguments } from "./command";
import { aborted, interruption } from "./interrupt";
import { exportLine } from "./pasted";
import { portOption, withPortRemedy } from "./port";

const usage = `Usage: npm run gateway -- [--port 4566] [--region NAME] [--shard-limits]

Starts the local cloud, empty, for \`npm run pulumi -- up --stack local\`, the AWS CLI and the SDKs.
Ctrl-C stops it; what it holds is gone then.

Options:
  --port N          default 4566
  --region NAME     ${regionUsage}
  --shard-limits    ${shardLimitsUsage}
  --help
`;

const options = {
  port: { type: "string", default: "4566" },
  region: { type: "string" },
  "shard-limits": { type: "boolean", default: false },
} as const;

async function gateway({ values }: ParsedArguments<typeof options>): Promise<void> {
  const port = portOption(values.port);
  const region = regionOf(values.region);
  const interrupted = interruption();
  const kinesis = { shardLimits: values["shard-limits"] };
  const cloud = await createCloud({ port, region, kinesis }).catch((error: unknown) => {
    throw withPortRemedy(error, port);
  });
  try {
    process.stdout.write(`empty local cloud at ${cloud.endpoint} (Ctrl-C stops it)
  ${exportLine(cloud.client)}
  npm run pulumi -- up --stack local --yes
`);
    await aborted(interrupted);
  } finally {
    await cloud.stop();
  }
}

void runCommand({
  name: "gateway",
  usage,
  options,
  takes: 0,
  run: gateway,
});
