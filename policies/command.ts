import { writeFileSync } from "node:fs";
import path from "node:path";
import { format } from "prettier";
import { policiesPage, remediation } from "./document";
import { rules } from "./rules";

/** `npm run policies`: writes docs/policies.md and policies/remediate.json from the rules. */
async function main(): Promise<void> {
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

void main();
