import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { LakeTable } from "./lake";

export interface CatalogArgs extends LakeTable {
  readonly databaseName: string;
  readonly format: "parquet" | "json";
  readonly bucket: pulumi.Output<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/** The column that partitions the table: the UTC day on which Firehose took the record. */
export const partitionColumn = "day";

const parquet = {
  inputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
  outputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
  serDeInfo: {
    serializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    parameters: { "serialization.format": "1" },
  },
};

const json = {
  inputFormat: "org.apache.hadoop.mapred.TextInputFormat",
  outputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
  serDeInfo: {
    serializationLibrary: "org.openx.data.jsonserde.JsonSerDe",
    // One line that is not JSON must not spoil every query: Firehose passes lines on unread.
    parameters: { "ignore.malformed.json": "true" },
  },
};

/**
 * The lake's table in Glue. Partitions are projected from the day, so that neither a crawler nor a
 * repair has to find them.
 */
export class LakeCatalog extends pulumi.ComponentResource {
  readonly database: aws.glue.CatalogDatabase;
  readonly table: aws.glue.CatalogTable;

  constructor(name: string, args: CatalogArgs, opts?: pulumi.ComponentResourceOptions) {
    super("streaming:components:LakeCatalog", name, {}, opts);
    const location = pulumi.interpolate`s3://${args.bucket}/${args.table}/`;
    this.database = new aws.glue.CatalogDatabase(
      name,
      { name: args.databaseName, tags: args.tags },
      { parent: this },
    );
    this.table = new aws.glue.CatalogTable(
      name,
      {
        databaseName: this.database.name,
        name: args.table,
        tableType: "EXTERNAL_TABLE",
        parameters: { EXTERNAL: "TRUE", classification: args.format, ...projection(location) },
        partitionKeys: [{ name: partitionColumn, type: "string" }],
        storageDescriptor: {
          ...(args.format === "parquet" ? parquet : json),
          location,
          columns: Object.entries(args.columns).map(([column, type]) => ({ name: column, type })),
        },
      },
      { parent: this },
    );
    this.registerOutputs({ database: this.database.name, table: this.table.name });
  }
}

/** https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html */
function projection(location: pulumi.Output<string>): Record<string, pulumi.Input<string>> {
  const column = `projection.${partitionColumn}`;
  return {
    "projection.enabled": "true",
    [`${column}.type`]: "date",
    [`${column}.format`]: "yyyy-MM-dd",
    // As far back as the lifecycle keeps data.
    [`${column}.range`]: "NOW-1YEARS,NOW",
    [`${column}.interval`]: "1",
    [`${column}.interval.unit`]: "DAYS",
    "storage.location.template": pulumi.interpolate`${location}${partitionColumn}=\${${partitionColumn}}/`,
  };
}
