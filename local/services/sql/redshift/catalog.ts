import type { Name } from "../core/ast";
import type { Table } from "../core/context";
import { quoteIdentifier } from "../core/lexer";
import type { Session } from "../duckdb";
import { storedType } from "./types";

/** A table or view of a database; `definitions` are its columns as CREATE TABLE writes them for DuckDB. */
export interface RedshiftTable extends Table {
  readonly path: string;
  readonly definitions: readonly Definition[];
}

interface Definition {
  readonly column: string;
  /** `"name" VARCHAR CHECK(…) NOT NULL`. */
  readonly sql: string;
  readonly fallback: string | undefined;
}

/** The tables that a statement may name: its session's temporary ones, `public`, the other schemas. */
export class Catalog {
  constructor(private readonly tables: ReadonlyMap<string, RedshiftTable>) {}

  /** By the names as written, `table`, `schema.table` or `database.schema.table`. */
  find(names: readonly Name[]): RedshiftTable | undefined {
    const [table = "", schema] = [...names].reverse().map(({ text }) => text);
    if (schema !== undefined) return this.tables.get(`${schema}.${table}`);
    return ["temp", "public", "pg_catalog"]
      .map((each) => this.tables.get(`${each}.${table}`))
      .find((found) => found !== undefined);
  }
}

/** Views that tools ask of every warehouse. https://docs.aws.amazon.com/redshift/latest/dg/c_intro_system_views.html */
const schemaOf = (column: string) => `CASE ${column} WHEN 'main' THEN 'public' ELSE ${column} END`;
const typeOf = `CASE WHEN data_type = 'VARCHAR' THEN 'character varying' WHEN data_type = 'DOUBLE' THEN 'double precision'
  WHEN data_type LIKE 'DECIMAL%' THEN replace(replace(lower(data_type), 'decimal', 'numeric'), ' ', '')
  WHEN data_type = 'TIMESTAMP' THEN 'timestamp without time zone' ELSE lower(data_type) END`;
const columnsOf =
  "duckdb_columns() WHERE NOT internal AND schema_name <> 'system_views' AND database_name <> 'temp'";
const tablesOf = `(SELECT schema_name, table_name, 'TABLE' AS kind FROM duckdb_tables() WHERE NOT internal AND NOT temporary
  UNION ALL SELECT schema_name, view_name, 'VIEW' FROM duckdb_views() WHERE NOT internal AND schema_name <> 'system_views')`;
const systemViews: Readonly<Record<string, string>> = {
  svv_tables: `SELECT current_database() AS table_catalog, ${schemaOf("schema_name")} AS table_schema, table_name,
    CASE kind WHEN 'TABLE' THEN 'BASE TABLE' ELSE kind END AS table_type, CAST(NULL AS VARCHAR) AS remarks FROM ${tablesOf}`,
  svv_columns: `SELECT current_database() AS table_catalog, ${schemaOf("schema_name")} AS table_schema, table_name, column_name,
    CAST(column_index AS INTEGER) AS ordinal_position, column_default, CASE WHEN is_nullable THEN 'YES' ELSE 'NO' END AS is_nullable,
    ${typeOf} AS data_type FROM ${columnsOf}`,
  svv_all_tables: `SELECT current_database() AS database_name, ${schemaOf("schema_name")} AS schema_name, table_name,
    kind AS table_type FROM ${tablesOf}`,
  svv_all_columns: `SELECT current_database() AS database_name, ${schemaOf("schema_name")} AS schema_name, table_name, column_name,
    CAST(column_index AS INTEGER) AS ordinal_position, CASE WHEN is_nullable THEN 'YES' ELSE 'NO' END AS is_nullable,
    ${typeOf} AS data_type FROM ${columnsOf}`,
  svv_all_schemas: `SELECT current_database() AS database_name, ${schemaOf("schema_name")} AS schema_name, 'local' AS schema_type
    FROM duckdb_schemas() WHERE database_name = current_database() AND schema_name NOT IN ('system_views', 'information_schema', 'pg_catalog')`,
  svv_table_info: `SELECT current_database() AS "database", ${schemaOf("schema_name")} AS "schema", table_name AS "table",
    CAST(estimated_size AS DECIMAL(38,0)) AS tbl_rows FROM duckdb_tables() WHERE NOT internal AND NOT temporary`,
  pg_table_def: `SELECT ${schemaOf("schema_name")} AS schemaname, table_name AS tablename, column_name AS "column", ${typeOf} AS "type",
    'none' AS "encoding", false AS distkey, 0 AS sortkey, NOT is_nullable AS "notnull" FROM ${columnsOf}`,
  pg_tables: `SELECT ${schemaOf("schema_name")} AS schemaname, table_name AS tablename, 'awsuser' AS tableowner FROM ${tablesOf} WHERE kind = 'TABLE'`,
  pg_views: `SELECT ${schemaOf("schema_name")} AS schemaname, table_name AS viewname, 'awsuser' AS viewowner FROM ${tablesOf} WHERE kind = 'VIEW'`,
};
/** `information_schema.tables` and `.columns` are the same rows. */
const informationSchema: Readonly<Record<string, string>> = {
  tables: "svv_tables",
  columns: "svv_columns",
};

/** What a database creates first. */
export const systemViewStatements: readonly string[] = [
  "CREATE SCHEMA system_views",
  ...Object.entries(systemViews).map(([name, sql]) => `CREATE VIEW system_views.${name} AS ${sql}`),
];

/** Reads what tables and views there are, as this session sees them. */
export async function readCatalog(session: Session): Promise<Catalog> {
  const { rows } = await session.run(
    `SELECT c.database_name, c.schema_name, c.table_name, c.column_name, c.data_type, c.is_nullable, c.column_default,
       (SELECT string_agg(k.constraint_text, ' ') FROM duckdb_constraints() k WHERE k.constraint_type = 'CHECK'
          AND k.table_oid = c.table_oid AND list_contains(k.constraint_column_names, c.column_name))
     FROM duckdb_columns() c WHERE NOT c.internal ORDER BY c.database_name, c.schema_name, c.table_name, c.column_index`,
    1_000_000,
  );
  const tables = new Map<
    string,
    RedshiftTable & { columns: unknown[]; definitions: Definition[] }
  >();
  for (const row of rows) {
    const [database = "", schema = "", name = "", column = "", type = ""] = row.map(String);
    const [key, path] = placeOf(database, schema, name);
    const id = `${key}.${name}`;
    const table = tables.get(id) ?? { database: key, name, path, columns: [], definitions: [] };
    tables.set(id, table);
    table.columns.push({
      name: column,
      type: storedType(type, typeof row[7] === "string" ? row[7] : ""),
    });
    const check = row[7] === null || row[7] === undefined ? "" : ` ${String(row[7])}`;
    const sql = `${quoteIdentifier(column)} ${type}${check}${row[5] === false ? " NOT NULL" : ""}`;
    const fallback = row[6] === null || row[6] === undefined ? undefined : String(row[6]);
    table.definitions.push({ column, sql, fallback });
  }
  for (const [name, view] of Object.entries(informationSchema)) {
    const found = tables.get(`pg_catalog.${view}`);
    if (found)
      tables.set(`information_schema.${name}`, { ...found, database: "information_schema", name });
  }
  return new Catalog(tables);
}

/** A schema by Redshift's name, and where DuckDB has the table. */
function placeOf(database: string, schema: string, name: string): readonly [string, string] {
  const table = quoteIdentifier(name);
  if (database === "temp") return ["temp", `temp.main.${table}`];
  if (schema === "system_views") return ["pg_catalog", `system_views.${table}`];
  return [schema === "main" ? "public" : schema, `${quoteIdentifier(schema)}.${table}`];
}

/** The path of a table that is to be made; `public` is DuckDB's `main`. */
export function newPath(names: readonly Name[], temporary: boolean): string {
  const [table = "", schema] = [...names].reverse().map(({ text }) => text);
  if (temporary) return `temp.main.${quoteIdentifier(table)}`;
  return `${quoteIdentifier(schema === undefined || schema === "public" ? "main" : schema)}.${quoteIdentifier(table)}`;
}
