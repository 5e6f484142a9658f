import type { ColumnMetadata } from "@aws-sdk/client-redshift-data";
import { AwsError } from "../../../gateway/service";
import type { Operations } from "../../../gateway/service";
import type { Rows } from "../../sql/duckdb";
import { quoteString } from "../../sql/core/lexer";
import { warehouseOf } from "./requests";
import type { Connection } from "./requests";
import { redshiftType } from "./fields";
import type { Warehouses } from "./warehouses";

/** ListDatabases, ListSchemas, ListTables and DescribeTable, from DuckDB's own catalog. */
export function catalogOperations(warehouses: Warehouses): Operations<"redshift-data"> {
  const query = async (request: Connection, sql: string): Promise<Rows> => {
    const { Database: name = "" } = request;
    const { databases } = await warehouseOf(request, warehouses);
    const database = databases.get(name);
    if (database) return database.run((session) => session.run(sql));
    throw new AwsError("ValidationException", `FATAL: database "${name}" does not exist`);
  };
  return {
    ListDatabases: {
      async run(request) {
        const { databases } = await warehouseOf(request, warehouses);
        return { Databases: [...databases.keys()] };
      },
    },
    ListSchemas: {
      async run(request) {
        const { rows } = await query(
          request,
          `SELECT DISTINCT schema_name FROM duckdb_schemas() WHERE (NOT internal OR schema_name = 'main') AND schema_name <> 'system_views' ORDER BY 1`,
        );
        return { Schemas: rows.map(([name]) => schemaName(String(name))) };
      },
    },
    ListTables: {
      async run({ TablePattern = "%", ...request }) {
        const { rows } = await query(
          request,
          `SELECT table_name, table_schema, table_type FROM information_schema.tables
           WHERE table_name LIKE ${quoteString(TablePattern)} AND table_schema <> 'system_views' ORDER BY ALL`,
        );
        const Tables = rows.map(([name, schema, type]) => ({
          name: String(name),
          schema: schemaName(String(schema)),
          type: type === "VIEW" ? "VIEW" : "TABLE",
        }));
        return { Tables };
      },
    },
    DescribeTable: {
      async run({ Table = "", ...request }) {
        const { rows } = await query(
          request,
          `SELECT column_name, data_type, is_nullable FROM information_schema.columns
           WHERE table_name = ${quoteString(Table.toLowerCase())} AND table_schema <> 'system_views' ORDER BY ordinal_position`,
        );
        return { TableName: Table, ColumnList: rows.map((row) => column(row.map(String))) };
      },
    },
  };
}

/** DuckDB's default schema is `main`, Redshift's `public`. */
function schemaName(name: string): string {
  return name === "main" ? "public" : name;
}

function column([name = "", type = "", nullable]: readonly string[]): ColumnMetadata {
  const [typeName, precision, scale] = redshiftType(type);
  return {
    name,
    typeName,
    precision,
    scale,
    length: precision,
    nullable: nullable === "YES" ? 1 : 0,
  };
}
