import { AwsError } from "../../gateway/service";
import type { GlueTable } from "../glue";
import { QueryFault } from "./faults";
import { tableOf } from "./tables";
import type { LakeScope } from "./tables";

type Scope = Pick<LakeScope, "cloud" | "as">;

/** A table's definition; undefined where there is no such table or database. */
export async function existing(
  database: string,
  name: string,
  scope: Scope,
): Promise<GlueTable | undefined> {
  try {
    return await tableOf(database, name, scope);
  } catch (error) {
    if (error instanceof AwsError && error.code === "EntityNotFoundException") return undefined;
    throw error;
  }
}

/** The same for a table that a statement needs. Throws QueryFault. */
export async function required(database: string, name: string, scope: Scope): Promise<GlueTable> {
  const table = await existing(database, name, scope);
  if (table) return table;
  const told = `line 1:1: Table 'awsdatacatalog.${database}.${name}' does not exist`;
  throw new QueryFault("TABLE_NOT_FOUND", told);
}
