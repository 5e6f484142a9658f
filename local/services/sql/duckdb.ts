import { TextDecoder } from "node:util";
import type { DuckDBConnection, DuckDBInstance, DuckDBType, DuckDBValue } from "@duckdb/node-api";

/** A statement's outcome. Values are DuckDB's own: numbers, bigints, strings, or value objects. */
export interface Rows {
  readonly names: readonly string[];
  readonly types: readonly DuckDBType[];
  readonly rows: readonly (readonly DuckDBValue[])[];
  /** Rows that an INSERT, UPDATE, DELETE or MERGE touched. */
  readonly changed: number;
  /** Whether the statement gives rows at all. */
  readonly isQuery: boolean;
}

/** The result is larger than what is kept. */
export class ResultTooLarge extends Error {
  override readonly name = "ResultTooLarge";
}

export interface Session {
  /** Runs one statement. Rejects with DuckDB's error, or ResultTooLarge. */
  run(sql: string, maxRows?: number): Promise<Rows>;
  /** Adds rows of text to a table whose columns are all VARCHAR: far faster than INSERT. */
  append(table: string, rows: readonly (readonly (string | null)[])[]): Promise<void>;
  /** Ends the session: what runs, or would run next, rejects with an INTERRUPT error. */
  interrupt(): void;
  /** Drops the session's temporary tables. */
  close(): void;
}

export interface Engine {
  session(): Promise<Session>;
  close(): void;
}

export interface EngineOptions {
  /** Files that may be read; every other file, and every write, is refused. */
  readonly readable?: readonly string[];
  /** A folder in which files may be written and read, ending in a slash. */
  readonly folder?: string;
  /** Leaves the whole file system open: for the product's own statements, never a user's. */
  readonly trusted?: boolean;
  /** DuckDB settings, e.g. `default_null_order`. */
  readonly settings?: Readonly<Record<string, string>>;
}

const defaultMaxRows = 100_000;

/** Opens an in-memory database. DuckDB itself loads with the first one: it takes 0.2 s. */
export async function openEngine(options: EngineOptions = {}): Promise<Engine> {
  const { DuckDBInstance } = await loaded();
  const instance = await DuckDBInstance.create(":memory:", {
    threads: "2",
    ...options.settings,
  });
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    if (!options.trusted) await confine(connection, options);
  } catch (error) {
    instance.closeSync();
    throw error;
  } finally {
    connection.closeSync();
  }
  return engine(instance);
}

/** DuckDB's client, which by itself takes U+FEFF from the start of a text as if it marked a file. */
async function loaded() {
  const accessors: { readonly textDecoder: Pick<TextDecoder, "decode"> } =
    await import("@duckdb/node-api/lib/vectors/dataAccessors.js");
  const exact = new TextDecoder("utf-8", { ignoreBOM: true });
  accessors.textDecoder.decode = exact.decode.bind(exact);
  return import("@duckdb/node-api");
}

async function confine(
  connection: DuckDBConnection,
  { readable = [], folder }: EngineOptions,
): Promise<void> {
  const list = readable.map(literal).join(", ");
  await connection.run(`SET allowed_paths = [${list}]`);
  if (folder !== undefined) {
    await connection.run(`SET allowed_directories = [${literal(folder)}]`);
  }
  await connection.run("SET enable_external_access = false");
  await connection.run("SET lock_configuration = true");
}

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

function engine(instance: DuckDBInstance): Engine {
  let open = true;
  return {
    async session() {
      return session(await instance.connect());
    },
    close() {
      if (open) instance.closeSync();
      open = false;
    },
  };
}

/** DuckDB forgets an interrupt that comes just before a statement starts, so it is repeated. */
const interruptAgainMs = 20;

function session(connection: DuckDBConnection): Session {
  let open = true;
  let again: NodeJS.Timeout | undefined;
  return {
    async run(sql, maxRows = defaultMaxRows) {
      if (again) throw new Error("INTERRUPT Error: Interrupted!");
      const reader = await connection.streamAndRead(sql);
      await reader.readUntil(maxRows + 1);
      if (reader.currentRowCount > maxRows) {
        throw new ResultTooLarge(`The result has more than ${maxRows} rows.`);
      }
      const { ResultReturnType } = await import("@duckdb/node-api");
      const isQuery = reader.returnType === ResultReturnType.QUERY_RESULT;
      return {
        names: reader.columnNames(),
        types: reader.columnTypes(),
        rows: isQuery ? reader.getRows() : [],
        changed: reader.rowsChanged || countOf(reader.getRows()),
        isQuery,
      };
    },
    async append(table, rows) {
      const appender = await connection.createAppender(table);
      try {
        for (const row of rows) {
          for (const cell of row) {
            if (cell === null) appender.appendNull();
            else appender.appendVarchar(cell);
          }
          appender.endRow();
        }
        appender.flushSync();
      } finally {
        appender.closeSync();
      }
    },
    interrupt() {
      if (!open || again) return;
      connection.interrupt();
      again = setInterval(() => {
        connection.interrupt();
      }, interruptAgainMs);
    },
    close() {
      clearInterval(again);
      if (open) connection.closeSync();
      open = false;
    },
  };
}

/** A streamed INSERT tells its count as its only value. */
function countOf(rows: readonly (readonly DuckDBValue[])[]): number {
  const value = rows[0]?.[0];
  return typeof value === "bigint" ? Number(value) : 0;
}
