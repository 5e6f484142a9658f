"use strict";
/**
 * Runs TypeScript as it is required, without checking types (`npm run typecheck` does). Commands,
 * tests and the local cloud go through esbuild, ten times sooner than the compiler's own
 * transpilation. The Pulumi program goes through the compiler, as under `pulumi up`: its callbacks
 * are serialized from the text that runs, and both must give the same bundle.
 */
const { readFileSync } = require("node:fs");
const path = require("node:path");
const { transformSync } = require("esbuild");

const program = ["index.ts", "components", "scenarios", "runtime"].map((part) =>
  path.join(__dirname, part),
);
const isProgram = (file) =>
  program.some((part) => file === part || file.startsWith(part + path.sep));

let compiler;
function compile(source, file) {
  if (compiler === undefined) {
    const typescript = require("typescript");
    const { config } = typescript.readConfigFile(
      path.join(__dirname, "tsconfig.json"),
      typescript.sys.readFile,
    );
    compiler = { typescript, compilerOptions: { ...config.compilerOptions, sourceMap: false } };
  }
  const { typescript, compilerOptions } = compiler;
  return typescript.transpileModule(source, { fileName: file, compilerOptions }).outputText;
}

function transform(source, file) {
  const options = { loader: "ts", format: "cjs", target: "es2022", sourcefile: file };
  return transformSync(source, { ...options, sourcemap: "inline" }).code;
}

require.extensions[".ts"] = (module, file) => {
  const source = readFileSync(file, "utf8");
  module._compile((isProgram(file) ? compile : transform)(source, file), file);
};
process.setSourceMapsEnabled(true);
// Versions are pinned: what a later AWS SDK will ask for is no news to who runs a command.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
