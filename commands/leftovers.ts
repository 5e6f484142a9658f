import path from "node:path";
import { findLeftovers } from "../leftovers/find";
import { readProjectName } from "../local/program/config";
import { formatTable } from "../queries/table";
import { clientSettings, regionUsage } from "./aws";
import { CommandError, runCommand, UsageError, type ParsedArguments } from "./command";
import { knownStacks } from "./stacks";

const usage = `Usage: npm run leftovers -- --stack NAME [--endpoint URL]

Lists whatever still exists of a stack: by its tags, and by its names where AWS leaves things behind
without tags (log groups, snapshots, network interfaces, secrets). Run it after pulumi destroy; AWS's
tag index may show a deleted resource for some minutes more.

Options:
  --stack NAME      the stack
  --endpoint URL    e.g. http://127.0.0.1:4566 (default: AWS_ENDPOINT_URL, else AWS)
  --region NAME     ${regionUsage}
  --help

Exit codes: 0 nothing is left; 1 something is, or the search failed; 2 wrong usage, or a
stack that neither this folder nor the account knows.
`;

const root = path.join(__dirname, "..");

const options = {
  stack: { type: "string" },
  endpoint: { type: "string" },
  region: { type: "string" },
} as const;

async function leftovers({ values }: ParsedArguments<typeof options>): Promise<void> {
  const { stack } = values;
  if (!stack) throw new UsageError("name the stack with --stack");
  const settings = clientSettings(values);
  const where = settings.endpoint ?? "AWS";
  const project = readProjectName(root);
  const known = knownStacks(root, project);
  const unknown = (reason: string) =>
    new UsageError(
      `no stack ${stack} is known: this folder has ${known.join(", ")}, and ${reason}; ` +
        "give one of them, or the endpoint where it is",
    );
  const found = await findLeftovers(settings, { project, stack }).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    if (!known.includes(stack)) throw unknown(`${where} could not be asked (${reason})`);
    throw new CommandError(`could not look at ${where}: ${reason}`);
  });
  if (found.length === 0 && !known.includes(stack)) {
    throw unknown(`nothing at ${where} has its name or tags`);
  }
  if (found.length === 0) {
    process.stdout.write(`nothing is left of stack ${stack} at ${where}\n`);
    return;
  }
  const rows = found.map(({ resource, because }) => [resource, because]);
  process.stdout.write(`${formatTable({ columns: ["left behind", "because"], rows })}\n`);
  throw new CommandError(`${found.length} of stack ${stack} still exist`);
}

void runCommand({ name: "leftovers", usage, options, takes: 0, run: leftovers });
