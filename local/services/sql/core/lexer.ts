import { syntaxFault, tooLarge } from "./fault";

/** A lexical element. Whitespace and comments are dropped; `at` and `end` are offsets in the text. */
export interface Token {
  readonly kind:
    | "word"
    | "quoted"
    | "string"
    | "binary"
    | "integer"
    | "decimal"
    | "double"
    | "parameter"
    | "symbol"
    | "end";
  /** Words in lower case; quoted identifiers and strings without quotes, escapes resolved. */
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

/** What differs between dialects before any grammar. */
export interface Lexicon {
  /** Redshift, as PostgreSQL 8.0 did, resolves `\n`, `\\` … inside plain string literals. */
  readonly backslashEscapes: boolean;
  /** How a parameter is written: `?` by place, `:name` by name. */
  readonly parameters: "?" | ":name";
  /** Symbols, longest first, e.g. `["<=", "<"]`. */
  readonly symbols: readonly string[];
  /** The message of a text that does not fit. */
  readonly mismatch: (found: string, expected: readonly string[]) => string;
}

const skipped = /(?:\s+|--[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const patterns = {
  word: /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y,
  number: /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y,
  quoted: /"(?:[^"]|"")*"/y,
  string: /'(?:[^']|'')*'/y,
  escapedString: /'(?:[^'\\]|''|\\[\s\S])*'/y,
  named: /:[A-Za-z_]\w*/y,
};

/** Reading goes on one thread with all else: as many tokens take some 50 ms. */
const mostTokens = 60_000;

/** Splits a statement into tokens, an `end` last. Throws SqlFault. */
export function tokenize(sql: string, lexicon: Lexicon): Token[] {
  const tokens: Token[] = [];
  let at = skip(sql, 0);
  while (at < sql.length) {
    const token = tokenAt(sql, at, lexicon);
    if (tokens.length >= mostTokens) throw tooLarge(at);
    tokens.push(token);
    at = skip(sql, token.end);
  }
  tokens.push({ kind: "end", text: "<EOF>", at: sql.length, end: sql.length });
  return tokens;
}

function skip(sql: string, at: number): number {
  if (!/[\s/-]/.test(sql.charAt(at))) return at;
  skipped.lastIndex = at;
  return at + (skipped.exec(sql)?.[0].length ?? 0);
}

function match(pattern: RegExp, sql: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(sql)?.[0];
}

function tokenAt(sql: string, at: number, lexicon: Lexicon): Token {
  const first = sql.charAt(at);
  const second = sql.charAt(at + 1);
  if (first === "'") return stringAt(sql, at, at, "string", lexicon);
  if (/[xX]/.test(first) && second === "'") return stringAt(sql, at, at + 1, "binary", lexicon);
  if (first === '"') {
    const text = match(patterns.quoted, sql, at);
    if (text === undefined) throw unreadable(sql, at, lexicon);
    const name = text.slice(1, -1).replaceAll('""', '"');
    if (name === "") throw syntaxFault(at, "Zero-length delimited identifier not allowed");
    return { kind: "quoted", text: name, at, end: at + text.length };
  }
  if (first === "`") {
    const words =
      "backquoted identifiers are not supported; use double quotes to quote identifiers";
    throw syntaxFault(at, words);
  }
  if (/\d/.test(first) || (first === "." && /\d/.test(second))) return numberAt(sql, at);
  const word = match(patterns.word, sql, at);
  if (word !== undefined) {
    return { kind: "word", text: word.toLowerCase(), at, end: at + word.length };
  }
  return symbolAt(sql, at, lexicon);
}

function symbolAt(sql: string, at: number, lexicon: Lexicon): Token {
  const named = lexicon.parameters === ":name" ? match(patterns.named, sql, at) : undefined;
  if (named !== undefined) {
    return { kind: "parameter", text: named.slice(1), at, end: at + named.length };
  }
  if (lexicon.parameters === "?" && sql.charAt(at) === "?") {
    return { kind: "parameter", text: "?", at, end: at + 1 };
  }
  const symbol = lexicon.symbols.find((text) => sql.startsWith(text, at));
  if (symbol === undefined) throw unreadable(sql, at, lexicon);
  return { kind: "symbol", text: symbol, at, end: at + symbol.length };
}

function numberAt(sql: string, at: number): Token {
  const text = match(patterns.number, sql, at) ?? "";
  const end = at + text.length;
  if (match(patterns.word, sql, end) !== undefined) {
    const words =
      "identifiers must not start with a digit; surround the identifier with double quotes";
    throw syntaxFault(at, words);
  }
  const kind = /e/i.test(text) ? "double" : text.includes(".") ? "decimal" : "integer";
  return { kind, text, at, end };
}

function stringAt(
  sql: string,
  at: number,
  from: number,
  kind: "string" | "binary",
  lexicon: Lexicon,
): Token {
  const pattern = lexicon.backslashEscapes ? patterns.escapedString : patterns.string;
  const literal = match(pattern, sql, from);
  if (literal === undefined) throw unreadable(sql, at, lexicon);
  if (literal.includes("\0")) throw syntaxFault(at, "invalid byte sequence: 0x00");
  return { kind, text: unquote(literal, lexicon), at, end: from + literal.length };
}

function unreadable(sql: string, at: number, { mismatch }: Lexicon): Error {
  const shown =
    sql.charAt(at) === "'" || sql.charAt(at) === '"' ? sql.slice(at, at + 20) : sql.charAt(at);
  return syntaxFault(at, mismatch(shown, []));
}

const escapes: Readonly<Record<string, string>> = {
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

function unquote(literal: string, { backslashEscapes }: Lexicon): string {
  const body = literal.slice(1, -1);
  if (!backslashEscapes) return body.replaceAll("''", "'");
  return body.replace(/''|\\([0-7]{1,3}|[\s\S])/g, (_whole, escaped: string | undefined) => {
    if (escaped === undefined) return "'";
    if (/^[0-7]/.test(escaped)) return String.fromCharCode(parseInt(escaped, 8) & 0xff);
    return escapes[escaped] ?? escaped;
  });
}

/** An identifier as DuckDB reads it, whatever it contains. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A string literal as DuckDB reads it. */
export function quoteString(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
