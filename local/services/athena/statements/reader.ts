import { SyntaxFault } from "../faults";
import { placeOf, tokensOf } from "./lexer";
import type { Grammar, Token } from "./lexer";

/** A table as a statement names it, in lower case. */
export interface TableName {
  readonly database: string | undefined;
  readonly table: string;
}

/** Reads a statement's tokens from left to right. All that it expects throws SyntaxFault. */
export class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(
    private readonly sql: string,
    grammar: Grammar,
  ) {
    const tokens = tokensOf(sql, grammar);
    while (isSemicolon(tokens.at(-1))) tokens.pop();
    this.#tokens = tokens;
    const second = tokens.find(isSemicolon);
    if (second) {
      throw new SyntaxFault(
        `${placeOf(sql, second.start)}: Only one sql statement is allowed. Got: ${sql.trim()}`,
      );
    }
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  next(): Token {
    const token = this.peek();
    if (!token) throw this.fault();
    this.#at += 1;
    return token;
  }

  /** Whether these words come next; a word with `|` stands for one of several. */
  isNext(...words: readonly string[]): boolean {
    return words.every((alternatives, ahead) => {
      const token = this.peek(ahead);
      return token?.kind === "word" && alternatives.split("|").includes(token.text);
    });
  }

  take(...words: readonly string[]): boolean {
    const found = this.isNext(...words);
    if (found) this.#at += words.length;
    return found;
  }

  expect(...words: readonly string[]): void {
    if (!this.take(...words)) throw this.fault(`'${words.join(" ").toUpperCase()}'`);
  }

  /** Whether one of these words, with `|` between them, comes after the next token. */
  isSecond(alternatives: string): boolean {
    const token = this.peek(1);
    return token?.kind === "word" && alternatives.split("|").includes(token.text);
  }

  isSymbol(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token?.kind === "symbol" && token.text === text;
  }

  takeSymbol(text: string): boolean {
    const found = this.isSymbol(text);
    if (found) this.#at += 1;
    return found;
  }

  expectSymbol(text: string): void {
    if (!this.takeSymbol(text)) throw this.fault(`'${text}'`);
  }

  /** An identifier, quoted or not, in lower case as Glue keeps names. */
  name(): string {
    const token = this.peek();
    if (token?.kind !== "word" && token?.kind !== "name") throw this.fault("<identifier>");
    this.#at += 1;
    return token.text.toLowerCase();
  }

  /** `table`, `database.table` or `awsdatacatalog.database.table`. */
  tableName(): TableName {
    const parts = [this.name()];
    while (this.takeSymbol(".")) parts.push(this.name());
    if (parts.length === 3 && parts[0] === "awsdatacatalog") parts.shift();
    const [first = "", second] = parts;
    if (parts.length > 2) throw this.fault("<table name>");
    if (second !== undefined) return { database: first, table: second };
    return { database: undefined, table: first };
  }

  /** A string; in Hive's grammar one may also stand in double quotes. */
  text(): string {
    const token = this.peek();
    if (token?.kind !== "string" && token?.kind !== "name") throw this.fault("<string>");
    this.#at += 1;
    return token.text;
  }

  /** Reads items in parentheses, with commas between them. */
  list<Item>(read: () => Item): Item[] {
    this.expectSymbol("(");
    const items: Item[] = [];
    if (this.takeSymbol(")")) return items;
    do items.push(read());
    while (this.takeSymbol(","));
    this.expectSymbol(")");
    return items;
  }

  /** The text of what stands in the parentheses that come next. */
  inParentheses(): string {
    this.expectSymbol("(");
    const start = this.peek()?.start ?? this.sql.length;
    for (let depth = 1; ;) {
      const token = this.next();
      if (token.kind !== "symbol") continue;
      if (token.text === "(") depth += 1;
      if (token.text === ")") depth -= 1;
      if (depth === 0) return this.sql.slice(start, token.start);
    }
  }

  /** The text from the next token to the statement's end, without the words that end it. */
  rest(...last: readonly string[]): string {
    const start = this.peek()?.start;
    const stop = this.#tokens.length - (this.ends(...last) ? last.length : 0);
    const end = this.#tokens[stop - 1]?.end;
    if (start === undefined || end === undefined) throw this.fault();
    this.#at = this.#tokens.length;
    return this.sql.slice(start, end);
  }

  /** What `rest` is, after blanks that keep its lines and columns. */
  restInPlace(): string {
    const start = this.peek()?.start ?? 0;
    return this.sql.slice(0, start).replace(/[^\n]/g, " ") + this.rest();
  }

  /** Whether the statement ends with these words. */
  ends(...last: readonly string[]): boolean {
    const end = this.#tokens.slice(this.#tokens.length - last.length);
    return end.every(({ kind, text }, at) => kind === "word" && text === last[at]);
  }

  /** The texts of expressions, with commas between them, to the statement's end. */
  expressions(): string[] {
    const found: string[] = [];
    do found.push(this.#expression());
    while (this.takeSymbol(","));
    return found;
  }

  #expression(): string {
    const start = this.peek()?.start;
    let end: number | undefined;
    for (let depth = 0; !this.isAtEnd && !(depth === 0 && this.isSymbol(","));) {
      const token = this.next();
      if (token.kind === "symbol" && ["(", "["].includes(token.text)) depth += 1;
      if (token.kind === "symbol" && [")", "]"].includes(token.text)) depth -= 1;
      end = token.end;
    }
    if (start === undefined || end === undefined) throw this.fault("<expression>");
    return this.sql.slice(start, end);
  }

  /** Whether a word stands further on, outside parentheses. */
  has(word: string): boolean {
    let depth = 0;
    return this.#tokens.slice(this.#at).some((token) => {
      if (token.kind === "symbol" && token.text === "(") depth += 1;
      if (token.kind === "symbol" && token.text === ")") depth -= 1;
      return depth === 0 && token.kind === "word" && token.text === word;
    });
  }

  expectEnd(): void {
    if (!this.isAtEnd) throw this.fault("<EOF>");
  }

  /** Trino's words for what stands where something else should. */
  fault(expected?: string): SyntaxFault {
    const token = this.peek();
    const place = placeOf(this.sql, token?.start ?? this.sql.length);
    const found = token === undefined ? "<EOF>" : this.sql.slice(token.start, token.end);
    const wanted = expected === undefined ? "" : `. Expecting: ${expected}`;
    return new SyntaxFault(`${place}: mismatched input '${found}'${wanted}`);
  }
}

function isSemicolon(token: Token | undefined): boolean {
  return token?.kind === "symbol" && token.text === ";";
}
