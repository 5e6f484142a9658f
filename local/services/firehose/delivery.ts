import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { CloudClient, Principal } from "../../gateway/service";
import type { GlueTable } from "../glue";
import type { BufferedRecord } from "./buffer";
import type { Conversion, Destination } from "./configuration";
import { ConversionFault, rowsOf } from "./json-rows";
import type { TextRow } from "./json-rows";
import type { ParquetWriter } from "./parquet";
import { evaluateErrorPrefix, evaluatePrefix, objectName } from "./prefix";

/** An object to store. Its key is drawn once, so that a retry overwrites what it stored before. */
export interface PreparedObject {
  readonly key: string;
  readonly body: Buffer;
}

export interface DeliveryScope {
  readonly name: string;
  readonly version: string;
  readonly cloud: CloudClient;
  readonly parquet: ParquetWriter;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const compress = promisify(gzip);

/** Firehose under a role, as it calls other services. */
export function firehoseAs(roleArn: string): Principal {
  return { kind: "role", roleArn, sessionName: "AWSFirehoseToS3" };
}

/** The objects that a batch becomes: the data, and what could not be converted. */
export async function prepare(
  records: readonly BufferedRecord[],
  destination: Destination,
  scope: DeliveryScope,
): Promise<PreparedObject[]> {
  const oldest = new Date(Math.min(...records.map(({ arrival }) => arrival)));
  const name = objectName(scope.name, scope.version, new Date(scope.now));
  const prefix = evaluatePrefix(destination.prefix, oldest);
  const key = (extension: string) => `${prefix}${name}${destination.extension ?? extension}`;
  if (!destination.conversion) {
    const delimiter = Buffer.from(destination.delimiter);
    const joined = Buffer.concat(records.flatMap(({ data }) => [data, delimiter]));
    const body = destination.gzip ? await compress(joined) : joined;
    return [{ key: key(destination.gzip ? ".gz" : ""), body }];
  }
  const { body, failed } = await convert(records, destination.conversion, scope);
  const objects = body ? [{ key: key(".parquet"), body }] : [];
  if (failed.length === 0) return objects;
  const errors = evaluateErrorPrefix(destination, oldest, "format-conversion-failed");
  return [...objects, { key: `${errors}${name}`, body: Buffer.from(failed.join("\n")) }];
}

interface Converted {
  readonly body: Buffer | undefined;
  /** Firehose's JSON document of each record that is not in the body. */
  readonly failed: readonly string[];
}

async function convert(
  records: readonly BufferedRecord[],
  conversion: Conversion,
  { cloud, parquet, now }: DeliveryScope,
): Promise<Converted> {
  const role = firehoseAs(conversion.roleArn);
  const { database: DatabaseName, table: Name } = conversion;
  // Both are asked for: https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-glue
  await cloud.call("glue", "GetTableVersions", { DatabaseName, TableName: Name }, role);
  const { Table: table = { Name } } = await cloud.call(
    "glue",
    "GetTable",
    { DatabaseName, Name },
    role,
  );
  const columns = table.StorageDescriptor?.Columns ?? [];
  const rows: TextRow[] = [];
  const failed: string[] = [];
  for (const record of records) {
    try {
      rows.push(...rowsOf(record.data, columns, conversion.json));
    } catch (error) {
      if (!(error instanceof ConversionFault)) throw error;
      failed.push(JSON.stringify(errorRecord(record, error, table, cloud, now)));
    }
  }
  const body =
    rows.length === 0 ? undefined : await parquet.write(columns, rows, conversion.compression);
  return { body, failed };
}

/** https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion-error-handling.html */
function errorRecord(
  record: BufferedRecord,
  fault: ConversionFault,
  table: GlueTable,
  cloud: CloudClient,
  now: number,
): object {
  return {
    attemptsMade: 1,
    arrivalTimestamp: record.arrival,
    lastErrorCode: fault.code,
    lastErrorMessage: fault.message,
    attemptEndingTimestamp: now,
    rawData: record.data.toString("base64"),
    sequenceNumber: record.sequenceNumber ?? null,
    subSequenceNumber: record.subSequenceNumber ?? null,
    dataCatalogTable: {
      catalogId: table.CatalogId,
      databaseName: table.DatabaseName,
      tableName: table.Name,
      region: cloud.region,
      versionId: table.VersionId,
      catalogArn: `arn:aws:glue:${cloud.region}:${table.CatalogId}:catalog`,
    },
  };
}

/**
 * Puts an object under the destination's role, which has to let Firehose look at the bucket, too.
 * Source: https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3
 */
export async function store(
  object: PreparedObject,
  destination: Destination,
  cloud: CloudClient,
): Promise<void> {
  const role = firehoseAs(destination.roleArn);
  const { bucket: Bucket } = destination;
  await cloud.call("s3", "GetBucketLocation", { Bucket }, role);
  await cloud.call("s3", "HeadBucket", { Bucket }, role);
  await cloud.call("s3", "ListMultipartUploads", { Bucket, MaxUploads: 1 }, role);
  await cloud.call("s3", "PutObject", { Bucket, Key: object.key, Body: object.body }, role);
}
