import type { OutputOf } from "../../gateway/model/apis";
import { AwsError } from "../../gateway/service";
import type { CloudClient, Principal } from "../../gateway/service";
import type { GlueColumn, GlueTable } from "../glue";
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
  readonly format: "parquet" | "json";
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

/** A table's files. Rejects with EntityNotFoundException, AccessDenied, InvalidRequestException. */
export async function openTable(
  database: string,
  name: string,
  scope: LakeScope,
): Promise<LakeTable> {
  const { Table: table = { Name: name } } = await scope.cloud.call(
    "glue",
    "GetTable",
    { DatabaseName: database, Name: name },
    scope.as,
  );
  const partitionKeys = table.PartitionKeys ?? [];
  return {
    table,
    database: table.DatabaseName ?? database,
    format: formatOf(table),
    columns: table.StorageDescriptor?.Columns ?? [],
    partitionKeys,
    partitions: await partitionsOf(table, scope),
  };
}

function formatOf(table: GlueTable): "parquet" | "json" {
  const library = table.StorageDescriptor?.SerdeInfo?.SerializationLibrary ?? "";
  if (/parquet/i.test(library)) return "parquet";
  if (/json/i.test(library)) return "json";
  const message = `The local Athena does not read the SerDe ${library} of ${table.Name}.`;
  throw new AwsError("InvalidRequestException", message);
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
  const { Partitions = [] } = await scope.cloud.call(
    "glue",
    "GetPartitions",
    { DatabaseName: table.DatabaseName ?? "", TableName: table.Name },
    scope.as,
  );
  return Promise.all(
    Partitions.map(async ({ Values: values = [], StorageDescriptor: storage }) => ({
      values,
      files: (await list(storage?.Location ?? location, scope)).map(({ file }) => file),
    })),
  );
}

/** The objects under an `s3://` address; those that Athena takes for hidden are left out. */
async function list(
  address: string,
  scope: LakeScope,
): Promise<{ readonly address: string; readonly file: LakeFile }[]> {
  const [, bucket, prefix = ""] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(address) ?? [];
  if (bucket === undefined) {
    throw new AwsError("InvalidRequestException", `${address} is not an address in S3.`);
  }
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
