import { AwsError } from "../../../gateway/service";
import type { Operation } from "../../../gateway/service";
import type { Rows } from "../../sql/duckdb";
import { quoteString } from "../../sql/tokens";
import { warehouseOf } from "./requests";
import type { Connection } from "./requests";
import { redshiftType } from "./fields";
import type { Warehouses } from "./warehouses";

interface CatalogRequest extends Connection {
  readonly Schema?: string;
  readonly Table?: string;
  readonly SchemaPattern?: string;
  readonly TablePattern?: string;
}

/** ListDatabases, ListSchemas, ListTables and DescribeTable, from DuckDB's own catalog. */
export function catalogOperations(warehouses: Warehouses): Readonly<Record<string, Operation>> {
  const query = async (request: CatalogRequest, sql: string): Promise<Rows> => {
    const { databases } = await warehouseOf(request, warehouses);
    const database = databases.get(request.Database ?? "");
    if (!database) {
      const message = `FATAL: database "${request.Database ?? ""}" does not exist`;
      throw new AwsError("ValidationException", message);
    }
    return database.run((session) => session.run(sql));
  };
  return {
    ListDatabases: {
      async run(request: CatalogRequest) {
        const { databases } = await warehouseOf(request, warehouses);
        return { Databases: [...databases.keys()] };
      },
    },
    ListSchemas: {
      async run(request: CatalogRequest) {
        const { rows } = await query(
          request,
          `SELECT DISTINCT schema_name FROM duckdb_schemas() WHERE NOT internal OR schema_name = 'main'
           ORDER BY 1`,
        );
        return { Schemas: rows.map(([name]) => schemaName(String(name))) };
      },
    },
    ListTables: {
      async run(request: CatalogRequest) {
        const pattern = quoteString(request.TablePattern ?? "%");
        const { rows } = await query(
          request,
          `SELECT table_name, table_schema, table_type FROM information_schema.tables
           WHERE table_name LIKE ${pattern} ORDER BY ALL`,
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
      async run(request: CatalogRequest) {
        const table = request.Table ?? "";
        const { rows } = await query(
          request,
          `SELECT column_name, data_type, is_nullable FROM information_schema.columns
           WHERE table_name = ${quoteString(table.toLowerCase())} ORDER BY ordinal_position`,
        );
        return { TableName: table, ColumnList: rows.map((row) => column(row.map(String))) };
      },
    },
  };
}

/** DuckDB's default schema is `main`, Redshift's `public`. */
function schemaName(name: string): string {
  return name === "main" ? "public" : name;
}

function column([name = "", type = "", nullable]: readonly string[]): object {
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
