import { AwsError } from "../../gateway/service";
import { globMatches } from "../patterns";

type Test = (value: unknown) => boolean;

const TOKEN =
  /\s*(\$(?:\.[\w-]+|\[\d+\]|\["[^"]*"\])*|"(?:\\.|[^"\\])*"|&&|\|\||!=|<=|>=|[(){}=<>]|[^\s(){}=<>!&|"]+)/gy;

function tokens(text: string): string[] {
  const found: string[] = [];
  TOKEN.lastIndex = 0;
  let end = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    found.push(match[1] ?? "");
    end = TOKEN.lastIndex;
  }
  if (text.slice(end).trim() !== "") throw invalid(`cannot read ${text.slice(end).trim()}`);
  return found;
}

function invalid(why: string): AwsError {
  return new AwsError("InvalidParameterException", `Invalid filter pattern: ${why}`);
}

function select(selector: string): (value: unknown) => unknown {
  const steps = selector.slice(1).match(/[\w-]+|"[^"]*"/g) ?? [];
  const names = steps.map((step) => step.replaceAll('"', ""));
  return (value) =>
    names.reduce<unknown>(
      (at, name) =>
        typeof at === "object" && at !== null ? (at as Record<string, unknown>)[name] : undefined,
      value,
    );
}

function compare(operator: string, literal: string): Test {
  const quoted = literal.startsWith('"');
  const text = quoted ? (JSON.parse(literal) as string) : literal;
  const number = quoted || text === "" ? NaN : Number(text);
  const equal: Test = (actual) =>
    typeof actual === "number" && !quoted
      ? actual === number
      : typeof actual === "string"
        ? globMatches(text, actual, { single: false })
        : String(actual) === text;
  switch (operator) {
    case "=":
      return equal;
    case "!=":
      return (actual) => actual !== undefined && !equal(actual);
    case "<":
      return (actual) => typeof actual === "number" && actual < number;
    case "<=":
      return (actual) => typeof actual === "number" && actual <= number;
    case ">":
      return (actual) => typeof actual === "number" && actual > number;
    case ">=":
      return (actual) => typeof actual === "number" && actual >= number;
    default:
      throw invalid(`unknown operator ${operator}`);
  }
}

/** Reads `{ $.a = "x" && ($.b > 3 || $.c EXISTS) }`: one method a level of precedence. */
class Parser {
  private at = 0;

  constructor(private readonly tokens: readonly string[]) {}

  whole(): Test {
    this.expect("{");
    const test = this.either();
    this.expect("}");
    if (this.at < this.tokens.length) throw invalid(`unexpected ${this.next()}`);
    return test;
  }

  private either(): Test {
    const tests = [this.both()];
    while (this.take("||")) tests.push(this.both());
    return (value) => tests.some((test) => test(value));
  }

  private both(): Test {
    const tests = [this.one()];
    while (this.take("&&")) tests.push(this.one());
    return (value) => tests.every((test) => test(value));
  }

  private one(): Test {
    if (this.take("(")) {
      const test = this.either();
      this.expect(")");
      return test;
    }
    const selector = this.next();
    if (!selector.startsWith("$"))
      throw invalid(`expected a selector such as $.name, not ${selector}`);
    const read = select(selector);
    const operator = this.next();
    const test = this.condition(operator);
    return (value) => test(read(value));
  }

  private condition(operator: string): Test {
    switch (operator.toUpperCase()) {
      case "EXISTS":
        return (actual) => actual !== undefined;
      case "NOT":
        this.expect("EXISTS");
        return (actual) => actual === undefined;
      case "IS": {
        const what = this.next().toUpperCase();
        if (what === "NULL") return (actual) => actual === null;
        if (what === "TRUE") return (actual) => actual === true;
        if (what === "FALSE") return (actual) => actual === false;
        throw invalid(`IS ${what}`);
      }
      default:
        return compare(operator, this.next());
    }
  }

  private next(): string {
    const token = this.tokens[this.at];
    if (token === undefined) throw invalid("it ends too soon");
    this.at += 1;
    return token;
  }

  private take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at += 1;
    return true;
  }

  private expect(token: string): void {
    const found = this.next();
    if (found.toUpperCase() !== token) throw invalid(`expected ${token}, not ${found}`);
  }
}

/** A JSON filter pattern as a test of parsed messages. */
export function jsonPattern(text: string): Test {
  return new Parser(tokens(text)).whole();
}
