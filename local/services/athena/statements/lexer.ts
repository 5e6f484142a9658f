import { SyntaxFault } from "../faults";

/** A lexical element of a statement and where it stands in its text. */
export interface Token {
  readonly kind: "word" | "name" | "string" | "number" | "symbol";
  /** Words in lower case; names and strings without their quotes. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Athena runs DDL by Hive's grammar and everything else by Trino's: they quote differently. */
export type Grammar = "hive" | "trino";

const skipped = /(?:\s+|--[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const word = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const number = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const symbol = /<=|>=|<>|!=|\|\||->|=>|::|[^\s]/y;
const quotes: Readonly<Record<Grammar, Readonly<Record<string, RegExp>>>> = {
  trino: { "'": /'(?:[^']|'')*'/y, '"': /"(?:[^"]|"")*"/y, "`": /`(?:[^`]|``)*`/y },
  hive: {
    "'": /'(?:[^'\\]|''|\\[\s\S])*'/y,
    '"': /"(?:[^"\\]|""|\\[\s\S])*"/y,
    "`": /`(?:[^`]|``)*`/y,
  },
};

/** Splits a statement's text. Throws SyntaxFault on a literal that does not end. */
export function tokensOf(sql: string, grammar: Grammar): Token[] {
  const tokens: Token[] = [];
  let at = skip(sql, 0);
  while (at < sql.length) {
    const token = tokenAt(sql, at, grammar);
    tokens.push(token);
    at = skip(sql, token.end);
  }
  return tokens;
}

function skip(sql: string, at: number): number {
  return at + (matchAt(skipped, sql, at)?.length ?? 0);
}

function matchAt(pattern: RegExp, sql: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(sql)?.[0];
}

function tokenAt(sql: string, start: number, grammar: Grammar): Token {
  const quoted = quotes[grammar][sql.charAt(start)];
  if (quoted !== undefined) return quotedAt(sql, start, quoted, grammar);
  for (const [kind, pattern] of [
    ["word", word],
    ["number", number],
    ["symbol", symbol],
  ] as const) {
    const text = matchAt(pattern, sql, start);
    if (text === undefined) continue;
    const end = start + text.length;
    return { kind, text: kind === "word" ? text.toLowerCase() : text, start, end };
  }
  throw new SyntaxFault(`${placeOf(sql, start)}: token recognition error`);
}

function quotedAt(sql: string, start: number, pattern: RegExp, grammar: Grammar): Token {
  const text = matchAt(pattern, sql, start);
  if (text === undefined) {
    const near = sql.slice(start, start + 12);
    throw new SyntaxFault(`${placeOf(sql, start)}: token recognition error at: '${near}'`);
  }
  const quote = text.charAt(0);
  const inside = text.slice(1, -1).replaceAll(quote + quote, quote);
  return {
    kind: quote === "'" ? "string" : "name",
    text: grammar === "hive" && quote !== "`" ? unescaped(inside) : inside,
    start,
    end: start + text.length,
  };
}

const escapes: Readonly<Record<string, string>> = { b: "\b", n: "\n", r: "\r", t: "\t", 0: "\0" };

/** Hive's escapes: `\001`, `\u0001`, `\t` and the like; any other character stands for itself. */
function unescaped(text: string): string {
  return text.replace(
    /\\(?:([0-3][0-7]{2})|u([\da-fA-F]{4})|([\s\S]))/g,
    (_whole: string, octal?: string, hex?: string, letter: string = "") =>
      octal !== undefined
        ? String.fromCharCode(parseInt(octal, 8))
        : hex !== undefined
          ? String.fromCharCode(parseInt(hex, 16))
          : (escapes[letter] ?? letter),
  );
}

/** A statement's first words, in lower case, with a blank between them. */
export function startOf(sql: string, words: number): string {
  const found: string[] = [];
  for (let at = skip(sql, 0); found.length < words;) {
    const text = matchAt(word, sql, at);
    if (text === undefined) break;
    found.push(text.toLowerCase());
    at = skip(sql, at + text.length);
  }
  return found.join(" ");
}

/** `line 1:8`, as Trino says where a fault is. */
export function placeOf(sql: string, at: number): string {
  const lines = sql.slice(0, at).split("\n");
  return `line ${lines.length}:${(lines.at(-1) ?? "").length + 1}`;
}
