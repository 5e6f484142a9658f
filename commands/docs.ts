import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { coverage } from "../local/coverage";
import { CommandError, runCommand } from "./command";

const usage = `Usage: npm run docs

Writes into docs/local-cloud.md which operations of AWS's services the local cloud has.

Options:
  --help
`;

const START = "<!-- operations: written by npm run docs -->\n";
const END = "<!-- end of operations -->\n";

async function docs(): Promise<void> {
  const file = path.join(__dirname, "../docs/local-cloud.md");
  const text = readFileSync(file, "utf8");
  const [before = "", rest = ""] = text.split(START);
  const [, after] = rest.split(END);
  if (after === undefined)
    throw new CommandError(`${file} lacks ${START.trim()} and ${END.trim()}`);
  writeFileSync(file, `${before}${START}\n${await coverage()}\n${END}${after}`);
}

void runCommand({ name: "docs", usage, options: {}, takes: 0, run: docs });
