import { AwsError } from "../../gateway/service";
import { linearPattern } from "../patterns";

/** Whether a partition with these values, by key in lower case, is wanted. */
export type PartitionFilter = (values: ReadonlyMap<string, string>) => boolean;

const token =
  /\s*(?:('(?:[^']|'')*')|("(?:[^"]|"")*"|`[^`]*`|[A-Za-z_]\w*)|(-?\d+(?:\.\d+)?)|(<=|>=|<>|!=|[=<>(),]))/y;

interface Token {
  readonly kind: "text" | "name" | "number" | "symbol";
  readonly text: string;
}

function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  const source = expression.trimEnd();
  while (token.lastIndex < source.length) {
    const [, text, name, number, symbol] = token.exec(source) ?? [];
    if (text !== undefined) tokens.push({ kind: "text", text: unquoted(text) });
    else if (name !== undefined) tokens.push({ kind: "name", text: unquoted(name).toLowerCase() });
    else if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (symbol !== undefined) tokens.push({ kind: "symbol", text: symbol });
    else throw wrong(expression);
  }
  return tokens;
}

function unquoted(text: string): string {
  const [quote = ""] = text;
  return /\w/.test(quote) ? text : text.slice(1, -1).replaceAll(quote + quote, quote);
}

const wrong = (expression: string): AwsError =>
  new AwsError("InvalidInputException", `Unsupported expression '${expression}'`);

const comparisons: Readonly<Record<string, (order: number) => boolean>> = {
  "=": (order) => order === 0,
  "<>": (order) => order !== 0,
  "!=": (order) => order !== 0,
  "<": (order) => order < 0,
  ">": (order) => order > 0,
  "<=": (order) => order <= 0,
  ">=": (order) => order >= 0,
};

/**
 * Reads the Expression of GetPartitions: comparisons, IN, BETWEEN, LIKE and IS NULL on partition keys, with
 * AND, OR, NOT and parentheses. `types` are Hive's, by key. Throws InvalidInputException.
 * Source: https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitions.html
 */
export function partitionFilter(
  expression: string,
  types: ReadonlyMap<string, string>,
): PartitionFilter {
  return new ExpressionReader(expression, types).read();
}

class ExpressionReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(
    private readonly expression: string,
    private readonly types: ReadonlyMap<string, string>,
  ) {
    this.#tokens = tokensOf(expression);
  }

  read(): PartitionFilter {
    const filter = this.#either();
    if (this.#at < this.#tokens.length) throw wrong(this.expression);
    return filter;
  }

  #either(): PartitionFilter {
    const filters = [this.#both()];
    while (this.#take("or")) filters.push(this.#both());
    return (values) => filters.some((filter) => filter(values));
  }

  #both(): PartitionFilter {
    const filters = [this.#single()];
    while (this.#take("and")) filters.push(this.#single());
    return (values) => filters.every((filter) => filter(values));
  }

  #single(): PartitionFilter {
    if (this.#take("not")) return opposite(this.#single());
    if (!this.#take("(")) return this.#condition();
    const inner = this.#either();
    this.#need(")");
    return inner;
  }

  #condition(): PartitionFilter {
    const key = this.#next();
    const type = this.types.get(key?.text ?? "");
    if (key?.kind !== "name" || type === undefined) throw wrong(this.expression);
    const value: Value = (values) => values.get(key.text) ?? "";
    const order = orderOf(type);
    if (this.#take("is")) {
      const opposed = this.#take("not");
      this.#need("null");
      return (values) => (value(values) === nullPartition) !== opposed;
    }
    const opposed = this.#take("not");
    const filter = this.#list(value, order) ?? this.#range(value, order) ?? this.#like(value);
    if (filter) return opposed ? opposite(filter) : filter;
    const holds = comparisons[this.#next()?.text ?? ""];
    if (!holds || opposed) throw wrong(this.expression);
    const other = this.#literal();
    return (values) => holds(order(value(values), other));
  }

  #list(value: Value, order: Order): PartitionFilter | undefined {
    if (!this.#take("in")) return undefined;
    this.#need("(");
    const options = [this.#literal()];
    while (this.#take(",")) options.push(this.#literal());
    this.#need(")");
    return (values) => options.some((option) => order(value(values), option) === 0);
  }

  #range(value: Value, order: Order): PartitionFilter | undefined {
    if (!this.#take("between")) return undefined;
    const least = this.#literal();
    this.#need("and");
    const most = this.#literal();
    return (values) => order(value(values), least) >= 0 && order(value(values), most) <= 0;
  }

  #like(value: Value): PartitionFilter | undefined {
    if (!this.#take("like")) return undefined;
    const matches = like(this.#literal());
    return (values) => matches(value(values));
  }

  #next(): Token | undefined {
    return this.#tokens[this.#at++];
  }

  #take(text: string): boolean {
    const next = this.#tokens[this.#at];
    const found = next !== undefined && next.kind !== "text" && next.text === text;
    if (found) this.#at += 1;
    return found;
  }

  #need(text: string): void {
    if (!this.#take(text)) throw wrong(this.expression);
  }

  #literal(): string {
    const next = this.#next();
    if (next?.kind === "text" || next?.kind === "number") return next.text;
    throw wrong(this.expression);
  }
}

type Value = (values: ReadonlyMap<string, string>) => string;
type Order = (one: string, other: string) => number;

/** How Hive writes a key that is null. */
const nullPartition = "__HIVE_DEFAULT_PARTITION__";

const opposite =
  (filter: PartitionFilter): PartitionFilter =>
  (values) =>
    !filter(values);

/** Numbers by their value; dates, timestamps and texts as they are written. */
function orderOf(type: string): Order {
  if (!/int$|^(?:decimal|double|float)/i.test(type)) {
    return (one, other) => (one < other ? -1 : one > other ? 1 : 0);
  }
  return (one, other) => Number(one) - Number(other);
}

/** `%` for any text, `_` for any character. */
function like(pattern: string): (text: string) => boolean {
  const expression = pattern
    .replace(/[.*+?^$()[\]{}|\\]/g, "\\$&")
    .replaceAll("%", "[\\s\\S]*")
    .replaceAll("_", "[\\s\\S]");
  const matcher = linearPattern(expression);
  return (text) => matcher?.testExact(text) === true;
}
