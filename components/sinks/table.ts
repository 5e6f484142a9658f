import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ToRow } from "../../runtime/types";
import type { Sink, SinkDefinition, SinkScope } from "./sink";

type IndexArgs = aws.types.input.dynamodb.TableGlobalSecondaryIndex;

/** A second way to search a table; carries every attribute. */
export interface TableIndex {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey?: string;
}

export interface TableOptions {
  /** The name in stack `dev`; other stacks add theirs. */
  readonly table: string;
  /** String attribute. */
  readonly partitionKey: string;
  /** String attribute. */
  readonly sortKey?: string;
  readonly indexes?: readonly TableIndex[];
  /** Attribute with the second, since 1970, after which a row goes. */
  readonly ttl?: string;
}

export interface TableSinkArgs<Event> extends TableOptions {
  /**
   * A string or number attribute: a row replaces the one under its key only if its attribute is
   * greater. A request a row, where plain writes need one for 25.
   */
  readonly keepLatestBy?: string;
  /**
   * The row that an event becomes, or null to store none of it; the same event must give the same
   * keys.
   */
  readonly toRow: ToRow<Event>;
}

/** Stores each event as a row of a DynamoDB table, paid by request. */
export function toTable<Event>(args: TableSinkArgs<Event>): SinkDefinition<Event> {
  const { toRow, keepLatestBy, ...options } = args;
  const { partitionKey, sortKey } = options;
  const write = keepLatestBy === undefined ? "dynamodb:BatchWriteItem" : "dynamodb:PutItem";
  return {
    name: options.table,
    map: toRow,
    callback: "toRow",
    writer: () => ({ module: "table", options: { partitionKey, sortKey, keepLatestBy } }),
    create: (name, scope): Sink => {
      const { table } = new TableSink(name, { ...options, scope }, scope.options(name));
      return {
        environment: { TABLE_NAME: table.name },
        permissions: [{ actions: [write], resources: [table.arn] }],
        dependencies: [table],
        outputs: { table: table.name },
      };
    },
  };
}

export interface TableSinkResourceArgs extends TableOptions {
  readonly scope: SinkScope;
}

/** The table: encrypted, on demand, with point-in-time recovery where the stack is durable. */
export class TableSink extends pulumi.ComponentResource {
  readonly table: aws.dynamodb.Table;

  constructor(name: string, args: TableSinkResourceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("streaming:components:TableSink", name, {}, opts);
    const { foundation, scenario } = args.scope;
    const { durable } = foundation.settings;
    const tableName = foundation.physicalName("table", args.table, { owner: name, from: "table" });
    for (const index of args.indexes ?? [])
      foundation.takeName("index", index.name, {
        owner: name,
        from: "indexes' name",
        within: tableName,
      });
    this.table = new aws.dynamodb.Table(
      name,
      {
        name: tableName,
        billingMode: "PAY_PER_REQUEST",
        hashKey: args.partitionKey,
        ...(args.sortKey !== undefined && { rangeKey: args.sortKey }),
        attributes: keyAttributes(args).map((attribute) => ({ name: attribute, type: "S" })),
        ...(args.indexes !== undefined && { globalSecondaryIndexes: args.indexes.map(indexArgs) }),
        ...(args.ttl !== undefined && { ttl: { attributeName: args.ttl, enabled: true } }),
        serverSideEncryption: { enabled: true },
        pointInTimeRecovery: { enabled: durable },
        deletionProtectionEnabled: durable,
        tags: foundation.tags(scenario),
      },
      { parent: this, protect: durable },
    );
    this.registerOutputs({ table: this.table.name });
  }
}

/** DynamoDB wants every key attribute declared once, and no other. */
function keyAttributes(args: TableOptions): string[] {
  const keys = [args, ...(args.indexes ?? [])].flatMap(({ partitionKey, sortKey }) =>
    sortKey === undefined ? [partitionKey] : [partitionKey, sortKey],
  );
  return [...new Set(keys)];
}

function indexArgs({ name, partitionKey, sortKey }: TableIndex): IndexArgs {
  const key = (attributeName: string, keyType: string) => ({ attributeName, keyType });
  const sorted = sortKey === undefined ? [] : [key(sortKey, "RANGE")];
  return { name, keySchemas: [key(partitionKey, "HASH"), ...sorted], projectionType: "ALL" };
}
