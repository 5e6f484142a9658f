import type { GlueColumn, GlueTable } from "../../glue";

const text = (value: string): string =>
  `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\u0001", "\\001").replaceAll("\t", "\\t").replaceAll("\n", "\\n")}'`;

const pairs = (record: Readonly<Record<string, string>>): string[] =>
  closed(Object.entries(record).map(([name, value]) => `  ${text(name)}=${text(value)}`));

const columns = (all: readonly GlueColumn[]): string[] =>
  closed(
    all.map(({ Name, Type = "string", Comment }) => {
      const comment = Comment === undefined ? "" : ` COMMENT ${text(Comment)}`;
      return `  \`${Name}\` ${Type}${comment}`;
    }),
  );

/** Lines with commas between them, and a parenthesis after the last. */
function closed(lines: readonly string[]): string[] {
  return lines.map((line, at) => `${line}${at === lines.length - 1 ? ")" : ", "}`);
}

/** The statement that would create a table, as Hive writes it. */
export function createTableText(table: GlueTable): string[] {
  const { DatabaseName = "", Name, StorageDescriptor = {}, PartitionKeys = [] } = table;
  const { Columns = [], SerdeInfo = {}, InputFormat = "", OutputFormat = "" } = StorageDescriptor;
  const { comment, ...parameters } = table.Parameters ?? {};
  const properties = Object.fromEntries(
    Object.entries(parameters).filter(([name]) => name !== "EXTERNAL"),
  );
  const serde = SerdeInfo.Parameters ?? {};
  return [
    `CREATE EXTERNAL TABLE \`${DatabaseName}.${Name}\`(`,
    ...columns(Columns),
    ...(comment === undefined ? [] : [`COMMENT ${text(comment)}`]),
    ...(PartitionKeys.length === 0 ? [] : ["PARTITIONED BY ( ", ...columns(PartitionKeys)]),
    "ROW FORMAT SERDE ",
    `  ${text(SerdeInfo.SerializationLibrary ?? "")} `,
    ...(Object.keys(serde).length === 0 ? [] : ["WITH SERDEPROPERTIES ( ", ...pairs(serde)]),
    "STORED AS INPUTFORMAT ",
    `  ${text(InputFormat)} `,
    "OUTPUTFORMAT ",
    `  ${text(OutputFormat)}`,
    "LOCATION",
    `  ${text(StorageDescriptor.Location ?? "")}`,
    ...(Object.keys(properties).length === 0 ? [] : ["TBLPROPERTIES (", ...pairs(properties)]),
  ];
}
