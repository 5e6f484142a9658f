import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { literalsOf } from "../../runtime/redshift/columns";
import type { ToRow } from "../../runtime/types";
import { refuseUnless } from "../arguments";
import { ProvisionedWarehouse } from "../warehouse/provisioned";
import { scheduledActionName } from "../warehouse/schedule";
import { ServerlessWarehouse } from "../warehouse/serverless";
import type { Warehouse } from "../warehouse/warehouse";
import type { Sink, SinkDefinition, SinkPermission, SinkScope } from "./sink";

/** A column of a warehouse table. */
export interface Column {
  /** As in SQL, e.g. "varchar(50)" or "decimal(10,2)": the writer checks that values fit exactly. */
  readonly type: string;
}

export interface WarehouseTable {
  readonly database: string;
  readonly table: string;
  readonly columns: Readonly<Record<string, Column>>;
  /** The column that tells rows apart: a row that comes again replaces itself. */
  readonly mergeOn: string;
  /** The column that most queries bound: blocks outside the bounds are not read. */
  readonly sortKey: string;
}

export interface WarehouseSinkArgs<Event> extends WarehouseTable {
  /** A row with a value for every column, or null to store none. */
  readonly toRow: ToRow<Event>;
}

/** Stores each event as a row of a Redshift table, through the Data API. */
export function toWarehouse<Event>(args: WarehouseSinkArgs<Event>): SinkDefinition<Event> {
  const { database, table, columns, mergeOn } = args;
  checkTable(args);
  return {
    name: table,
    map: args.toRow,
    callback: "toRow",
    writer: () => ({ module: "warehouse", options: { table, database, columns, mergeOn } }),
    create: (name, scope): Sink => {
      const sink = new WarehouseSink(name, { ...args, scope }, scope.options(name));
      const { clusterIdentifier, workgroupName, secretArn } = sink.warehouse;
      return {
        environment: {
          ...(clusterIdentifier !== undefined && { CLUSTER_ID: clusterIdentifier }),
          ...(workgroupName !== undefined && { WORKGROUP: workgroupName }),
          SECRET_ARN: secretArn,
          DATABASE: database,
        },
        dependencies: [sink],
        permissions: dataApiPermissions(sink.warehouse),
        outputs: {
          ...(clusterIdentifier !== undefined && { cluster: clusterIdentifier }),
          ...(workgroupName !== undefined && { workgroup: workgroupName }),
          database: pulumi.output(database),
          secret: secretArn,
        },
      };
    },
  };
}

export interface WarehouseSinkResourceArgs extends WarehouseTable {
  readonly scope: SinkScope;
}

/** The warehouse that the stack's settings ask for, with the table in it. */
export class WarehouseSink extends pulumi.ComponentResource {
  readonly warehouse: Warehouse;

  constructor(
    name: string,
    args: WarehouseSinkResourceArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("streaming:components:WarehouseSink", name, {}, opts);
    const { foundation, scenario } = args.scope;
    const { durable, warehouse: settings } = foundation.settings;
    const kind = settings.kind === "serverless" ? "serverlessWorkgroup" : "cluster";
    const database = { owner: name, from: "database", within: name };
    foundation.takeName("warehouseDatabase", args.database, database);
    const named = { owner: name, from: "database" };
    const warehouseName = foundation.physicalName(kind, args.database, named);
    if (settings.schedule !== undefined)
      for (const verb of ["pause", "resume"])
        foundation.takeName("scheduledAction", scheduledActionName(warehouseName, verb), named);
    const common = {
      name: warehouseName,
      database: args.database,
      durable,
      enhancedVpcRouting: settings.enhancedVpcRouting,
      logRetentionDays: foundation.settings.logRetentionDays,
      tags: foundation.tags(scenario),
    };
    this.warehouse =
      settings.kind === "serverless"
        ? new ServerlessWarehouse(name, common, { parent: this })
        : new ProvisionedWarehouse(
            name,
            { ...common, schedule: settings.schedule },
            { parent: this },
          );
    const { clusterIdentifier, workgroupName, secretArn } = this.warehouse;
    new aws.redshiftdata.Statement(
      name,
      { clusterIdentifier, workgroupName, database: args.database, secretArn, sql: ddl(args) },
      { parent: this },
    );
    this.registerOutputs();
  }
}

/**
 * The table. Rows are spread by the merge column, so that MERGE finds a row's twin on its own node,
 * and sorted by the column that queries bound. Names are quoted: `timestamp` is a reserved word.
 */
export function ddl(args: WarehouseTable): string {
  const columns = Object.entries(args.columns).map(([name, { type }]) => {
    const constraint = name === args.mergeOn ? " NOT NULL" : "";
    return `"${name}" ${type.toUpperCase()}${constraint}`;
  });
  return (
    `CREATE TABLE IF NOT EXISTS "${args.table}" (${columns.join(", ")}) ` +
    `DISTSTYLE KEY DISTKEY ("${args.mergeOn}") SORTKEY ("${args.sortKey}")`
  );
}

function dataApiPermissions({ arn, secretArn }: Warehouse): SinkPermission[] {
  return [
    { actions: ["redshift-data:BatchExecuteStatement"], resources: [arn] },
    // A statement has no ARN, so these cannot be narrowed; only who ran it may ask about it.
    { actions: ["redshift-data:DescribeStatement"], resources: ["*"] },
    { actions: ["secretsmanager:GetSecretValue"], resources: [secretArn] },
  ];
}

function checkTable({ table, columns, mergeOn, sortKey }: WarehouseTable): void {
  const names = [table, ...Object.keys(columns)];
  const bad = names.find((name) => !/^[a-z_][a-z0-9_]{0,126}$/.test(name));
  refuseUnless(
    bad === undefined,
    table,
    `"${bad ?? ""}" is no name that needs no care in SQL`,
    "use lower-case letters, digits and underscores",
  );
  // Throws on a type that the writer cannot write.
  for (const { type } of Object.values(columns)) literalsOf(type);
  for (const [option, column] of Object.entries({ mergeOn, sortKey }))
    refuseUnless(
      column in columns,
      table,
      `${option} is "${column}", which is no column`,
      `name one of ${Object.keys(columns).join(", ")}`,
    );
}
