import { Cursor } from "./cursor";
import type { Grammar } from "./cursor";
import type { Dialect, Typed } from "./dialect";
import { parseType } from "./parse-type";
import type { TypeName } from "./ast";
import { coercible, common, isInteger, isNumeric, same, type as typeOf, unknown } from "./types";
import type { Type, TypeKind } from "./types";

/** How a call becomes DuckDB's SQL: `lower($1)`, `[$*]`; or code, for what text cannot say. */
export type Template = string | ((args: readonly Typed[], result: Type) => string);

/**
 * A function of a dialect, as its documents list it. One line an overload.
 * `signature`: `substr(varchar, bigint, bigint?) -> varchar`. A letter stands for any type, `n` for a
 * number, `i` for a whole number; `t...` repeats; `function(t, r)` is a lambda.
 */
export interface FunctionLine {
  readonly signature: string;
  /** DuckDB's SQL; the function's own name where that means the same. */
  readonly sql?: Template;
  /** The result's type where the signature cannot say it. */
  readonly result?: (args: readonly Type[]) => Type;
  readonly kind: "scalar" | "aggregate" | "window";
  /** Whether null arguments give null (the rule), or are values like others. */
  readonly nulls: "null" | "values";
  /** The page of AWS's or the engine's documents. */
  readonly source: string;
}

interface Parameter {
  readonly pattern: TypeName;
  readonly optional: boolean;
  readonly repeated: boolean;
}

/** A line, read. */
export interface FunctionRule extends FunctionLine {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly returns: TypeName | undefined;
}

/** The functions of a dialect by name. A line is read when its function is first asked for. */
export class FunctionTable {
  readonly #lines = new Map<string, FunctionLine[]>();
  readonly #rules = new Map<string, readonly FunctionRule[]>();

  constructor(
    lines: readonly FunctionLine[],
    private readonly grammar: Grammar,
  ) {
    for (const line of lines) {
      const name = line.signature.slice(0, line.signature.indexOf("("));
      const others = this.#lines.get(name);
      if (others) others.push(line);
      else this.#lines.set(name, [line]);
    }
  }

  get names(): readonly string[] {
    return [...this.#lines.keys()];
  }

  find(name: string): readonly FunctionRule[] {
    const known = this.#rules.get(name);
    if (known) return known;
    const rules = (this.#lines.get(name) ?? []).map((line) => read(line, this.grammar));
    this.#rules.set(name, rules);
    return rules;
  }
}

function read(line: FunctionLine, grammar: Grammar): FunctionRule {
  const [, name = "", inside = "", returns] =
    /^(\w+)\((.*?)\)(?: -> (.+))?$/.exec(line.signature) ?? [];
  const parameters = splitTypes(inside).map((text) => ({
    pattern: pattern(text.replace(/\?|\.\.\.$/g, ""), grammar),
    optional: text.endsWith("?"),
    repeated: text.endsWith("..."),
  }));
  return {
    ...line,
    name,
    parameters,
    returns: returns === undefined ? undefined : pattern(returns, grammar),
  };
}

function pattern(text: string, grammar: Grammar): TypeName {
  return parseType(new Cursor(text, grammar));
}

/** Cuts at commas outside of parentheses. */
function splitTypes(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const [at, char] of Array.from(`${text},`).entries()) {
    if (char === "(") depth += 1;
    if (char === ")") depth -= 1;
    if (char !== "," || depth > 0) continue;
    parts.push(text.slice(start, at).trim());
    start = at + 1;
  }
  return parts.filter((part) => part !== "");
}

/** What the letters of a signature stand for in a call. */
export type Bindings = Map<string, Type>;

/** An overload that takes these arguments, and the types it takes them as. */
export interface Match {
  readonly rule: FunctionRule;
  readonly bindings: Bindings;
  readonly cost: number;
}

/** How many arguments a rule takes. */
export function takes(rule: FunctionRule, count: number): boolean {
  const { parameters } = rule;
  const least = parameters.filter(({ optional, repeated }) => !optional && !repeated).length;
  const most = parameters.some(({ repeated }) => repeated) ? Infinity : parameters.length;
  return count >= least && count <= most;
}

export function parameterAt(rule: FunctionRule, at: number): TypeName | undefined {
  return (rule.parameters[at] ?? rule.parameters.at(-1))?.pattern;
}

/** The cheapest overload for arguments; those that are lambdas are undefined, and typed later. */
export function choose(
  rules: readonly FunctionRule[],
  args: readonly (Type | undefined)[],
  dialect: Dialect,
): Match | undefined {
  let best: Match | undefined;
  for (const rule of rules) {
    const found = takes(rule, args.length) ? matchRule(rule, args, dialect) : undefined;
    if (found && (!best || found.cost < best.cost)) best = found;
  }
  return best;
}

function matchRule(
  rule: FunctionRule,
  args: readonly (Type | undefined)[],
  dialect: Dialect,
): Match | undefined {
  const bindings: Bindings = new Map();
  for (const [at, arg] of args.entries()) {
    const wanted = parameterAt(rule, at);
    if (!wanted || (arg === undefined) !== (wanted.name === "function")) return undefined;
    if (arg !== undefined && !bind(wanted, arg, bindings)) return undefined;
  }
  let cost = 0;
  for (const [at, arg] of args.entries()) {
    const wanted = parameterAt(rule, at);
    if (!wanted || arg === undefined) continue;
    const to = substitute(wanted, bindings, dialect, arg);
    if (!to || !(dialect.coercible ?? coercible)(arg, to)) return undefined;
    cost += distance(arg, to);
  }
  return { rule, bindings, cost };
}

const isVariable = ({ name, args }: TypeName): boolean => /^[a-z]$/.test(name) && args.length === 0;

/** Lets the letters of a pattern stand for the parts of an argument's type. */
export function bind(wanted: TypeName, given: Type, bindings: Bindings): boolean {
  if (isVariable(wanted)) {
    if (wanted.name === "n" && !isNumeric(given) && given.name !== "unknown") return false;
    if (wanted.name === "i" && !isInteger(given) && given.name !== "unknown") return false;
    const before = bindings.get(wanted.name);
    const found = before ? common(before, given) : given;
    if (!found) return false;
    bindings.set(wanted.name, found);
    return true;
  }
  if (given.name === "unknown" || wanted.args.length === 0) return true;
  if (wanted.name !== given.name) return false;
  const parts = given.of ?? [];
  return wanted.args.every(
    (arg, at) => typeof arg === "number" || bind(arg, parts[at] ?? unknown, bindings),
  );
}

/** The type that a pattern has under bindings; a bare `decimal` takes an argument's digits. */
export function substitute(
  wanted: TypeName,
  bindings: Bindings,
  dialect: Dialect,
  given?: Type,
): Type | undefined {
  if (isVariable(wanted)) return bindings.get(wanted.name) ?? unknown;
  const bare = wanted.args.length === 0;
  if (bare && given && given.name === wanted.name) return given;
  if (wanted.name === "array" || wanted.name === "map") {
    const of = wanted.args.map((arg) =>
      typeof arg === "number" ? unknown : (substitute(arg, bindings, dialect) ?? unknown),
    );
    return typeOf(wanted.name, { of });
  }
  if (wanted.name === "row" && !bare) {
    const of = wanted.args.map((arg) =>
      typeof arg === "number" ? unknown : (substitute(arg, bindings, dialect) ?? unknown),
    );
    return { name: "row", of, names: wanted.fields ?? [] };
  }
  return dialect.type(wanted);
}

const ranks: readonly TypeKind[] = [
  "tinyint",
  "smallint",
  "integer",
  "bigint",
  "decimal",
  "real",
  "double",
];

function distance(from: Type, to: Type): number {
  if (same(from, to) || from.name === "unknown") return 0;
  if (from.name === to.name) return 0.1;
  const steps = ranks.indexOf(to.name) - ranks.indexOf(from.name);
  if (!isNumeric(from) || !isNumeric(to)) return isNumeric(to) ? 30 : 1;
  return steps >= 0 ? steps : 10 - steps;
}

/** Most characters that an argument may have to be written more than once. */
const shortArgument = 48;

/**
 * DuckDB's SQL of a call. Where a template names a long argument twice, the arguments are computed
 * once, and the call stands in a lambda of them: nested calls do not grow without bound.
 */
export function fill(template: string, args: readonly string[]): string {
  const twice = args.some(
    (arg, at) => arg.length > shortArgument && template.split(`$${at + 1}`).length > 2,
  );
  if (!twice) return place(template, args);
  const outside = args.map((arg) => !arg.startsWith("lambda ") && !/^[\w.'"]*$/.test(arg));
  const fields = args.flatMap((arg, at) => (outside[at] ? [`a${at} := ${arg}`] : []));
  const inside = args.map((arg, at) => (outside[at] ? `struct_extract(v_, 'a${at}')` : arg));
  return `list_transform([struct_pack(${fields.join(", ")})], lambda v_: ${place(template, inside)})[1]`;
}

function place(template: string, args: readonly string[]): string {
  return template.replace(/\$(\d|\*)/g, (_whole, which: string) =>
    which === "*" ? args.join(", ") : (args[Number(which) - 1] ?? "NULL"),
  );
}
