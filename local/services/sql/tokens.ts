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
const patterns: Readonly<Record<Token["kind"], RegExp>> = {
  word: /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y,
  number: /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y,
  quoted: /"(?:[^"]|"")*"/y,
  string: /'(?:[^']|'')*'/y,
  parameter: /:[A-Za-z_]\w*/y,
  symbol: /::|<=|>=|<>|!=|\|\||!~\*|!~|~\*|=>|->|[-+*/%^=<>~,.()[\];?|&#@]/y,
};
const escapedString = /'(?:[^'\\]|''|\\[\s\S])*'/y;

/** Splits SQL into tokens. Throws SyntaxFault. */
export function tokenize(sql: string, lexicon: Lexicon): Token[] {
  const tokens: Token[] = [];
  let at = skip(sql, 0);
  while (at < sql.length) {
    const kind = kindAt(sql, at);
    const pattern = kind === "string" && lexicon.backslashEscapes ? escapedString : patterns[kind];
    pattern.lastIndex = at;
    const text = pattern.exec(sql)?.[0];
    if (text === undefined) {
      throw new SyntaxFault(`syntax error at or near "${sql.slice(at, at + 12)}"`);
    }
    tokens.push({ kind, text: meaning(kind, text, lexicon) });
    at = skip(sql, at + text.length);
  }
  return tokens;
}

function skip(sql: string, at: number): number {
  skipped.lastIndex = at;
  return at + (skipped.exec(sql)?.[0].length ?? 0);
}

/** A token's kind shows in its first character, or the one after a colon or a point. */
function kindAt(sql: string, at: number): Token["kind"] {
  const first = sql.charAt(at);
  if (first === "'") return "string";
  if (first === '"') return "quoted";
  if (first >= "0" && first <= "9") return "number";
  if (/[A-Za-z_\u0080-\uffff]/.test(first)) return "word";
  const second = sql.charAt(at + 1);
  if (first === "." && second >= "0" && second <= "9") return "number";
  return first === ":" && /[A-Za-z_]/.test(second) ? "parameter" : "symbol";
}

function meaning(kind: Token["kind"], text: string, lexicon: Lexicon): string {
  if (kind === "word") return text.toLowerCase();
  if (kind === "quoted") return text.slice(1, -1).replaceAll('""', '"');
  if (kind === "parameter") return text.slice(1);
  return kind === "string" ? unquote(text, lexicon) : text;
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
