import type { OpenXJsonSerDe } from "@aws-sdk/client-firehose";
import type { InputOf } from "../../gateway/model/apis";
import { invalid } from "./errors";
import { checkExpressions, hasExpressions } from "./prefix";

type Create = InputOf<"firehose", "CreateDeliveryStream">;

export type S3Configuration = NonNullable<Create["ExtendedS3DestinationConfiguration"]>;
export type SourceConfiguration = NonNullable<Create["KinesisStreamSourceConfiguration"]>;

/** What delivery needs to know, defaults filled in. */
export interface Destination {
  readonly roleArn: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly errorPrefix: string | undefined;
  readonly intervalMs: number;
  readonly bytes: number;
  readonly gzip: boolean;
  readonly extension: string | undefined;
  /** Put after each record. */
  readonly delimiter: string;
  readonly conversion: Conversion | undefined;
  readonly log: { readonly group: string; readonly stream: string } | undefined;
}

export interface Conversion {
  readonly database: string;
  readonly table: string;
  readonly roleArn: string;
  readonly json: OpenXJsonSerDe;
  readonly compression: string;
}

const mebibyte = 1024 * 1024;

/** Checks a configuration as Firehose does. Throws InvalidArgumentException. */
export function destinationOf(configuration: S3Configuration): Destination {
  const bucket = /^arn:aws[\w-]*:s3:::(.+)$/.exec(configuration.BucketARN)?.[1];
  if (bucket === undefined) throw invalid(`${configuration.BucketARN} is no bucket's ARN.`);
  refuseUnimplemented(configuration);
  const conversion = conversionOf(configuration);
  const { Prefix = "", ErrorOutputPrefix, BufferingHints: hints = {} } = configuration;
  checkPrefixes(Prefix, ErrorOutputPrefix);
  const seconds = hints.IntervalInSeconds ?? 300;
  const size = hints.SizeInMBs ?? (conversion ? 128 : 5);
  if (conversion && size < 64) {
    throw invalid("BufferingHints.SizeInMBs must be between 64 and 128.");
  }
  const compression = configuration.CompressionFormat ?? "UNCOMPRESSED";
  if (conversion && compression !== "UNCOMPRESSED") {
    throw invalid("CompressionFormat must be UNCOMPRESSED when data format conversion is enabled.");
  }
  const { Enabled, LogGroupName, LogStreamName } = configuration.CloudWatchLoggingOptions ?? {};
  return {
    roleArn: configuration.RoleARN,
    bucket,
    prefix: Prefix,
    errorPrefix: ErrorOutputPrefix,
    intervalMs: seconds * 1000,
    bytes: size * mebibyte,
    gzip: compression === "GZIP",
    extension: configuration.FileExtension,
    delimiter: delimiterOf(configuration),
    conversion,
    log:
      Enabled === true && LogGroupName !== undefined && LogStreamName !== undefined
        ? { group: LogGroupName, stream: LogStreamName }
        : undefined,
  };
}

function refuseUnimplemented(configuration: S3Configuration): void {
  const { CompressionFormat: compression = "UNCOMPRESSED", CustomTimeZone: zone } = configuration;
  const refused = [
    ["GZIP", "UNCOMPRESSED"].includes(compression) ? undefined : `CompressionFormat ${compression}`,
    zone === undefined || zone === "UTC" ? undefined : `CustomTimeZone ${zone}`,
    configuration.S3BackupMode === "Enabled" ? "S3BackupMode" : undefined,
    configuration.DynamicPartitioningConfiguration?.Enabled ? "dynamic partitioning" : undefined,
  ].find((what) => what !== undefined);
  if (refused !== undefined) throw invalid(`The local Firehose does not implement ${refused}.`);
}

function checkPrefixes(prefix: string, errorPrefix: string | undefined): void {
  checkExpressions(prefix, ["timestamp", "random-string"]);
  checkExpressions(errorPrefix ?? "", ["timestamp", "random-string", "error-output-type"]);
  if (hasExpressions(prefix) && !errorPrefix) {
    throw invalid("ErrorOutputPrefix can not be null or empty when Prefix contains expressions.");
  }
  const typed = errorPrefix?.includes("!{firehose:error-output-type}") ?? false;
  if (hasExpressions(errorPrefix ?? "") && !typed) {
    throw invalid("ErrorOutputPrefix must contain !{firehose:error-output-type}.");
  }
}

/** The delimiter that a processor puts after each record; `\n` may be written as two characters. */
function delimiterOf({ ProcessingConfiguration: processing }: S3Configuration): string {
  if (!processing?.Enabled) return "";
  let delimiter = "";
  for (const { Type, Parameters = [] } of processing.Processors ?? []) {
    if (Type !== "AppendDelimiterToRecord") {
      throw invalid(`The local Firehose does not implement the processor ${Type}.`);
    }
    const found = Parameters.find(({ ParameterName }) => ParameterName === "Delimiter");
    delimiter = (found?.ParameterValue ?? "\\n").replaceAll("\\n", "\n");
  }
  return delimiter;
}

function conversionOf(configuration: S3Configuration): Conversion | undefined {
  const conversion = configuration.DataFormatConversionConfiguration;
  if (!conversion || conversion.Enabled === false) return undefined;
  const { DatabaseName, TableName, RoleARN } = conversion.SchemaConfiguration ?? {};
  const { OpenXJsonSerDe, HiveJsonSerDe } = conversion.InputFormatConfiguration?.Deserializer ?? {};
  const { ParquetSerDe, OrcSerDe } = conversion.OutputFormatConfiguration?.Serializer ?? {};
  if (DatabaseName === undefined || TableName === undefined) {
    throw invalid("SchemaConfiguration needs DatabaseName and TableName.");
  }
  if (HiveJsonSerDe || !OpenXJsonSerDe || OrcSerDe || !ParquetSerDe) {
    throw invalid("The local Firehose converts from OpenX JSON to Parquet only.");
  }
  return {
    database: DatabaseName,
    table: TableName,
    roleArn: RoleARN ?? configuration.RoleARN,
    json: OpenXJsonSerDe,
    compression: (ParquetSerDe.Compression ?? "SNAPPY").toLowerCase(),
  };
}
