import type { Operation, Permission, RequestContext } from "../../gateway/service";
import type { Engine } from "./engine";
import { tableName } from "./settings";
import { onTable, tableArn } from "./tables";

interface OneTable {
  readonly TableName: string;
  readonly IndexName?: string;
}

interface ManyTables {
  readonly RequestItems: Readonly<Record<string, unknown>>;
}

/** The operations on items, each as dynalite answers it. */
export function itemOperations(engine: Engine): Record<string, Operation> {
  const one = (action: string): Operation => ({
    run: (input: OneTable) =>
      engine.run(action, { ...input, TableName: tableName(input.TableName) }),
    permissions: action === "Query" || action === "Scan" ? onIndex(action) : onTable(action),
  });
  const batch = (action: string): Operation => ({
    run: (input: ManyTables) => engine.run(action, { ...input, RequestItems: byName(input) }),
    permissions: (input: ManyTables, context) =>
      Object.keys(input.RequestItems).map((table): Permission => [
        `dynamodb:${action}`,
        tableArn(table, context),
      ]),
  });
  const singles = ["PutItem", "GetItem", "UpdateItem", "DeleteItem", "Query", "Scan"];
  return {
    ...Object.fromEntries(singles.map((action) => [action, one(action)])),
    BatchWriteItem: batch("BatchWriteItem"),
    BatchGetItem: batch("BatchGetItem"),
  };
}

function byName({ RequestItems }: ManyTables): object {
  return Object.fromEntries(
    Object.entries(RequestItems).map(([table, requests]) => [tableName(table), requests]),
  );
}

function onIndex(action: string) {
  return (input: OneTable, context: RequestContext): readonly Permission[] => {
    const table = tableArn(input.TableName, context);
    const resource = input.IndexName ? `${table}/index/${input.IndexName}` : table;
    return [[`dynamodb:${action}`, resource]];
  };
}
