/** A lexical element of SQL. Whitespace and comments are not kept: they mean nothing. */
export interface Token {
  readonly kind: "word" | "quoted" | "string" | "number" | "parameter" | "symbol";
  /** Words in lower case; quoted identifiers and strings without their quotes, escapes resolved. */
  readonly text: string;
}

/** Parenthesized tokens, so that arguments can be told apart without counting parentheses. */
export interface Group {
  readonly kind: "group";
  readonly nodes: readonly Node[];
}

export type Node = Token | Group;

/** What differs between dialects before any grammar. */
export interface Lexicon {
  /** Redshift, as PostgreSQL 8.0 did, resolves `\n`, `\\` … inside plain string literals. */
  readonly backslashEscapes: boolean;
}

/** The SQL text cannot be read: an open literal, an open parenthesis, a strange character. */
export class SyntaxFault extends Error {
  override readonly name = "SyntaxFault";
}

const skipped = /(?:\s+|--[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const patterns: readonly (readonly [Token["kind"], RegExp])[] = [
  ["word", /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y],
  ["number", /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y],
  ["quoted", /"(?:[^"]|"")*"/y],
  ["parameter", /:[A-Za-z_]\w*/y],
  ["symbol", /::|<=|>=|<>|!=|\|\||!~\*|!~|~\*|=>|->|[-+*/%^=<>~,.()[\];?|&#@]/y],
];
const plainString = /'(?:[^']|'')*'/y;
const escapedString = /'(?:[^'\\]|''|\\[\s\S])*'/y;

/** Splits SQL into tokens. Throws SyntaxFault. */
export function tokenize(sql: string, lexicon: Lexicon): Token[] {
  const tokens: Token[] = [];
  const stringPattern = lexicon.backslashEscapes ? escapedString : plainString;
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(sql)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  for (match(skipped); at < sql.length; match(skipped)) {
    const literal = match(stringPattern);
    if (literal !== undefined) {
      tokens.push({ kind: "string", text: unquote(literal, lexicon) });
      continue;
    }
    const token = firstMatch(match);
    if (!token) throw new SyntaxFault(`syntax error at or near "${sql.slice(at, at + 12)}"`);
    tokens.push(token);
  }
  return tokens;
}

function firstMatch(match: (pattern: RegExp) => string | undefined): Token | undefined {
  for (const [kind, pattern] of patterns) {
    const text = match(pattern);
    if (text === undefined) continue;
    if (kind === "word") return { kind, text: text.toLowerCase() };
    if (kind === "quoted") return { kind, text: text.slice(1, -1).replaceAll('""', '"') };
    if (kind === "parameter") return { kind, text: text.slice(1) };
    return { kind, text };
  }
  return undefined;
}

const escapes: Readonly<Record<string, string>> = {
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

function unquote(literal: string, lexicon: Lexicon): string {
  const body = literal.slice(1, -1);
  if (!lexicon.backslashEscapes) return body.replaceAll("''", "'");
  return body.replace(/''|\\([0-7]{1,3}|[\s\S])/g, (_whole, escaped: string | undefined) => {
    if (escaped === undefined) return "'";
    if (/^[0-7]/.test(escaped)) return String.fromCharCode(parseInt(escaped, 8) & 0xff);
    return escapes[escaped] ?? escaped;
  });
}

/** Nests parenthesized tokens. Throws SyntaxFault on unbalanced parentheses. */
export function nest(tokens: readonly Token[]): Node[] {
  const open: Node[][] = [[]];
  for (const token of tokens) {
    if (token.kind === "symbol" && token.text === "(") {
      open.push([]);
    } else if (token.kind === "symbol" && token.text === ")") {
      const nodes = open.pop() ?? [];
      const outer = open.at(-1);
      if (!outer) throw new SyntaxFault('syntax error at or near ")"');
      outer.push({ kind: "group", nodes });
    } else {
      open.at(-1)?.push(token);
    }
  }
  if (open.length !== 1) throw new SyntaxFault("syntax error at end of input");
  return open[0] ?? [];
}

/** Cuts at a symbol that stands outside parentheses. */
export function split(nodes: readonly Node[], symbol: string): Node[][] {
  const parts: Node[][] = [[]];
  for (const node of nodes) {
    if (node.kind === "symbol" && node.text === symbol) parts.push([]);
    else parts.at(-1)?.push(node);
  }
  return parts;
}

/** Whether a node is one of these words, unquoted. */
export function isWord(node: Node | undefined, ...words: readonly string[]): boolean {
  return node?.kind === "word" && words.includes(node.text);
}

export function isSymbol(node: Node | undefined, symbol: string): boolean {
  return node?.kind === "symbol" && node.text === symbol;
}

/** An identifier as DuckDB reads it, whatever it contains. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A string literal as DuckDB reads it: quotes are doubled and nothing else is special. */
export function quoteString(value: string): string {
  if (value.includes("\0")) throw new SyntaxFault("invalid byte sequence: 0x00");
  return `'${value.replaceAll("'", "''")}'`;
}
