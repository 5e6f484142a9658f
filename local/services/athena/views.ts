import type { Session } from "../sql/duckdb";
import { quoteIdentifier, quoteString } from "../sql/tokens";
import type { LakeFile, LakeTable } from "./tables";

/** Files that one scan of a plan reads. */
export interface Scan {
  readonly files: readonly LakeFile[];
  readonly format: "parquet" | "json";
}

/** Hive's types by DuckDB's name; what is not here has one name in both. */
const types: Readonly<Record<string, string>> = {
  string: "VARCHAR",
  int: "INTEGER",
  binary: "BLOB",
};

export function duckdbType(hive = "string"): string {
  const type = hive.toLowerCase();
  return /^(?:var)?char\(\d+\)$/.test(type) ? "VARCHAR" : (types[type] ?? type);
}

/**
 * A view of a table: one scan a partition and compression. With `marked`, each scan is told apart
 * in a plan by a filter that is always true: `random() >= -<number>`, numbered from 1 in `scans`.
 */
export async function viewSql(
  table: LakeTable,
  session: Session,
  scans: Scan[],
  marked: boolean,
): Promise<string> {
  const branches: string[] = [];
  for (const { values, files } of table.partitions) {
    for (const gzip of [false, true]) {
      const some = files.filter((file) => file.gzip === gzip);
      if (some.length === 0) continue;
      scans.push({ files: some, format: table.format });
      const source =
        table.format === "parquet"
          ? await parquetSource(table, some, session)
          : jsonSource(table, some, gzip);
      const keys = table.partitionKeys.map(
        ({ Name, Type }, at) =>
          `CAST(${quoteString(values[at] ?? "")} AS ${duckdbType(Type)}) AS ${quoteIdentifier(Name)}`,
      );
      const mark = marked ? ` WHERE random() >= -${scans.length}` : "";
      branches.push(`SELECT ${[...source.cells, ...keys].join(", ")} FROM ${source.from}${mark}`);
    }
  }
  if (branches.length > 0) return branches.join(" UNION ALL ");
  const columns = [...table.columns, ...table.partitionKeys].map(
    ({ Name, Type }) => `CAST(NULL AS ${duckdbType(Type)}) AS ${quoteIdentifier(Name)}`,
  );
  return `SELECT ${columns.join(", ")} WHERE false`;
}

interface Source {
  readonly cells: readonly string[];
  readonly from: string;
}

function pathList(files: readonly LakeFile[]): string {
  return `[${files.map(({ path }) => quoteString(path)).join(", ")}]`;
}

/** Columns go by name; one that no file has yet is null, as after a column is added in Glue. */
async function parquetSource(
  table: LakeTable,
  files: readonly LakeFile[],
  session: Session,
): Promise<Source> {
  const from = `read_parquet(${pathList(files)}, union_by_name = true)`;
  const { rows } = await session.run(`DESCRIBE SELECT * FROM ${from}`);
  const inFiles = new Map(rows.map(([name]) => [String(name).toLowerCase(), String(name)]));
  const cells = table.columns.map(({ Name, Type }) => {
    const there = inFiles.get(Name.toLowerCase());
    const value = there === undefined ? "NULL" : quoteIdentifier(there);
    return `CAST(${value} AS ${duckdbType(Type)}) AS ${quoteIdentifier(Name)}`;
  });
  return { cells, from };
}

/** OpenX JSON: a line an object, read as text and cast, numbers with all their digits. */
function jsonSource(table: LakeTable, files: readonly LakeFile[], gzip: boolean): Source {
  const serde = table.table.StorageDescriptor?.SerdeInfo?.Parameters ?? {};
  const lenient = serde["ignore.malformed.json"]?.toLowerCase() === "true";
  const columns = table.columns.map(({ Name }) => {
    const key = serde[`mapping.${Name}`] ?? Name;
    return { key, Name };
  });
  const fields = columns.map(({ key }) => `${quoteString(key)}: 'VARCHAR'`).join(", ");
  const from =
    `read_json(${pathList(files)}, format = 'newline_delimited', columns = {${fields}}, ` +
    `compression = '${gzip ? "gzip" : "uncompressed"}', ignore_errors = ${lenient})`;
  const cells = table.columns.map(({ Name, Type }, at) => {
    const key = quoteIdentifier(columns[at]?.key ?? Name);
    return `CAST(${key} AS ${duckdbType(Type)}) AS ${quoteIdentifier(Name)}`;
  });
  return { cells, from };
}
