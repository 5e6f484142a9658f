import assert from "node:assert/strict";
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { PutRecordCommand, KinesisClient } from "@aws-sdk/client-kinesis";
import { ScanCommand } from "@aws-sdk/client-dynamodb";
import ts from "typescript";
import { clientSettings } from "../../commands/aws";
import { ownProgram } from "../../commands/program";
import { bringUp } from "../../local/stack";
import { createClients } from "../../queries/clients";
import { eventually } from "../eventually";

const root = path.resolve(__dirname, "../..");
const readmes = ["README.md", "README.es.md"];

interface Block {
  readonly document: string;
  readonly line: number;
  readonly code: string;
}

function documents(): string[] {
  const inDocs = readdirSync(path.join(root, "docs"), { recursive: true, encoding: "utf8" });
  const others = inDocs.filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`);
  return [...readmes, "CONTRIBUTING.md", ...others];
}

function blocksOf(document: string): Block[] {
  const text = readFileSync(path.join(root, document), "utf8");
  return [...text.matchAll(/^[ \t]*```(?:ts|typescript)\b.*\n([^]*?)^[ \t]*```$/gm)].map(
    (match) => ({
      document,
      line: text.slice(0, match.index).split("\n").length,
      code: match[1] ?? "",
    }),
  );
}

/** Faults of the compiler in files that stand beside index.ts, under the project's own options. */
function compile(files: ReadonlyMap<string, string>): string[] {
  const config = ts.readConfigFile(path.join(root, "tsconfig.json"), (file) =>
    ts.sys.readFile(file),
  );
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const host = ts.createCompilerHost({ ...options, strict: true });
  const withFiles: ts.CompilerHost = {
    ...host,
    fileExists: (file) => files.has(file) || host.fileExists(file),
    readFile: (file) => files.get(file) ?? host.readFile(file),
    getSourceFile: (file, ...rest) => {
      const text = files.get(file);
      if (text === undefined) return host.getSourceFile(file, ...rest);
      return ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
    },
  };
  const program = ts.createProgram([...files.keys()], { ...options, strict: true }, withFiles);
  return [...files.keys()].flatMap((file) => {
    const source = program.getSourceFile(file);
    const faults = [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ];
    return faults.map(
      ({ messageText }) => `${file}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
    );
  });
}

/** The README's own pipeline, and index.ts with the two lines that the README asks for. */
function ownPipeline(readme: string): { readonly block: string; readonly index: string } {
  const text = readFileSync(path.join(root, readme), "utf8");
  const block = blocksOf(readme).find(({ code }) => code.includes('<Click>("clicks"'));
  const [, line = ""] = /`(import \{ clicks \}[^`]+)`/.exec(text) ?? [];
  const [, entry = ""] = /`(clicks: [^`]+)`/.exec(text) ?? [];
  assert.ok(block && line !== "" && entry !== "", readme);
  const index = readFileSync(path.join(root, "index.ts"), "utf8");
  // Whoever has done as the README says has both already.
  if (index.includes(line) && index.includes(entry)) return { block: block.code, index };
  const map = "const pipelines = {\n";
  assert.ok(index.includes(map));
  return { block: block.code, index: `${line}\n${index.replace(map, `${map}  ${entry}\n`)}` };
}

describe("the documents' TypeScript", function () {
  it("compiles strictly as it stands, its imports shown, and where the README puts it", () => {
    const blocks = documents().flatMap(blocksOf);
    assert.ok(blocks.length >= 4, `${blocks.length} blocks`);
    const files = new Map(
      blocks.map(({ document, line, code }) => [
        path.join(root, `${document.replace(/\W/g, "_")}_line_${line}.ts`),
        code,
      ]),
    );
    const { block, index } = ownPipeline("README.md");
    files.set(path.join(root, "clicks.ts"), block).set(path.join(root, "index.ts"), index);
    assert.deepEqual(compile(files), []);
  });

  it("would not pass with a fault in it", () => {
    const file = path.join(root, "faulty.ts");
    const code = `import { object, text } from "./runtime/validate";\ntext(object(null).user, "user");\n`;
    assert.equal(compile(new Map([[file, code]])).length, 1);
  });

  it("is the same in both languages", () => {
    const [english, spanish] = readmes.map(ownPipeline);
    assert.deepEqual(spanish, english);
  });

  it("stores a click with one's own pipeline, in a copy of the project", async () => {
    const { block, index } = ownPipeline("README.md");
    const folder = mkdtempSync(path.join(tmpdir(), "own-pipeline-"));
    const settingUp = async () => {
      for (const part of [
        "components",
        "runtime",
        "scenarios",
        "Pulumi.yaml",
        "Pulumi.local.yaml",
        "package.json",
      ])
        cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
      symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
      writeFileSync(path.join(folder, "clicks.ts"), block);
      writeFileSync(path.join(folder, "index.ts"), index);
      return bringUp({ ...ownProgram, folder, config: { scenarios: '["clicks"]' } });
    };
    try {
      const stack = await settingUp();
      const settings = clientSettings(stack.cloud.client);
      const clients = createClients(settings);
      const kinesis = new KinesisClient(settings);
      try {
        const click = { user: "alice", page: "/", at: "2026-01-02T03:04:05Z" };
        const { SequenceNumber = "" } = await kinesis.send(
          new PutRecordCommand({
            StreamName: "clicks",
            PartitionKey: "alice",
            Data: Buffer.from(JSON.stringify(click)),
          }),
        );
        const rows = async () =>
          (await clients.dynamodb.send(new ScanCommand({ TableName: "Clicks" }))).Items ?? [];
        await eventually(async () => (await rows()).length > 0, { what: "the click's row" });
        assert.deepEqual(await rows(), [
          {
            user: { S: "alice" },
            page: { S: "/" },
            at: { S: `2026-01-02T03:04:05.000Z#000000#${SequenceNumber}` },
          },
        ]);
        const { clicks } = stack.outputs as Record<string, Record<string, string>>;
        assert.deepEqual(clicks, {
          stream: "clicks",
          function: "clicks-consumer",
          table: "Clicks",
        });
      } finally {
        kinesis.destroy();
        clients.destroy();
        await stack.stop();
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
