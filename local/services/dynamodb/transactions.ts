import { AwsError } from "../../gateway/service";
import type { Operation, Permission } from "../../gateway/service";
import { dynalite } from "./engine";
import type { Engine, Item } from "./engine";
import { existingTable, tableName } from "./settings";
import { tableArn } from "./tables";

interface Write {
  readonly TableName: string;
  readonly Item?: Item;
  readonly Key?: Item;
  readonly ReturnValuesOnConditionCheckFailure?: string;
}

type Kind = "Put" | "Update" | "Delete" | "ConditionCheck";
type TransactWrite = Partial<Record<Kind, Write>>;

interface TransactGet {
  readonly Get: { readonly TableName: string; readonly Key: Item };
}

/** The action that checks and does each kind of write; a check alone reads as a delete. */
const ACTIONS: Readonly<Record<Kind, string>> = {
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "DeleteItem",
};

const LIMIT = 100;

interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: Item;
}

/**
 * TransactWriteItems and TransactGetItems, all or nothing: conditions are checked and writes done
 * in one step of this process. ClientRequestToken is accepted and not remembered.
 */
export function transactionOperations(engine: Engine): Record<string, Operation> {
  return {
    TransactWriteItems: {
      run: (input: { TransactItems: readonly TransactWrite[] }) =>
        write(engine, input.TransactItems),
      permissions: (input: { TransactItems: readonly TransactWrite[] }, context) =>
        input.TransactItems.map((each): Permission => {
          const { kind, request } = kindOf(each);
          const action = kind === "ConditionCheck" ? "ConditionCheckItem" : ACTIONS[kind];
          return [`dynamodb:${action}`, tableArn(request.TableName, context)];
        }),
    },
    TransactGetItems: {
      async run(input: { TransactItems: readonly TransactGet[] }) {
        bounded(input.TransactItems.length);
        const gets = input.TransactItems.map(({ Get }) =>
          engine.run("GetItem", { ...Get, TableName: tableName(Get.TableName) }),
        );
        return { Responses: await Promise.all(gets) };
      },
      permissions: (input: { TransactItems: readonly TransactGet[] }, context) =>
        input.TransactItems.map(({ Get }): Permission => [
          "dynamodb:GetItem",
          tableArn(Get.TableName, context),
        ]),
    },
  };
}

function bounded(count: number): void {
  if (count >= 1 && count <= LIMIT) return;
  throw new AwsError("ValidationException", `Member must have 1 to ${LIMIT} transact items.`);
}

function kindOf(item: TransactWrite): { kind: Kind; request: Write } {
  const [entry, ...more] = Object.entries(item) as [Kind, Write][];
  if (entry === undefined || more.length > 0 || !Object.hasOwn(ACTIONS, entry[0])) {
    throw new AwsError(
      "ValidationException",
      "TransactItems can only contain one of Check, Put, Update or Delete",
    );
  }
  return { kind: entry[0], request: entry[1] };
}

interface Prepared {
  readonly kind: Kind;
  readonly request: Write;
  readonly table: string;
  readonly key: string;
  readonly before: Item | undefined;
  readonly reason: Reason;
}

function prepare(engine: Engine, item: TransactWrite): Prepared {
  const { kind, request } = kindOf(item);
  const table = existingTable(engine, request.TableName);
  const named = { ...request, TableName: table.TableName };
  const { ReturnValuesOnConditionCheckFailure: wanted, ...checked } = named;
  const data = engine.validate(ACTIONS[kind], checked);
  const key = dynalite.createKey(request.Item ?? request.Key ?? {}, table);
  const text = engine.store.getItemDb(table.TableName).text(key);
  const before = text === undefined ? undefined : (JSON.parse(text) as Item);
  const failed = dynalite.checkConditional(data, before);
  const reason: Reason = failed
    ? {
        Code: "ConditionalCheckFailed",
        Message: failed.message,
        ...(wanted === "ALL_OLD" && before && { Item: before }),
      }
    : { Code: "None" };
  return { kind, request: named, table: table.TableName, key, before, reason };
}

async function write(engine: Engine, items: readonly TransactWrite[]): Promise<object> {
  bounded(items.length);
  const prepared = items.map((item) => prepare(engine, item));
  if (new Set(prepared.map(({ table, key }) => `${table} ${key}`)).size < prepared.length) {
    throw new AwsError(
      "ValidationException",
      "Transaction request cannot include multiple operations on one item",
    );
  }
  if (prepared.some(({ reason }) => reason.Code !== "None")) {
    throw cancelled(prepared.map(({ reason }) => reason));
  }
  const writes = prepared.filter(({ kind }) => kind !== "ConditionCheck");
  // Started in one step, so that no other request comes between them.
  const done = await Promise.allSettled(
    writes.map(({ kind, request }) => engine.run(ACTIONS[kind], withoutReturn(request))),
  );
  const failure = done.find((each) => each.status === "rejected");
  if (failure === undefined) return {};
  await restore(
    engine,
    writes.filter((_, i) => done[i]?.status === "fulfilled"),
  );
  const message = (failure.reason as Error).message;
  throw cancelled(
    prepared.map((each) => {
      const outcome = done[writes.indexOf(each)];
      if (outcome?.status !== "rejected") return { Code: "None" };
      return { Code: "ValidationError", Message: message };
    }),
  );
}

function withoutReturn(request: Write): object {
  return { ...request, ReturnValuesOnConditionCheckFailure: undefined };
}

async function restore(engine: Engine, writes: readonly Prepared[]): Promise<void> {
  for (const { table, before, request } of writes) {
    if (before) await engine.run("PutItem", { TableName: table, Item: before });
    else if (request.Key) await engine.run("DeleteItem", { TableName: table, Key: request.Key });
    else await removePut(engine, table, request.Item ?? {});
  }
}

async function removePut(engine: Engine, table: string, item: Item): Promise<void> {
  const { KeySchema } = existingTable(engine, table);
  const key = KeySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName]]);
  await engine.run("DeleteItem", { TableName: table, Key: Object.fromEntries(key) as Item });
}

function cancelled(reasons: readonly Reason[]): AwsError {
  const codes = reasons.map(({ Code }) => Code).join(", ");
  return new AwsError(
    "TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    400,
    { CancellationReasons: reasons },
  );
}
