import { setTimeout as pause } from "node:timers/promises";
import { AwsError } from "../../gateway/service";
import type { Operation, Permission, RequestContext } from "../../gateway/service";
import { asAwsError } from "./engine";
import type { Engine, StoredTable } from "./engine";
import { changeIndexes } from "./indexes";
import type { IndexUpdate } from "./indexes";
import { existingTable, tableName } from "./settings";
import type { Settings, SettingsInput, Tag } from "./settings";

interface TableInput extends SettingsInput {
  readonly TableName: string;
}

interface CreateInput extends TableInput {
  readonly Tags?: readonly Tag[];
  readonly StreamSpecification?: { readonly StreamEnabled?: boolean };
}

interface UpdateInput extends TableInput {
  readonly AttributeDefinitions?: StoredTable["AttributeDefinitions"];
  readonly BillingMode?: string;
  readonly ProvisionedThroughput?: object;
  readonly GlobalSecondaryIndexUpdates?: readonly IndexUpdate[];
  readonly StreamSpecification?: { readonly StreamEnabled?: boolean };
}

/** Longer than dynalite takes to make a table active or to drop it. */
const SETTLES_WITHIN_MS = 2000;

/** `dynamodb:<action>` on the input's table. */
export function onTable(action: string) {
  return (input: { TableName: string }, context: RequestContext): readonly Permission[] => [
    [`dynamodb:${action}`, tableArn(input.TableName, context)],
  ];
}

export function tableArn(nameOrArn: string, { region, accountId }: RequestContext): string {
  return `arn:aws:dynamodb:${region}:${accountId}:table/${tableName(nameOrArn)}`;
}

/** Waits, within a bound, until `settled`; dynalite's own timers are of zero milliseconds. */
async function until(settled: () => boolean): Promise<void> {
  const deadline = Date.now() + SETTLES_WITHIN_MS;
  while (!settled()) {
    if (Date.now() > deadline) throw new AwsError("InternalServerError", "Not settled.", 500);
    await pause(1);
  }
}

const inUseCode = "ResourceInUseException";
const inUse = (message: string) => new AwsError(inUseCode, message);

/** dynalite's own error of this kind has no message. */
const isInUse = (error: unknown) => error instanceof AwsError && error.code === inUseCode;

function refuseStreams(input: CreateInput | UpdateInput): void {
  if (input.StreamSpecification?.StreamEnabled !== true) return;
  throw new AwsError(
    "ValidationException",
    "The local cloud does not implement DynamoDB Streams: leave StreamSpecification out.",
  );
}

/** CreateTable, DescribeTable, UpdateTable, DeleteTable and ListTables. */
export function tableOperations(engine: Engine, settings: Settings): Record<string, Operation> {
  const describe = (name: string): object => settings.describe(existingTable(engine, name));

  async function create(input: CreateInput): Promise<object> {
    refuseStreams(input);
    await engine.run("CreateTable", structuredClone(input)).catch((error: unknown) => {
      throw isInUse(error) ? inUse(`Table already exists: ${input.TableName}`) : error;
    });
    await until(() => engine.table(input.TableName)?.TableStatus === "ACTIVE");
    settings.forget(input.TableName);
    settings.apply(input.TableName, input);
    for (const { Key, Value } of input.Tags ?? [])
      settings.of(input.TableName).tags.set(Key, Value);
    return { TableDescription: describe(input.TableName) };
  }

  async function update(input: UpdateInput): Promise<object> {
    refuseStreams(input);
    const table = existingTable(engine, input.TableName);
    const updates = input.GlobalSecondaryIndexUpdates ?? [];
    try {
      changeIndexes(engine, table, input.AttributeDefinitions ?? [], updates);
    } catch (error) {
      throw asAwsError(error);
    }
    const throughput = updates.filter((each) => each.Update);
    if (input.BillingMode || input.ProvisionedThroughput || throughput.length > 0) {
      const { TableName, BillingMode, ProvisionedThroughput } = structuredClone(input);
      await engine.run("UpdateTable", {
        TableName: tableName(TableName),
        BillingMode,
        ProvisionedThroughput,
        ...(throughput.length > 0 && { GlobalSecondaryIndexUpdates: throughput }),
      });
      await until(() => engine.table(tableName(input.TableName))?.TableStatus === "ACTIVE");
    }
    settings.apply(table.TableName, input);
    return { TableDescription: describe(table.TableName) };
  }

  async function remove(input: TableInput): Promise<object> {
    const table = existingTable(engine, input.TableName);
    if (settings.of(table.TableName).deletionProtection) {
      throw new AwsError(
        "ValidationException",
        `Resource cannot be deleted as it is currently protected against deletion. Disable ` +
          `deletion protection first.`,
      );
    }
    const description = settings.describe({ ...table, TableStatus: "DELETING" });
    await engine.run("DeleteTable", { TableName: table.TableName });
    await until(() => engine.table(table.TableName) === undefined);
    settings.forget(table.TableName);
    return { TableDescription: description };
  }

  return {
    CreateTable: { run: create, permissions: onTable("CreateTable") },
    UpdateTable: { run: update, permissions: onTable("UpdateTable") },
    DeleteTable: { run: remove, permissions: onTable("DeleteTable") },
    DescribeTable: {
      run: (input: TableInput) => ({ Table: describe(input.TableName) }),
      permissions: onTable("DescribeTable"),
    },
    ListTables: { run: (input: object) => engine.run("ListTables", input) },
  };
}
