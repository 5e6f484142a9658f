/** Why a query fails: Athena's name for the error, and its message. */
export class QueryFault extends Error {
  override readonly name = "QueryFault";

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
  }
}

export const notSupported = (message: string): QueryFault =>
  new QueryFault("NOT_SUPPORTED", message);

/** What is no SQL of Athena's: the statement does not start. */
export class SyntaxFault extends Error {
  override readonly name = "SyntaxFault";
}
