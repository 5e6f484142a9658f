import { quoteString } from "../core/lexer";
import type { Type } from "../core/types";
import { storage } from "./types";

/** An expression that fails, once it is evaluated, in Redshift's words; `words` is SQL. */
export function failure(words: string, type: Type): string {
  return `CAST(error(${words}) AS ${storage(type)})`;
}

/** A divisor, which fails where it is zero. */
export function divisor(sql: string, type: Type): string {
  return `CASE WHEN ${sql} = 0 THEN ${failure(quoteString("Divide by zero"), type)} ELSE ${sql} END`;
}
