import type { CallOutput } from "../../local/gateway/model/apis";
import { eventually } from "../eventually";
import { columns, toParquet } from "../firehose/lake";
import type { newLake } from "../firehose/lake";

export type Lake = Awaited<ReturnType<typeof newLake>>;

export interface Reading {
  readonly sensor_id: string;
  readonly temperature: number;
  readonly humidity: number;
  readonly timestamp: string;
  readonly location: string;
}

/** Readings of three sensors, one a minute. */
export function readings(count: number): Reading[] {
  return Array.from({ length: count }, (_, n) => ({
    sensor_id: `sensor-00${(n % 3) + 1}`,
    temperature: Math.round((20 + ((n * 7) % 150) / 10) * 10) / 10,
    humidity: 40 + (n % 30),
    timestamp: new Date(Date.UTC(2024, 0, 15, 10, n)).toISOString().replace(".000", ""),
    location: n % 2 === 0 ? "warehouse-A" : "warehouse-B",
  }));
}

export const jsonSerde = {
  Location: "s3://lake/sensor_data/",
  Columns: columns,
  SerdeInfo: {
    SerializationLibrary: "org.openx.data.jsonserde.JsonSerDe",
    Parameters: { "ignore.malformed.json": "true" },
  },
};

/** Partition projection by day, as the product's own table has it. */
export const projectedByDay = {
  PartitionKeys: [{ Name: "day", Type: "string" }],
  Parameters: {
    "projection.enabled": "true",
    "projection.day.type": "date",
    "projection.day.format": "yyyy-MM-dd",
    "projection.day.range": "NOW-1YEARS,NOW",
    "projection.day.interval": "1",
    "projection.day.interval.unit": "DAYS",
    "storage.location.template": "s3://lake/sensor_data/day=${day}/",
  },
};

/** Sends events through the stream and Firehose into `sensor_data/day=<today>/`. */
export async function deliver(
  lake: Lake,
  format: "parquet" | "json",
  events: readonly object[],
): Promise<void> {
  await lake.create({
    Prefix: "sensor_data/day=!{timestamp:yyyy-MM-dd}/",
    ErrorOutputPrefix: "errors/!{firehose:error-output-type}/",
    ...(format === "parquet"
      ? { DataFormatConversionConfiguration: toParquet }
      : {
          CompressionFormat: "GZIP",
          ProcessingConfiguration: {
            Enabled: true,
            Processors: [{ Type: "AppendDelimiterToRecord" }],
          },
        }),
  });
  for (let at = 0; at < events.length; at += 500) await lake.put(...events.slice(at, at + 500));
  await lake.firehose.flush("lake");
}

export interface Answer {
  readonly state: string;
  readonly reason: string | undefined;
  readonly header: readonly (string | null)[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly types: readonly string[];
  readonly scannedBytes: number;
  readonly output: string;
}

type Execution = NonNullable<CallOutput<"athena", "GetQueryExecution">["QueryExecution"]>;

/** Runs a query in database `lake` to its end. */
export async function ask(lake: Lake, QueryString: string, more: object = {}): Promise<Answer> {
  const { QueryExecutionId } = await lake.cloud.call("athena", "StartQueryExecution", {
    QueryString,
    QueryExecutionContext: { Database: "lake" },
    ResultConfiguration: { OutputLocation: "s3://lake/results/" },
    ...more,
  });
  const { Status = {}, Statistics, ResultConfiguration } = await endOf(lake, QueryExecutionId);
  const ended = {
    state: Status.State ?? "",
    reason: Status.StateChangeReason,
    scannedBytes: Statistics?.DataScannedInBytes ?? 0,
    output: ResultConfiguration?.OutputLocation ?? "",
  };
  if (ended.state !== "SUCCEEDED") return { ...ended, header: [], rows: [], types: [] };
  const { ResultSet: { Rows = [], ResultSetMetadata } = {} } = await lake.cloud.call(
    "athena",
    "GetQueryResults",
    { QueryExecutionId },
  );
  const [header = [], ...rows] = Rows.map(({ Data = [] }) =>
    Data.map((cell) => cell.VarCharValue ?? null),
  );
  const types = (ResultSetMetadata?.ColumnInfo ?? []).map(({ Type }) => Type);
  return { ...ended, header, rows, types };
}

async function endOf(lake: Lake, QueryExecutionId: string | undefined): Promise<Execution> {
  let found: Execution = {};
  await eventually(
    async () => {
      const answer = await lake.cloud.call("athena", "GetQueryExecution", { QueryExecutionId });
      found = answer.QueryExecution ?? {};
      return ["SUCCEEDED", "FAILED", "CANCELLED"].includes(found.Status?.State ?? "");
    },
    { what: "the end of a query" },
  );
  return found;
}
