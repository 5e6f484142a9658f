"use strict";
/**
 * Runs TypeScript as it is required, without checking types (`npm run typecheck` does). Commands,
 * tests and the local cloud go through esbuild, ten times sooner than the compiler's own
 * transpilation. A Pulumi program goes through the compiler, as under `pulumi up`: its callbacks
 * are serialized from the text that runs, and both must give the same bundle.
 */
const { createHash } = require("node:crypto");
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const path = require("node:path");

/** The modules that a project's Pulumi.yaml requires, and what these require in their turn. */
const program = new WeakSet();
function isProgram(module) {
  const { parent } = module;
  const isEntry = parent?.filename != null && path.basename(parent.filename) === "Pulumi.yaml";
  if (isEntry || program.has(parent)) program.add(module);
  return program.has(module);
}

const sha1 = (...texts) => {
  const hash = createHash("sha1");
  for (const text of texts) hash.update(text).update("\0");
  return hash.digest("hex");
};

/** The tsconfig.json that a folder is under, as the compiler finds it; undefined when there is none. */
function tsconfigOf(folder) {
  const file = path.join(folder, "tsconfig.json");
  if (existsSync(file)) return file;
  const above = path.dirname(folder);
  return above === folder ? undefined : tsconfigOf(above);
}

/** As the Pulumi CLI has a program without a tsconfig.json. */
const unconfigured = { target: "ES2020", esModuleInterop: true };

function compile(source, file) {
  const typescript = require("typescript");
  const tsconfig = tsconfigOf(path.dirname(file));
  const read = (path) => typescript.readConfigFile(path, typescript.sys.readFile).config;
  const config = tsconfig === undefined ? { compilerOptions: unconfigured } : read(tsconfig);
  // What it includes does not matter for a file that is there; what it extends does.
  const host = { ...typescript.sys, readDirectory: () => [] };
  const { options } = typescript.parseJsonConfigFileContent(config, host, path.dirname(file));
  const module = typescript.ModuleKind.CommonJS;
  const compilerOptions = { ...options, module, sourceMap: false };
  return typescript.transpileModule(source, { fileName: file, compilerOptions }).outputText;
}

function transform(source, file) {
  const { transformSync } = require("esbuild");
  const options = { loader: "ts", format: "cjs", target: "es2022", sourcefile: file };
  return transformSync(source, { ...options, sourcemap: "inline", sourcesContent: false }).code;
}

/** What comes of a source depends on these besides. */
const settings = sha1(
  require("esbuild/package.json").version,
  require("typescript/package.json").version,
  readFileSync(path.join(__dirname, "register.cjs")),
);
const cache = path.join(__dirname, "node_modules/.cache/register");

/** Makes JavaScript of a file, or takes what an earlier process made of the same text. */
function cached(make, source, file, ...given) {
  const key = sha1(settings, source, ...given);
  const kept = path.join(cache, `${sha1(make.name, file)}.js`);
  try {
    const text = readFileSync(kept, "utf8");
    if (text.startsWith(key)) return text.slice(key.length);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  const code = make(source, file);
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(`${kept}.${process.pid}`, key + code);
    renameSync(`${kept}.${process.pid}`, kept);
  } catch {
    // A folder that cannot be written costs the next process some time, and nothing else.
  }
  return code;
}

/** The compiler's output also depends on its options, which may stand in further files. */
function compiled(source, file) {
  const tsconfig = tsconfigOf(path.dirname(file));
  const options = tsconfig === undefined ? "" : readFileSync(tsconfig, "utf8");
  return options.includes('"extends"')
    ? compile(source, file)
    : cached(compile, source, file, options);
}

require.extensions[".ts"] = (module, file) => {
  const source = readFileSync(file, "utf8");
  const code = isProgram(module) ? compiled(source, file) : cached(transform, source, file);
  module._compile(code, file);
};
process.setSourceMapsEnabled(true);
// What Node.js compiled is kept for the next process, where it can do that (22.8 and later).
require("node:module").enableCompileCache?.(path.join(cache, "../v8"));
// Versions are pinned: what a later AWS SDK will ask for is no news to who runs a command.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
