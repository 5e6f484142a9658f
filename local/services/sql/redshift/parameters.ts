import { tokenize } from "../core/lexer";
import { redshiftGrammar } from "./grammar";

/** The names of the `:name` parameters in a statement, in lower case. Throws SqlFault. */
export function redshiftParameters(sql: string): readonly string[] {
  return tokenize(sql, redshiftGrammar).flatMap((token) =>
    token.kind === "parameter" ? [token.text.toLowerCase()] : [],
  );
}
