import type { CancellationReason } from "@aws-sdk/client-dynamodb";
import type { CallInput, InputOf } from "../../gateway/model/apis";
import { AwsError } from "../../gateway/service";
import type { Operations } from "../../gateway/service";
import { dynalite, keyOf } from "./engine";
import type { Engine, Item } from "./engine";
import { permission } from "./names";
import { existingTable } from "./settings";

type WriteItem = InputOf<"dynamodb", "TransactWriteItems">["TransactItems"][number];

const CHECK = "ConditionCheckItem";

/** One write of a transaction, or a check. */
interface Write {
  readonly request: {
    readonly TableName: string;
    readonly Item?: Item;
    readonly Key?: Item;
    readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
  };
  /** What its role must allow. */
  readonly needs: string;
  /** What checks it. */
  readonly action: "PutItem" | "UpdateItem" | "DeleteItem";
  run(): Promise<object>;
}

function writeOf(engine: Engine, item: WriteItem): Write {
  const { Put, Update, Delete, ConditionCheck } = item;
  const writes: Write[] = [];
  const add = <A extends Write["action"]>(
    action: A,
    request: (Write["request"] & CallInput<"dynamodb", A>) | undefined,
  ): void => {
    if (request === undefined) return;
    writes.push({ request, needs: action, action, run: () => engine.run(action, request) });
  };
  add("PutItem", Put);
  add("UpdateItem", Update);
  add("DeleteItem", Delete);
  if (ConditionCheck) {
    const check = { needs: CHECK, action: "DeleteItem", run: () => Promise.resolve({}) } as const;
    writes.push({ request: ConditionCheck, ...check });
  }
  const [write, ...more] = writes;
  if (write !== undefined && more.length === 0) return write;
  const message = "TransactItems can only contain one of Check, Put, Update or Delete";
  throw new AwsError("ValidationException", message);
}

/**
 * TransactWriteItems and TransactGetItems, all or nothing: conditions are checked and writes done
 * in one step of this process. ClientRequestToken is accepted and not remembered.
 */
export function transactionOperations(engine: Engine): Operations<"dynamodb"> {
  return {
    TransactWriteItems: {
      run: ({ TransactItems }) => write(engine, TransactItems),
      permissions: ({ TransactItems }, context) =>
        TransactItems.map((item) => {
          const { needs, request } = writeOf(engine, item);
          return permission(needs, request.TableName, context);
        }),
    },
    TransactGetItems: {
      async run({ TransactItems }) {
        const gets = TransactItems.map(({ Get }) => engine.run("GetItem", Get));
        return { Responses: await Promise.all(gets) };
      },
      permissions: ({ TransactItems }, context) =>
        TransactItems.map(({ Get }) => permission("GetItem", Get.TableName, context)),
    },
  };
}

interface Prepared {
  readonly write: Write;
  readonly table: string;
  readonly key: string;
  readonly before: Item | undefined;
  readonly reason: CancellationReason;
}

function prepare(engine: Engine, item: WriteItem): Prepared {
  const write = writeOf(engine, item);
  const { request, action } = write;
  const table = existingTable(engine, request.TableName);
  const data = engine.validate(action, request);
  const key = dynalite.createKey(request.Item ?? request.Key ?? {}, table);
  const text = engine.store.getItemDb(table.TableName).text(key);
  const before = text === undefined ? undefined : (JSON.parse(text) as Item);
  const failed = dynalite.checkConditional(data, before);
  const wantsItem = request.ReturnValuesOnConditionCheckFailure === "ALL_OLD";
  const reason = failed
    ? {
        Code: "ConditionalCheckFailed",
        Message: failed.message,
        ...(wantsItem && before && { Item: before }),
      }
    : { Code: "None" };
  return { write, table: table.TableName, key, before, reason };
}

async function write(engine: Engine, items: readonly WriteItem[]): Promise<object> {
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
  // Started in one step, so that no other request comes between them.
  const done = await Promise.allSettled(prepared.map(({ write }) => write.run()));
  const failure = done.find((each) => each.status === "rejected");
  if (failure === undefined) return {};
  const written = prepared.filter(
    ({ write }, at) => write.needs !== CHECK && done[at]?.status === "fulfilled",
  );
  await restore(engine, written);
  const message = (failure.reason as Error).message;
  throw cancelled(
    done.map(({ status }) =>
      status === "rejected" ? { Code: "ValidationError", Message: message } : { Code: "None" },
    ),
  );
}

async function restore(engine: Engine, writes: readonly Prepared[]): Promise<void> {
  for (const { table, before, write } of writes) {
    const { Item, Key } = write.request;
    if (before) await engine.run("PutItem", { TableName: table, Item: before });
    else
      await engine.run("DeleteItem", {
        TableName: table,
        Key: Key ?? keyOf(Item ?? {}, existingTable(engine, table)),
      });
  }
}

function cancelled(reasons: readonly CancellationReason[]): AwsError {
  const codes = reasons.map(({ Code }) => Code).join(", ");
  return new AwsError(
    "TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    400,
    { CancellationReasons: reasons },
  );
}
