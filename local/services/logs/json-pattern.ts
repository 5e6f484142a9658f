import { comparison, conditions, isScalar, made, oneOf, type Test } from "../patterns/conditions";
import { LOGS } from "../patterns/dialects";

const { refuse } = LOGS;

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
  if (text.slice(end).trim() !== "") throw refuse(`cannot read ${text.slice(end).trim()}`);
  return found;
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
  if (operator === "=" || operator === "!=") {
    const text = quoted ? literal.slice(1, -1).replace(/\\(.)/g, "$1") : literal;
    const equal = equals(text, quoted);
    return operator === "=" ? equal : (actual) => actual !== undefined && !equal(actual);
  }
  const test = comparison(operator, quoted ? NaN : Number(literal));
  if (test === undefined) throw refuse(`unknown operator ${operator}`);
  return test;
}

/** A number is equal as one; anything else as it is written, where "*" stands for any text. */
function equals(text: string, quoted: boolean): Test {
  const [, source] = quoted ? [] : (/^%(.+)%$/.exec(text) ?? []);
  const like =
    source === undefined ? conditions.wildcard(text) : made(conditions.regex, source, refuse);
  const number = quoted || text === "" ? NaN : Number(text);
  return (actual) =>
    typeof actual === "number" && !quoted
      ? actual === number
      : isScalar(actual) && like(String(actual));
}

/** Reads `{ $.a = "x" && ($.b > 3 || $.c EXISTS) }`: one method a level of precedence. */
class Parser {
  private at = 0;

  constructor(private readonly tokens: readonly string[]) {}

  whole(): Test {
    this.expect("{");
    const test = this.either();
    this.expect("}");
    if (this.at < this.tokens.length) throw refuse(`unexpected ${this.next()}`);
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
      throw refuse(`expected a selector such as $.name, not ${selector}`);
    const read = select(selector);
    const operator = this.next();
    const test = this.condition(operator);
    return (value) => test(read(value));
  }

  private condition(operator: string): Test {
    switch (operator.toUpperCase()) {
      case "EXISTS":
        return conditions.exists(true);
      case "NOT":
        this.expect("EXISTS");
        return conditions.exists(false);
      case "IS": {
        const what = this.next().toUpperCase();
        if (/^(NULL|TRUE|FALSE)$/.test(what)) return oneOf([JSON.parse(what.toLowerCase())]);
        throw refuse(`IS ${what}`);
      }
      default:
        return compare(operator, this.next());
    }
  }

  private next(): string {
    const token = this.tokens[this.at];
    if (token === undefined) throw refuse("it ends too soon");
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
    if (found.toUpperCase() !== token) throw refuse(`expected ${token}, not ${found}`);
  }
}

/** A JSON filter pattern as a test of parsed messages. */
export function jsonPattern(text: string): Test {
  return new Parser(tokens(text)).whole();
}
