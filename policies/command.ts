import { writeFileSync } from "node:fs";
import path from "node:path";
import { format } from "prettier";
import { runCommand } from "../commands/command";
import { policiesPage, remediation } from "./document";
import { rules } from "./rules";

const usage = `Usage: npm run policies

Writes docs/policies.md and policies/remediate.json anew from the policy pack's rules.

Options:
  --help
`;

async function policies(): Promise<void> {
  const files = [
    { file: "../docs/policies.md", text: policiesPage(rules), parser: "markdown" },
    { file: "remediate.json", text: remediation(rules), parser: "json" },
  ];
  for (const { file, text, parser } of files) {
    const target = path.join(__dirname, file);
    writeFileSync(target, await format(text, { parser, printWidth: 100 }));
    console.log(`wrote ${path.relative(process.cwd(), target)}`);
  }
}

void runCommand({ name: "policies", usage, options: {}, takes: 0, run: policies });
