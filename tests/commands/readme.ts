import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./process";

/** The README in both languages. */
export const readmes = ["README.md", "README.es.md"] as const;

/** A README's code blocks of shell commands: those that name no language. */
export function commandBlocks(file: string): readonly string[] {
  const text = readFileSync(path.join(root, file), "utf8");
  const blocks = [...text.matchAll(/^```(\w*)\n([^]*?)^```$/gm)];
  return blocks.flatMap(([, language, block = ""]) => (language === "" ? [block] : []));
}

/** The commands of a block, each in one piece, without their comments. */
export function commandsOf(block: string): readonly string[] {
  return block
    .replace(/\\\n\s*/g, "")
    .replace(/\|\n\s*/g, "| ")
    .split("\n")
    .map((line) => line.replace(/\s+# .*$/, "").trim())
    .filter((line) => line !== "");
}

/** Every command of a README that the AWS CLI runs, in order, those within a sentence included. */
export function awsCommands(file: string): readonly string[] {
  const text = readFileSync(path.join(root, file), "utf8");
  const inline = [...text.matchAll(/`(aws [^`]* --[^`]*)`/g)].map(([, command = ""]) => command);
  const listed = commandBlocks(file).flatMap(commandsOf);
  return [...listed.filter((command) => /(^|\| )aws /.test(command)), ...inline];
}
