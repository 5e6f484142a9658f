import { AwsError } from "../../gateway/service";
import { checkExpressions, hasExpressions } from "./prefix";

/** ExtendedS3DestinationConfiguration, as far as the local Firehose carries it out. */
export interface S3Configuration {
  readonly RoleARN: string;
  readonly BucketARN: string;
  readonly Prefix?: string;
  readonly ErrorOutputPrefix?: string;
  readonly BufferingHints?: { readonly IntervalInSeconds?: number; readonly SizeInMBs?: number };
  readonly CompressionFormat?: string;
  readonly FileExtension?: string;
  readonly CustomTimeZone?: string;
  readonly CloudWatchLoggingOptions?: {
    readonly Enabled?: boolean;
    readonly LogGroupName?: string;
    readonly LogStreamName?: string;
  };
  readonly ProcessingConfiguration?: {
    readonly Enabled?: boolean;
    readonly Processors?: readonly Processor[];
  };
  readonly DataFormatConversionConfiguration?: ConversionConfiguration;
  readonly DynamicPartitioningConfiguration?: { readonly Enabled?: boolean };
  readonly S3BackupMode?: string;
  readonly [member: string]: unknown;
}

interface Processor {
  readonly Type: string;
  readonly Parameters?: readonly {
    readonly ParameterName: string;
    readonly ParameterValue: string;
  }[];
}

export interface ConversionConfiguration {
  readonly Enabled?: boolean;
  readonly SchemaConfiguration?: {
    readonly DatabaseName?: string;
    readonly TableName?: string;
    readonly RoleARN?: string;
    readonly [member: string]: unknown;
  };
  readonly InputFormatConfiguration?: {
    readonly Deserializer?: {
      readonly OpenXJsonSerDe?: OpenXJson;
      readonly HiveJsonSerDe?: object;
    };
  };
  readonly OutputFormatConfiguration?: {
    readonly Serializer?: {
      readonly ParquetSerDe?: { readonly Compression?: string };
      readonly OrcSerDe?: object;
    };
  };
}

export interface OpenXJson {
  readonly CaseInsensitive?: boolean;
  readonly ConvertDotsInJsonKeysToUnderscores?: boolean;
  readonly ColumnToJsonKeyMappings?: Readonly<Record<string, string>>;
}

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
  readonly json: OpenXJson;
  readonly compression: "snappy" | "gzip" | "uncompressed";
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidArgumentException", message);
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
  if (seconds < 0 || seconds > 900) {
    throw invalid("BufferingHints.IntervalInSeconds must be between 0 and 900.");
  }
  const least = conversion ? 64 : 1;
  if (size < least || size > 128) {
    throw invalid(`BufferingHints.SizeInMBs must be between ${least} and 128.`);
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
  const compression = (ParquetSerDe.Compression ?? "SNAPPY").toLowerCase();
  if (compression !== "snappy" && compression !== "gzip" && compression !== "uncompressed") {
    throw invalid(`Parquet can not be compressed by ${compression}.`);
  }
  return {
    database: DatabaseName,
    table: TableName,
    roleArn: RoleARN ?? configuration.RoleARN,
    json: OpenXJsonSerDe,
    compression,
  };
}
