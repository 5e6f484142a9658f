/** A statement that the dialect refuses: its code, where in the text, and the words. */
export class SqlFault extends Error {
  override readonly name = "SqlFault";

  constructor(
    /** The dialect's name of the error, e.g. `TYPE_MISMATCH`. */
    readonly code: string,
    /** Offset of the offending text. */
    readonly at: number | undefined,
    message: string,
  ) {
    super(message);
  }
}

/** What the dialect does not speak at all: the statement fails before it runs. */
export function syntaxFault(at: number, message: string): SqlFault {
  return new SqlFault("SYNTAX_ERROR", at, message);
}

export function notSupported(at: number | undefined, message: string): SqlFault {
  return new SqlFault("NOT_SUPPORTED", at, message);
}

/** Line and column of an offset, both from 1. */
export function position(sql: string, at: number): { line: number; column: number } {
  const before = sql.slice(0, at);
  const lines = before.split("\n");
  return { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}

/** A statement with more in it, or nested more deeply, than is read in bounded time. */
export function tooLarge(at: number): SqlFault {
  const words = "statement is too large (stack overflow while parsing)";
  return new SqlFault("STACK_OVERFLOW", at, words);
}
