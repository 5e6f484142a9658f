"use strict";
/**
 * Runs TypeScript as it is required, without checking types (`npm run typecheck` does). Commands,
 * tests and the local cloud go through esbuild, ten times sooner than the compiler's own
 * transpilation. The Pulumi program goes through the compiler, as under `pulumi up`: its callbacks
 * are serialized from the text that runs, and both must give the same bundle.
 */
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const path = require("node:path");

const program = ["index.ts", "components", "scenarios", "runtime"].map((part) =>
  path.join(__dirname, part),
);
const isProgram = (file) =>
  program.some((part) => file === part || file.startsWith(part + path.sep));

const sha1 = (...texts) => {
  const hash = createHash("sha1");
  for (const text of texts) hash.update(text).update("\0");
  return hash.digest("hex");
};

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
  const { transformSync } = require("esbuild");
  const options = { loader: "ts", format: "cjs", target: "es2022", sourcefile: file };
  return transformSync(source, { ...options, sourcemap: "inline" }).code;
}

/** What comes of a source depends on these besides. */
const settings = sha1(
  require("esbuild/package.json").version,
  require("typescript/package.json").version,
  readFileSync(path.join(__dirname, "register.cjs")),
  readFileSync(path.join(__dirname, "tsconfig.json")),
);
const cache = path.join(__dirname, "node_modules/.cache/register");

/** Transforms a file, or takes what an earlier process made of the same text. */
function cached(source, file) {
  const key = sha1(settings, source);
  const kept = path.join(cache, `${sha1(file)}.js`);
  try {
    const text = readFileSync(kept, "utf8");
    if (text.startsWith(key)) return text.slice(key.length);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  const code = (isProgram(file) ? compile : transform)(source, file);
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(`${kept}.${process.pid}`, key + code);
    renameSync(`${kept}.${process.pid}`, kept);
  } catch {
    // A folder that cannot be written costs the next process some time, and nothing else.
  }
  return code;
}

require.extensions[".ts"] = (module, file) => {
  module._compile(cached(readFileSync(file, "utf8"), file), file);
};
process.setSourceMapsEnabled(true);
// Versions are pinned: what a later AWS SDK will ask for is no news to who runs a command.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
