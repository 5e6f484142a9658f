import type { CallInput } from "../../gateway/model/apis";
import type { Operations, RequestContext } from "../../gateway/service";
import type { Engine } from "./engine";
import { onTable, permission } from "./names";

type Single = "PutItem" | "GetItem" | "UpdateItem" | "DeleteItem" | "Query" | "Scan";
type Batch = "BatchWriteItem" | "BatchGetItem";

/** The operations on items, each as dynalite answers it. */
export function itemOperations(engine: Engine): Operations<"dynamodb"> {
  const one = <A extends Single>(action: A) => ({
    run: (input: CallInput<"dynamodb", A>) => engine.run(action, input),
    permissions: onTable(action),
  });
  const batch = <A extends Batch>(action: A) => ({
    run: (input: CallInput<"dynamodb", A>) => engine.run(action, input),
    permissions: ({ RequestItems }: { RequestItems: object }, context: RequestContext) =>
      Object.keys(RequestItems).map((table) => permission(action, table, context)),
  });
  const onIndex =
    (action: "Query" | "Scan") =>
    (input: { TableName: string; IndexName?: string | undefined }, context: RequestContext) => [
      permission(action, input.TableName, context, input.IndexName),
    ];
  return {
    PutItem: one("PutItem"),
    GetItem: one("GetItem"),
    UpdateItem: one("UpdateItem"),
    DeleteItem: one("DeleteItem"),
    Query: { ...one("Query"), permissions: onIndex("Query") },
    Scan: { ...one("Scan"), permissions: onIndex("Scan") },
    BatchWriteItem: batch("BatchWriteItem"),
    BatchGetItem: batch("BatchGetItem"),
  };
}
