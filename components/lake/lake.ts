import * as pulumi from "@pulumi/pulumi";
import { refuseOutside, refuseUnless } from "../arguments";
import { PrivateBucket } from "../bucket";
import type { Foundation } from "../stack/foundation";
import type { EventStream } from "../stream";
import { LakeCatalog } from "./catalog";
import { LakeDelivery } from "./delivery";
import { LakeQueries } from "./queries";

export interface LakeTable {
  /** The table in Glue; also the folder in the bucket. */
  readonly table: string;
  /** Columns and their Hive types, as the events' JSON names them. */
  readonly columns: Readonly<Record<string, string>>;
}

/** A query kept in the workgroup. */
export interface SavedQuery {
  readonly name: string;
  readonly description: string;
  readonly sql: string;
}

/** A lake's options; what is left out comes from the stack's settings. */
export interface LakeOptions extends LakeTable {
  /** The database in Glue in stack `dev`; other stacks add theirs. */
  readonly database: string;
  /** "parquet" by default; "json" keeps the records as sent, gzipped. */
  readonly format?: "parquet" | "json";
  /** How long Firehose gathers, 0 to 900; 60 by default. */
  readonly bufferSeconds?: number;
  /** Days until files move to infrequent access; 30 by default. */
  readonly infrequentAccessDays?: number;
  /** Days until files are deleted; 365 by default, as far as the table's partitions reach. */
  readonly expireDays?: number;
  /** Bytes that one query may read; 10 GB by default, 5 cents. */
  readonly maxScannedBytes?: number;
  readonly queries?: readonly SavedQuery[];
}

export interface LakeSinkArgs extends LakeOptions {
  readonly foundation: Foundation;
  readonly scenario: string;
  readonly stream: EventStream;
}

/** A data lake beside the consumers: stream → Firehose → S3, described in Glue, asked by Athena. */
export class LakeSink extends pulumi.ComponentResource {
  readonly bucket: PrivateBucket;
  readonly outputs: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: LakeSinkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("streaming:components:LakeSink", name, {}, opts);
    checkArguments(name, args);
    const { foundation, scenario, table, columns } = args;
    const { settings } = foundation;
    const tags = foundation.tags(scenario);
    const format = args.format ?? settings.lakeFormat;
    const bufferSeconds = args.bufferSeconds ?? settings.lakeBufferSeconds;
    const options = { parent: this };
    this.bucket = new PrivateBucket(
      name,
      {
        tags,
        forceDestroy: !settings.durable,
        versioned: settings.durable,
        logs: foundation.accessLogs,
        lifecycle: [
          {
            prefix: `${table}/`,
            infrequentAccessDays: args.infrequentAccessDays ?? 30,
            expireDays: args.expireDays ?? 365,
          },
          { prefix: "errors/", expireDays: 30 },
        ],
      },
      options,
    );
    const databaseName = foundation.physicalName("glueDatabase", args.database, {
      owner: name,
      from: "lake.database",
    });
    foundation.takeName("glueTable", table, {
      owner: name,
      from: "lake.table",
      within: databaseName,
    });
    const catalog = new LakeCatalog(
      name,
      { table, columns, databaseName, format, bucket: this.bucket.name, tags },
      options,
    );
    const delivery = new LakeDelivery(
      name,
      {
        foundation,
        scenario,
        stream: args.stream,
        bucket: this.bucket,
        catalog,
        table,
        columns,
        format,
        bufferSeconds,
      },
      options,
    );
    const queries = new LakeQueries(
      name,
      {
        foundation,
        workgroupName: foundation.physicalName("athenaWorkgroup", scenario, {
          owner: name,
          from: "the pipeline's name",
        }),
        database: catalog.database.name,
        queries: args.queries ?? [],
        forceDestroy: !settings.durable,
        logs: foundation.accessLogs,
        maxScannedBytes: args.maxScannedBytes ?? 10_000_000_000,
        tags,
      },
      options,
    );
    this.outputs = {
      lake: this.bucket.name,
      delivery: delivery.name,
      lakeDatabase: catalog.database.name,
      lakeTable: catalog.table.name,
      lakeWorkgroup: queries.workgroup.name,
      lakeResults: queries.results.name,
    };
    this.registerOutputs(this.outputs);
  }
}

function checkArguments(name: string, args: LakeOptions): void {
  refuseOutside(name, "bufferSeconds", args.bufferSeconds, 0, 900);
  refuseOutside(name, "maxScannedBytes", args.maxScannedBytes, 10_000_000, Number.MAX_SAFE_INTEGER);
  refuseOutside(name, "infrequentAccessDays", args.infrequentAccessDays, 30, 3650);
  refuseUnless(
    (args.expireDays ?? 365) > (args.infrequentAccessDays ?? 30),
    name,
    "expireDays is not after infrequentAccessDays",
    "give a later day, or leave them out",
  );
  const bad = [args.table, ...Object.keys(args.columns)].find((text) => !/^[a-z0-9_]+$/.test(text));
  refuseUnless(
    bad === undefined,
    name,
    `"${bad ?? ""}" is no name that Glue and Athena agree on`,
    "use lower-case letters, digits and underscores",
  );
}
