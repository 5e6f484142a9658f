import type { InputOf } from "../../gateway/model/apis";
import { AwsError } from "../../gateway/service";
import { dynalite } from "./engine";
import type { Engine, Item, NewIndex, StoredTable } from "./engine";

type Changes = InputOf<"dynamodb", "UpdateTable">;

/**
 * Creates and deletes global secondary indexes of a table that stands, which dynalite refuses. An
 * index is filled before the call returns; on AWS that takes minutes.
 */
export function changeIndexes(
  engine: Engine,
  table: StoredTable,
  { AttributeDefinitions: definitions = [], GlobalSecondaryIndexUpdates: updates = [] }: Changes,
): void {
  let changed: StoredTable = {
    ...table,
    AttributeDefinitions: union(table.AttributeDefinitions, definitions),
  };
  for (const update of updates) {
    if (update.Create) changed = withIndex(changed, update.Create);
    if (update.Delete) changed = withoutIndex(engine, changed, update.Delete.IndexName);
  }
  changed.AttributeDefinitions = used(changed);
  engine.store.tableDb.put(table.TableName, changed, raise);
  if (updates.some((update) => update.Create)) fill(engine, changed);
}

function raise(error: Error | null): void {
  if (error !== null) throw error;
}

function union(
  left: StoredTable["AttributeDefinitions"],
  right: StoredTable["AttributeDefinitions"],
): StoredTable["AttributeDefinitions"] {
  return [...new Map([...left, ...right].map((each) => [each.AttributeName, each])).values()];
}

function used(table: StoredTable): StoredTable["AttributeDefinitions"] {
  const indexes = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])];
  const keys = [table, ...indexes].flatMap((each) => each.KeySchema);
  const names = new Set(keys.map((key) => key.AttributeName));
  return table.AttributeDefinitions.filter((each) => names.has(each.AttributeName));
}

function withIndex(table: StoredTable, index: NewIndex): StoredTable {
  const existing = table.GlobalSecondaryIndexes ?? [];
  if (existing.some((each) => each.IndexName === index.IndexName)) {
    throw invalid(
      `Attempting to create an index which already exists with name ${index.IndexName}`,
    );
  }
  if (existing.length >= 20) throw invalid("GlobalSecondaryIndex count exceeds the limit of 20");
  const defined = new Set(table.AttributeDefinitions.map((each) => each.AttributeName));
  const missing = index.KeySchema.find((key) => !defined.has(key.AttributeName));
  if (missing) {
    throw invalid(
      "One or more parameter values were invalid: Some index key attributes are not defined in " +
        `AttributeDefinitions: ${missing.AttributeName}`,
    );
  }
  const created = {
    ProvisionedThroughput: {
      ReadCapacityUnits: 0,
      WriteCapacityUnits: 0,
      NumberOfDecreasesToday: 0,
    },
    ...index,
    IndexArn: `${table.TableArn}/index/${index.IndexName}`,
    IndexSizeBytes: 0,
    ItemCount: 0,
    IndexStatus: "ACTIVE" as const,
  };
  return { ...table, GlobalSecondaryIndexes: [...existing, created] };
}

function withoutIndex(engine: Engine, table: StoredTable, name: string): StoredTable {
  const { GlobalSecondaryIndexes: existing = [], ...rest } = table;
  const left = existing.filter((each) => each.IndexName !== name);
  if (left.length === existing.length) {
    throw new AwsError(
      "ResourceNotFoundException",
      `Requested resource not found: Index: ${name} not found`,
    );
  }
  engine.store.deleteIndexDb("Global", table.TableName, name, raise);
  return {
    ...rest,
    ...(left.length > 0 && { GlobalSecondaryIndexes: left }),
  };
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

function fill(engine: Engine, table: StoredTable): void {
  for (const [, text] of engine.store.getItemDb(table.TableName).texts()) {
    const item = JSON.parse(text) as Item;
    dynalite.updateIndexes(engine.store, table, undefined, item, raise);
  }
}
