import { randomUUID } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { makeStateFolder, removeStateFolder } from "../../state-folder";
import type { GlueColumn } from "../glue";
import { openEngine } from "../sql/duckdb";
import type { Engine } from "../sql/duckdb";
import { quoteIdentifier, quoteString } from "../sql/core/lexer";
import type { TextRow } from "./json-rows";

/** Hive's types by DuckDB's name; what is not here has one name in both. */
const types: Readonly<Record<string, string>> = { string: "VARCHAR", int: "INTEGER" };

/** Writes Parquet by DuckDB, one file at a time in a folder of its own. */
export class ParquetWriter {
  #engine: Promise<Engine> | undefined;
  #folder: Promise<string> | undefined;

  /** The bytes of a Parquet file with these rows; every cell must cast to its column's type. */
  async write(
    columns: readonly GlueColumn[],
    rows: readonly TextRow[],
    compression: string,
  ): Promise<Buffer> {
    this.#engine ??= openEngine({ trusted: true });
    this.#folder ??= makeStateFolder("firehose");
    const file = path.join(await this.#folder, `${randomUUID()}.parquet`);
    const session = await (await this.#engine).session();
    try {
      const names = columns.map(({ Name }) => quoteIdentifier(Name));
      await session.run(
        `CREATE TEMP TABLE texts (${names.map((name) => `${name} VARCHAR`).join(", ")})`,
      );
      await session.append("texts", rows);
      const cells = columns.map(({ Type = "string" }, at) => {
        const type = types[Type.toLowerCase()] ?? Type;
        return `CAST(${names[at] ?? ""} AS ${type}) AS ${names[at] ?? ""}`;
      });
      await session.run(
        `COPY (SELECT ${cells.join(", ")} FROM texts) TO ${quoteString(file)}
         (FORMAT parquet, COMPRESSION ${compression})`,
      );
      return await readFile(file);
    } finally {
      session.close();
      await rm(file, { force: true });
    }
  }

  async close(): Promise<void> {
    (await this.#engine)?.close();
    const folder = await this.#folder;
    if (folder !== undefined) await removeStateFolder(folder);
  }
}
