import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ToRow } from "../../runtime/types";
import { refuseOutside } from "../arguments";
import { protectedByName, type NamedKind } from "../protected-name";
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

const tableKind: NamedKind = {
  kind: "DynamoDB table",
  type: "aws:dynamodb/table:Table",
  named: "name",
  fixed: { hashKey: "partitionKey", rangeKey: "sortKey" },
  why: "a table's keys cannot be changed",
  remedy: (name) =>
    "put a sink with another table beside this one and copy the rows, or, to give them up, run " +
    `aws dynamodb delete-table --table-name ${name}, then pulumi refresh`,
  find: (name, opts) => aws.dynamodb.getTable({ name }, opts),
};

/** The most that `maxFutureSeconds` may be: a year. */
export const MAX_FUTURE_BOUND = 365 * 24 * 3600;

export interface TableSinkArgs<Event> extends TableOptions {
  /**
   * A string or number attribute: a row replaces the one under its key only if its attribute is
   * greater; another counts in the metric `Late`. A request a row, where plain writes need one for 25.
   */
  readonly keepLatestBy?: string;
  /**
   * What a number in `keepLatestBy` counts since 1970. Without it a number is a version, and any is
   * taken. An ISO 8601 text is a time in any case.
   */
  readonly latestUnit?: "seconds" | "milliseconds";
  /**
   * A row whose time in `keepLatestBy` lies more seconds after its record's arrival is quarantined,
   * since no other would ever replace it; 600 by default.
   */
  readonly maxFutureSeconds?: number;
  /**
   * The row that an event becomes, or null to store none of it; the same event must give the same
   * keys.
   */
  readonly toRow: ToRow<Event>;
}

/** Stores each event as a row of a DynamoDB table, paid by request. */
export function toTable<Event>(args: TableSinkArgs<Event>): SinkDefinition<Event> {
  const { toRow, keepLatestBy, latestUnit, maxFutureSeconds, ...options } = args;
  const { partitionKey, sortKey } = options;
  refuseOutside(options.table, "maxFutureSeconds", maxFutureSeconds, 0, MAX_FUTURE_BOUND);
  const actions =
    keepLatestBy === undefined
      ? ["dynamodb:BatchWriteItem"]
      : ["dynamodb:GetItem", "dynamodb:PutItem"];
  const latest = keepLatestBy === undefined ? {} : { keepLatestBy, latestUnit, maxFutureSeconds };
  return {
    name: options.table,
    map: toRow,
    callback: "toRow",
    writer: () => ({ module: "table", options: { partitionKey, sortKey, ...latest } }),
    create: (name, scope): Sink => {
      const { table } = new TableSink(name, { ...options, scope }, scope.options(name));
      return {
        environment: { TABLE_NAME: table.name },
        permissions: [{ actions, resources: [table.arn] }],
        keepsLatest: keepLatestBy !== undefined,
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
      { ...protectedByName(tableKind, name, this), protect: durable },
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
