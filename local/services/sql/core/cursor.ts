import type { Literal, Name } from "./ast";
import { syntaxFault, tooLarge } from "./fault";
import { tokenize } from "./lexer";
import type { Lexicon, Token } from "./lexer";

/** What a dialect's grammar has, or has not, of the common one. */
export interface Grammar extends Lexicon {
  /** Words that name nothing unless quoted, in lower case. */
  readonly reserved: ReadonlySet<string>;
  /** Operators of two values between predicates and a sign, by how tightly they bind. */
  readonly operators: ReadonlyMap<string, number>;
  readonly comparisons: ReadonlySet<string>;
  /** `like`, and what else matches patterns: `ilike`, `similar to`. */
  readonly patternOperators: readonly string[];
  /** Words that are values without parentheses, e.g. `current_date`. */
  readonly wordValues: ReadonlySet<string>;
  /** Reserved words that name functions, e.g. `trim`. */
  readonly functionWords: ReadonlySet<string>;
  /** Redshift: `x::type`, `SELECT TOP 5`, `QUALIFY`, `LIMIT 5 OFFSET 2`; neither is Trino's. */
  readonly postgres: boolean;
}

/** How deep expressions and queries may nest: JavaScript's stack, and DuckDB's, end somewhere. */
const deepest = 200;

/** A place in a statement's tokens. What was asked for in vain at one place is what was expected. */
export class Cursor {
  readonly tokens: readonly Token[];
  #at = 0;
  #depth = 0;
  #parameters = 0;
  #expected: string[] = [];

  constructor(
    readonly sql: string,
    readonly grammar: Grammar,
  ) {
    this.tokens = tokenize(sql, grammar);
  }

  peek(ahead = 0): Token {
    const token = this.tokens[this.#at + ahead] ?? this.tokens.at(-1);
    if (!token) throw new Error("a statement has no end");
    return token;
  }

  get at(): number {
    return this.peek().at;
  }

  /** The end of the token before this one. */
  get end(): number {
    return this.tokens[this.#at - 1]?.end ?? 0;
  }

  get place(): number {
    return this.#at;
  }

  /** Goes back to an earlier place. */
  reset(place: number): void {
    this.#at = place;
    this.#expected = [];
  }

  next(): Token {
    const token = this.peek();
    this.#at += 1;
    this.#expected = [];
    return token;
  }

  nextParameter(): string {
    return String(this.#parameters++);
  }

  /** Whether these words come next, unquoted. */
  is(words: string): boolean {
    if (!words.includes(" ")) {
      if (isWord(this.peek(), words)) return true;
    } else if (words.split(" ").every((word, at) => isWord(this.peek(at), word))) {
      return true;
    }
    this.#expected.push(words);
    return false;
  }

  take(words: string): boolean {
    if (!this.is(words)) return false;
    for (let left = words.split(" ").length; left > 0; left--) this.next();
    return true;
  }

  /** Takes the first of these that comes next. */
  oneOf(...choices: readonly string[]): string | undefined {
    return choices.find((words) => this.take(words));
  }

  expect(words: string): void {
    for (const word of words.split(" ")) if (!this.take(word)) this.fail();
  }

  isSymbol(symbol: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    if (token.kind === "symbol" && token.text === symbol) return true;
    if (ahead === 0) this.#expected.push(symbol);
    return false;
  }

  takeSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false;
    this.next();
    return true;
  }

  expectSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) this.fail();
  }

  isName(ahead = 0): boolean {
    const token = this.peek(ahead);
    return (
      token.kind === "quoted" || (token.kind === "word" && !this.grammar.reserved.has(token.text))
    );
  }

  name(): Name {
    if (!this.isName()) this.fail("<identifier>");
    const { kind, text, at } = this.next();
    return { text: text.toLowerCase(), quoted: kind === "quoted", at };
  }

  integer(): number {
    if (this.peek().kind !== "integer") this.fail("<integer>");
    return Number(this.next().text);
  }

  string(): string {
    if (this.peek().kind !== "string") this.fail("<string>");
    return this.next().text;
  }

  list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.takeSymbol(",")) items.push(item());
    return items;
  }

  /** `(item, …)`. */
  parenthesized<T>(item: () => T): T[] {
    this.expectSymbol("(");
    const items = this.list(item);
    this.expectSymbol(")");
    return items;
  }

  /** A literal that is a whole item of a list: long lists of values are made of them. */
  takeLoneLiteral(): Literal | undefined {
    const { kind: type, at, end, text } = this.peek();
    if (type !== "string" && type !== "integer" && type !== "decimal") return undefined;
    if (!this.isSymbol(",", 1) && !this.isSymbol(")", 1)) return undefined;
    this.next();
    return { kind: "literal", at, end, type, text };
  }

  /** Does work one level deeper. Throws SqlFault where that is too deep. */
  nested<T>(work: () => T): T {
    this.#depth += 1;
    if (this.#depth > deepest) throw tooLarge(this.at);
    try {
      return work();
    } finally {
      this.#depth -= 1;
    }
  }

  /** The token that comes next does not fit. */
  fail(...more: readonly string[]): never {
    const { kind, at, end } = this.peek();
    const found = kind === "end" ? "<EOF>" : this.sql.slice(at, Math.min(end, at + 60));
    const words = this.#expected.map((text) => `'${(text.split(" ")[0] ?? "").toUpperCase()}'`);
    const expected = [...new Set([...words, ...more])].sort();
    throw syntaxFault(at, this.grammar.mismatch(found, expected));
  }
}

function isWord(token: Token, word: string): boolean {
  return token.kind === "word" && token.text === word;
}
