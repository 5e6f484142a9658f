import type { Session } from "../sql/duckdb";
import { quoteIdentifier, quoteString } from "../sql/core/lexer";
import type { FileFormat } from "./formats";
import { nullPartition } from "./locations";
import { jsonSource, textSource } from "./sources";
import type { Source } from "./sources";
import type { LakeFile, LakeTable } from "./tables";
import { duckdbType } from "./types";

/** Files that one scan of a plan reads. */
export interface Scan {
  readonly files: readonly LakeFile[];
  readonly format: FileFormat;
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
      const source = await sourceOf(table, some, gzip, session);
      const keys = table.partitionKeys.map(({ Name, Type }, at) => {
        const value = values[at] ?? nullPartition;
        const text = value === nullPartition ? "NULL" : quoteString(value);
        return `CAST(${text} AS ${duckdbType(Type)}) AS ${quoteIdentifier(Name)}`;
      });
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

function sourceOf(
  table: LakeTable,
  files: readonly LakeFile[],
  gzip: boolean,
  session: Session,
): Promise<Source> | Source {
  const paths = `[${files.map(({ path }) => quoteString(path)).join(", ")}]`;
  switch (table.format) {
    case "parquet":
      return parquetSource(table, paths, session);
    case "json":
      return jsonSource(table, paths, gzip);
    default:
      return textSource(table, paths, gzip);
  }
}

/** Columns go by name; one that no file has yet is null, as after a column is added in Glue. */
async function parquetSource(table: LakeTable, paths: string, session: Session): Promise<Source> {
  const from = `read_parquet(${paths}, union_by_name = true)`;
  const { rows } = await session.run(`DESCRIBE SELECT * FROM ${from}`);
  const inFiles = new Map(rows.map(([name]) => [String(name).toLowerCase(), String(name)]));
  const cells = table.columns.map(({ Name, Type }) => {
    const there = inFiles.get(Name.toLowerCase());
    const value = there === undefined ? "NULL" : quoteIdentifier(there);
    return `CAST(${value} AS ${duckdbType(Type)}) AS ${quoteIdentifier(Name)}`;
  });
  return { cells, from };
}
