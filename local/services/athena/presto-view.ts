import type { GlueTable } from "../glue";
import { QueryFault } from "./faults";

/** A view as Athena keeps it in Glue. */
export interface ViewDefinition {
  readonly originalSql: string;
  readonly catalog: string;
  /** The database that names in the view's SQL belong to. */
  readonly schema: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

const encoded = /^\/\* Presto View: ([A-Za-z0-9+/=]+) \*\/$/;

export const isView = ({ TableType }: GlueTable): boolean => TableType === "VIRTUAL_VIEW";

/** The text of a view's definition in `ViewOriginalText`. */
export function viewText(definition: ViewDefinition): string {
  return `/* Presto View: ${Buffer.from(JSON.stringify(definition)).toString("base64")} */`;
}

/** A view's SQL and its database. Throws QueryFault for what is no view of Athena's. */
export function viewOf(table: GlueTable): Pick<ViewDefinition, "originalSql" | "schema"> {
  const [, base64 = ""] = encoded.exec(table.ViewOriginalText ?? "") ?? [];
  const text = Buffer.from(base64, "base64").toString();
  const definition: unknown = text.startsWith("{") ? JSON.parse(text) : undefined;
  const { originalSql, schema = table.DatabaseName ?? "" } = Object(definition) as {
    readonly [Key in keyof ViewDefinition]?: unknown;
  };
  if (typeof originalSql === "string" && typeof schema === "string") return { originalSql, schema };
  throw new QueryFault("INVALID_VIEW", `View ${table.Name} is no view of Athena's`);
}
