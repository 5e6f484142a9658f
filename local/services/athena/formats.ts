import type { GlueTable } from "../glue";
import { notSupported } from "./faults";

/** How a table's files are read and written. */
export type FileFormat = "parquet" | "json" | "text" | "csv";

/** What Hive calls what reads and writes a format. */
export interface StorageFormat {
  readonly InputFormat: string;
  readonly OutputFormat: string;
  readonly Library: string;
  /** Glue's word for it. */
  readonly classification: string | undefined;
}

const text = {
  InputFormat: "org.apache.hadoop.mapred.TextInputFormat",
  OutputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
};

export const storage: Readonly<Record<"parquet" | "json" | "text", StorageFormat>> = {
  parquet: {
    InputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    OutputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    Library: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    classification: "parquet",
  },
  json: { ...text, Library: "org.openx.data.jsonserde.JsonSerDe", classification: "json" },
  text: {
    ...text,
    Library: "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
    classification: undefined,
  },
};

/** The format of a table's files, by its SerDe. Throws QueryFault. */
export function formatOf({ Name, StorageDescriptor }: GlueTable): FileFormat {
  const library = StorageDescriptor?.SerdeInfo?.SerializationLibrary ?? "";
  if (/parquet/i.test(library)) return "parquet";
  if (/json/i.test(library)) return "json";
  if (/LazySimpleSerDe$/.test(library)) return "text";
  if (/OpenCSVSerde$/.test(library)) return "csv";
  throw notSupported(`The local Athena does not read the SerDe ${library} of ${Name}.`);
}

/** LazySimpleSerDe's default between fields. */
export const fieldDelimiter = "\u0001";
/** How it writes null. */
export const nullText = "\\N";
