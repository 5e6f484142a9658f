import { randomUUID } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import type { Session } from "../../sql/duckdb";
import { quoteIdentifier, quoteString } from "../../sql/core/lexer";
import { nullText } from "../formats";
import { textResult } from "../results";
import type { ColumnDefinition } from "../statements/statement";
import { glueType } from "../types";
import { rowsTable } from "./columns";
import type { WrittenFormat } from "./properties";

/** The bytes of one file with the rows of `rowsTable` that a condition lets through. */
export async function fileOf(
  columns: readonly ColumnDefinition[],
  condition: string,
  format: WrittenFormat,
  session: Session,
  folder: string,
): Promise<Buffer> {
  if (format.name === "text") return textFile(columns, condition, format, session);
  const file = path.join(folder, randomUUID());
  const cells = columns.map(({ Name, Type }) => {
    const name = quoteIdentifier(Name);
    // Hive's JSON has timestamps as text with milliseconds.
    if (format.name !== "json" || Type !== "timestamp") return name;
    return `strftime(${name}, '%Y-%m-%d %H:%M:%S.%g') AS ${name}`;
  });
  const options =
    format.name === "json"
      ? `FORMAT json, COMPRESSION ${format.compression === "gzip" ? "gzip" : "uncompressed"}`
      : `FORMAT parquet, COMPRESSION ${format.compression}`;
  try {
    await session.run(
      `COPY (SELECT ${cells.join(", ")} FROM ${rowsTable} WHERE ${condition})
       TO ${quoteString(file)} (${options})`,
    );
    return await readFile(file);
  } finally {
    await rm(file, { force: true });
  }
}

/** LazySimpleSerDe's lines: fields in their order, as Athena shows values. */
async function textFile(
  columns: readonly ColumnDefinition[],
  condition: string,
  { delimiter, compression }: WrittenFormat,
  session: Session,
): Promise<Buffer> {
  const cells = columns.map(({ Name }) => quoteIdentifier(Name)).join(", ");
  const rows = await session.run(
    `SELECT ${cells} FROM ${rowsTable} WHERE ${condition}`,
    Number.MAX_SAFE_INTEGER - 1,
  );
  const types = columns.map(({ Name, Type }) => ({ name: Name, type: glueType(Type) }));
  const lines = textResult(rows, types).rows.map(
    (row) => `${row.map((cell) => cell ?? nullText).join(delimiter)}\n`,
  );
  const bytes = Buffer.from(lines.join(""));
  return compression === "gzip" ? gzipSync(bytes) : bytes;
}
