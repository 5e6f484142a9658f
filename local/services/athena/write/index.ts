import { randomUUID } from "node:crypto";
import type { CloudClient, Principal } from "../../../gateway/service";
import type { Session } from "../../sql/duckdb";
import { quoteIdentifier, quoteString } from "../../sql/core/lexer";
import { QueryFault } from "../faults";
import { locationOf, nullPartition, partitionFolder } from "../locations";
import type { ColumnDefinition } from "../statements/statement";
import { rowsTable } from "./columns";
import { fileOf } from "./files";
import type { WrittenFormat } from "./properties";

/** How many partitions one statement may write. */
const mostPartitions = 100;

export interface Target {
  readonly columns: readonly ColumnDefinition[];
  /** Of those, the last ones, by which files are parted. */
  readonly partitionKeys: readonly ColumnDefinition[];
  readonly format: WrittenFormat;
  /** The address of a partition's folder, or of the table's where there are no keys; ends in a slash. */
  readonly locationOf: (values: readonly string[]) => string;
}

export interface WriteScope {
  readonly session: Session;
  readonly cloud: CloudClient;
  readonly as: Principal;
  /** Where files stand before they go to S3. */
  readonly folder: string;
  /** What files' names begin with. */
  readonly name: string;
}

/** What was written, and where. */
export interface Written {
  /** Addresses of files in S3. */
  readonly files: readonly string[];
  readonly partitions: readonly { readonly values: readonly string[]; readonly location: string }[];
}

/** Writes the rows that are kept in `rowsTable` into S3, a file a partition. Rejects with QueryFault. */
export async function writeRows(target: Target, scope: WriteScope): Promise<Written> {
  const { columns, partitionKeys, format } = target;
  const plain = columns.slice(0, columns.length - partitionKeys.length);
  const names = partitionKeys.map(({ Name }) => quoteIdentifier(Name));
  const found = await partitionsIn(names, scope.session);
  const files: string[] = [];
  const partitions = [];
  for (const values of found) {
    const location = target.locationOf(values);
    partitions.push({ values, location });
    const Body = await fileOf(
      plain,
      conditionOf(names, values),
      format,
      scope.session,
      scope.folder,
    );
    const address = `${location}${scope.name}_${randomUUID()}${suffixOf(format)}`;
    const { bucket: Bucket, prefix: Key } = locationOf(address);
    await scope.cloud.call("s3", "PutObject", { Bucket, Key, Body }, scope.as);
    files.push(address);
  }
  return { files, partitions };
}

/** Parquet tells its own compression. */
function suffixOf({ name, compression }: WrittenFormat): string {
  return name !== "parquet" && compression === "gzip" ? ".gz" : "";
}

/** Each combination of the keys' values that has rows; one without values where there are no keys. */
async function partitionsIn(names: readonly string[], session: Session): Promise<string[][]> {
  const values = names.map((name) => textOf(name)).join(", ");
  const sql =
    names.length === 0
      ? `SELECT 1 FROM ${rowsTable} LIMIT 1`
      : `SELECT DISTINCT ${values} FROM ${rowsTable} ORDER BY ALL LIMIT ${mostPartitions + 1}`;
  const { rows } = await session.run(sql);
  if (rows.length > mostPartitions) {
    throw new QueryFault(
      "HIVE_TOO_MANY_OPEN_PARTITIONS",
      `Exceeded limit of ${mostPartitions} open writers for partitions/buckets`,
    );
  }
  return rows.map((row) => (names.length === 0 ? [] : row.map(String)));
}

const textOf = (name: string) =>
  `coalesce(CAST(${name} AS VARCHAR), ${quoteString(nullPartition)})`;

function conditionOf(names: readonly string[], values: readonly string[]): string {
  const equal = names.map((name, at) => `${textOf(name)} = ${quoteString(values[at] ?? "")}`);
  return equal.length === 0 ? "true" : equal.join(" AND ");
}

/** Where partitions stand below a folder: `folder/year=2024/`. */
export const below =
  (folder: string, keys: readonly ColumnDefinition[]) =>
  (values: readonly string[]): string =>
    folder +
    partitionFolder(
      keys.map(({ Name }) => Name),
      values,
    );
