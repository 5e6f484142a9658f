import type { CallOutput } from "../../../gateway/model/apis";
import type { GlueTable } from "../../glue";
import type { LakeScope } from "../tables";

type Scope = Pick<LakeScope, "cloud" | "as">;
type Database = NonNullable<CallOutput<"glue", "GetDatabases">["DatabaseList"]>[number];

/** All databases that Glue shows the caller. */
export async function databasesOf({ cloud, as }: Scope): Promise<Database[]> {
  const found: Database[] = [];
  let NextToken: string | undefined;
  do {
    const token = NextToken === undefined ? {} : { NextToken };
    const page: CallOutput<"glue", "GetDatabases"> = await cloud.call(
      "glue",
      "GetDatabases",
      token,
      as,
    );
    found.push(...page.DatabaseList);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
}

/** A database's tables and views; `Expression` is a regular expression of their names. */
export async function tablesOf(
  DatabaseName: string,
  { cloud, as }: Scope,
  Expression?: string,
): Promise<GlueTable[]> {
  const found: GlueTable[] = [];
  let NextToken: string | undefined;
  do {
    const more = {
      ...(NextToken !== undefined && { NextToken }),
      ...(Expression !== undefined && { Expression }),
    };
    const input = { DatabaseName, ...more };
    const page: CallOutput<"glue", "GetTables"> = await cloud.call("glue", "GetTables", input, as);
    found.push(...(page.TableList ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
}
