import { builtinModules } from "node:module";
import * as path from "node:path";
import { runInNewContext } from "node:vm";

/** What is in Lambda as it is here, so that a reference to it need only be named. */
export type Known =
  | { readonly expression: string; readonly package?: string }
  /** In Lambda it is another, or absent: `why` says so. */
  | { readonly why: string; readonly remedy: string };

/** Modules of Node.js that compute, and neither read the machine nor reach out of it. */
const PURE = ["assert", "buffer", "crypto", "path", "querystring", "string_decoder", "url", "util"];
const PURE_MODULES = new Set([...PURE, "assert/strict", "path/posix", "events", "zlib", "console"]);
/** Deprecated, or loaded with a warning. */
const UNLOADED = /^(_|punycode|sys|wasi|inspector|trace_events|sqlite|sea|test|node:)/;

const STANDARD = runInNewContext("Object.getOwnPropertyNames(globalThis)") as string[];
const OF_NODE =
  "AbortController AbortSignal Buffer Event EventTarget TextDecoder TextEncoder URL URLSearchParams atob btoa " +
  "clearImmediate clearInterval clearTimeout console crypto performance queueMicrotask " +
  "setImmediate setInterval setTimeout structuredClone";

/** Globals that mean the same in Lambda. */
export const globalNames: ReadonlySet<string> = new Set([...STANDARD, ...OF_NODE.split(" ")]);

const known = new Map<unknown, Known>();

function add(value: unknown, entry: Known): boolean {
  const holds = (typeof value === "object" && value !== null) || typeof value === "function";
  if (!holds || known.has(value)) return false;
  known.set(value, entry);
  return true;
}

/** A value, and the functions in it: its own, its prototype's and its getters. */
function addDeep(value: unknown, expression: string, depth = 3): void {
  if (!add(value, { expression }) || depth === 0) return;
  const holder = value as object;
  for (const key of Reflect.ownKeys(holder)) {
    const at =
      typeof key === "symbol" ? `[${wellKnown.get(key) ?? ""}]` : `[${JSON.stringify(key)}]`;
    if (at === "[]") continue;
    const descriptor = Object.getOwnPropertyDescriptor(holder, key);
    addDeep(descriptor?.value, expression + at, depth - 1);
    for (const side of ["get", "set"] as const) {
      const accessor: unknown = descriptor && Reflect.get(descriptor, side);
      const read = `Object.getOwnPropertyDescriptor(${expression}, ${at.slice(1, -1)}).${side}`;
      if (accessor !== undefined) add(accessor, { expression: read });
    }
  }
}

/** Symbol.iterator and its like. */
export const wellKnown: ReadonlyMap<symbol, string> = new Map(
  Object.getOwnPropertyNames(Symbol).flatMap((name) => {
    const value: unknown = Reflect.get(Symbol, name);
    return typeof value === "symbol" ? [[value, `Symbol.${name}`]] : [];
  }),
);

function addGlobals(): void {
  add(globalThis, { expression: "globalThis" });
  const here = "is this process's own: in Lambda it is another";
  const remedy = "read what you need of it into a constant, outside the callback";
  add(process.env, { why: here, remedy });
  add(process, { why: here, remedy });
  for (const name of globalNames) addDeep(Reflect.get(globalThis, name), name);
  const hidden: readonly [unknown, string][] = [
    [function* () {}, "(function* () {})"],
    [async function () {}, "(async function () {})"],
    [async function* () {}, "(async function* () {})"],
    [new Uint8Array(), "new Uint8Array()"],
    [[][Symbol.iterator](), "[][Symbol.iterator]()"],
  ];
  for (const [value, expression] of hidden) {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (typeof prototype === "object" && prototype !== null)
      addDeep(prototype, `Object.getPrototypeOf(${expression})`);
    else if (typeof prototype === "function")
      addDeep(prototype, `Object.getPrototypeOf(${expression})`);
    const inner: unknown = Reflect.get(value as object, "prototype");
    if (inner !== undefined && typeof value === "function")
      addDeep(Object.getPrototypeOf(inner), `Object.getPrototypeOf(${expression}.prototype)`);
  }
  const typed: unknown = Object.getPrototypeOf(Uint8Array);
  addDeep(typed, "Object.getPrototypeOf(Uint8Array)");
}

function addModules(): void {
  for (const name of builtinModules) {
    if (UNLOADED.test(name)) continue;
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- whichever there are
    const exported: unknown = require(name);
    const why = `belongs to the module ${name}, which reads or reaches out of the machine that it runs on`;
    const remedy = "do that in the program, and capture what it gave";
    const entry: Known = { why, remedy };
    if (PURE_MODULES.has(name)) {
      addDeep(exported, `require(${JSON.stringify(`node:${name}`)})`, 2);
      continue;
    }
    if (name === "process" || !add(exported, entry)) continue;
    for (const value of dataOf(exported)) add(value, entry);
  }
}

function dataOf(exported: unknown): unknown[] {
  return Object.values(Object.getOwnPropertyDescriptors(exported as object)).map(
    ({ value }) => value as unknown,
  );
}

const seen = new Set<string>();
const locals = new Set<unknown>();

/** Modules are loaded as the program runs, so what is new is looked at each time. */
function addPackages(): void {
  for (const [file, module] of Object.entries(require.cache)) {
    if (module === undefined || seen.has(file) || !module.loaded) continue;
    seen.add(file);
    const exported: unknown = module.exports;
    const folder = file.split(path.sep).lastIndexOf("node_modules");
    if (folder < 0) {
      locals.add(exported);
      continue;
    }
    const parts = file.split(path.sep).slice(folder + 1);
    const name = parts.slice(0, parts[0]?.startsWith("@") === true ? 2 : 1).join("/");
    addPackage(name, `require(${JSON.stringify(specifierOf(name, file))})`, exported);
  }
}

function addPackage(name: string, expression: string, exported: unknown): void {
  if (name.startsWith("@pulumi/")) {
    const why = `belongs to ${name}, which runs where the program runs, not in Lambda`;
    const remedy = "capture a plain value instead";
    if (add(exported, { why, remedy }))
      for (const value of dataOf(exported)) add(value, { why, remedy });
    return;
  }
  const entry = (at: string): Known => ({ expression: expression + at, package: name });
  add(exported, entry(""));
  if ((typeof exported !== "object" && typeof exported !== "function") || exported === null) return;
  for (const key of Object.keys(exported)) {
    const at = `[${JSON.stringify(key)}]`;
    const value = exportOf(exported, key);
    if (!add(value, entry(at)) || typeof value !== "function") continue;
    add(Reflect.get(value, "prototype"), entry(`${at}.prototype`));
  }
}

/** Compilers export by getters. */
function exportOf(exported: object, key: string): unknown {
  try {
    return Reflect.get(exported, key);
  } catch {
    return undefined;
  }
}

/** By the package's name where that leads to the file, so that it is bundled once. */
function specifierOf(name: string, file: string): string {
  try {
    return require.resolve(name) === file ? name : file;
  } catch {
    return file;
  }
}

let prepared = false;

/** Takes in what has been loaded since; to be called before looking up. */
export function takeStock(): void {
  if (!prepared) {
    prepared = true;
    addGlobals();
    addModules();
  }
  addPackages();
}

/** Looks a function or an object up. */
export function knownAs(value: unknown): Known | undefined {
  return known.get(value);
}

/** Whether an object is what one of the program's own modules exports, or a compiler's copy of any. */
export function isModule(value: object): boolean {
  if (locals.has(value) || Object.hasOwn(value, "__esModule")) return true;
  return Object.hasOwn(value, "default") && known.has(Reflect.get(value, "default"));
}
