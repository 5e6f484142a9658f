import type { CallOutput, OutputOf } from "../../gateway/model/apis";
import type { CloudClient, Principal } from "../../gateway/service";
import type { GlueColumn, GluePartition, GlueTable } from "../glue";
import { formatOf } from "./formats";
import type { FileFormat } from "./formats";
import { locationOf } from "./locations";
import { projectionOf } from "./projection";
import type { PartitionValues } from "./projection";

/** A file of the lake, on this machine's disk. */
export interface LakeFile {
  readonly path: string;
  readonly bytes: number;
  readonly gzip: boolean;
}

/** The files of one partition; of the whole table where it has no partitions. */
export interface PartitionFiles {
  readonly values: PartitionValues;
  readonly files: readonly LakeFile[];
}

/** A table with what is in the lake for it now. */
export interface LakeTable {
  readonly table: GlueTable;
  readonly database: string;
  readonly format: FileFormat;
  readonly columns: readonly GlueColumn[];
  readonly partitionKeys: readonly GlueColumn[];
  readonly partitions: readonly PartitionFiles[];
}

export interface LakeScope {
  readonly cloud: CloudClient;
  /** Who asks: its permissions on Glue and S3 count. */
  readonly as: Principal;
  readonly file: (bucket: string, key: string) => string | undefined;
  readonly now: Date;
}

/** A table's definition. Rejects with EntityNotFoundException, AccessDenied. */
export async function tableOf(
  database: string,
  name: string,
  { cloud, as }: Pick<LakeScope, "cloud" | "as">,
): Promise<GlueTable> {
  const { Table } = await cloud.call(
    "glue",
    "GetTable",
    { DatabaseName: database, Name: name },
    as,
  );
  return Table ?? { Name: name };
}

/** A table with its files. Rejects with AccessDenied, QueryFault. */
export async function openTable(table: GlueTable, scope: LakeScope): Promise<LakeTable> {
  return {
    table,
    database: table.DatabaseName ?? "",
    format: formatOf(table),
    columns: table.StorageDescriptor?.Columns ?? [],
    partitionKeys: table.PartitionKeys ?? [],
    partitions: await partitionsOf(table, scope),
  };
}

async function partitionsOf(table: GlueTable, scope: LakeScope): Promise<PartitionFiles[]> {
  const projection = projectionOf(table, scope.now);
  if (projection) {
    const found = new Map<string, { values: PartitionValues; files: LakeFile[] }>();
    for (const { address, file } of await list(projection.root, scope)) {
      const values = projection.partitionOf(address);
      if (!values) continue;
      const id = JSON.stringify(values);
      const partition = found.get(id) ?? { values, files: [] };
      partition.files.push(file);
      found.set(id, partition);
    }
    return [...found.values()];
  }
  const location = table.StorageDescriptor?.Location ?? "";
  if ((table.PartitionKeys ?? []).length === 0) {
    return [{ values: [], files: (await list(location, scope)).map(({ file }) => file) }];
  }
  const partitions = await registeredPartitions(table, scope);
  return Promise.all(
    partitions.map(async ({ Values: values = [], StorageDescriptor: storage }) => ({
      values,
      files: (await list(storage?.Location ?? location, scope)).map(({ file }) => file),
    })),
  );
}

/** All partitions that Glue has of a table. */
export async function registeredPartitions(
  { DatabaseName = "", Name }: GlueTable,
  { cloud, as }: Pick<LakeScope, "cloud" | "as">,
): Promise<readonly GluePartition[]> {
  const found: GluePartition[] = [];
  let NextToken: string | undefined;
  do {
    const page: CallOutput<"glue", "GetPartitions"> = await cloud.call(
      "glue",
      "GetPartitions",
      { DatabaseName, TableName: Name, ...(NextToken !== undefined && { NextToken }) },
      as,
    );
    found.push(...(page.Partitions ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
}

/** The objects under an `s3://` address; those that Athena takes for hidden are left out. */
async function list(
  address: string,
  scope: LakeScope,
): Promise<{ readonly address: string; readonly file: LakeFile }[]> {
  const { bucket, prefix } = locationOf(address);
  const found: { address: string; file: LakeFile }[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page: OutputOf<"s3", "ListObjectsV2"> = await scope.cloud.call(
      "s3",
      "ListObjectsV2",
      { Bucket: bucket, Prefix: prefix, ...(ContinuationToken ? { ContinuationToken } : {}) },
      scope.as,
    );
    for (const { Key = "", Size = 0 } of page.Contents ?? []) {
      const path = scope.file(bucket, Key);
      const hidden = /(?:^|\/)[_.][^/]*$/.test(Key);
      if (path === undefined || hidden || Size === 0) continue;
      const file = { path, bytes: Size, gzip: Key.endsWith(".gz") };
      found.push({ address: `s3://${bucket}/${Key}`, file });
    }
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  const [first] = found;
  // Reading goes by the disk; asking for one object shows whether the caller may read.
  const key = first?.address.slice(`s3://${bucket}/`.length);
  if (key !== undefined) {
    await scope.cloud.call("s3", "HeadObject", { Bucket: bucket, Key: key }, scope.as);
  }
  return found;
}
