import { setTimeout as pause } from "node:timers/promises";
import type { TableDescription } from "@aws-sdk/client-dynamodb";
import type { InputOf, OutputOf } from "../../gateway/model/apis";
import { AwsError } from "../../gateway/service";
import type { Operations } from "../../gateway/service";
import { asAwsError } from "./engine";
import type { Engine } from "./engine";
import { changeIndexes } from "./indexes";
import { onTable } from "./names";
import { existingTable } from "./settings";
import type { Settings } from "./settings";

type CreateInput = InputOf<"dynamodb", "CreateTable">;
type UpdateInput = InputOf<"dynamodb", "UpdateTable">;
type Described = OutputOf<"dynamodb", "CreateTable">;

/** Longer than dynalite takes to make a table active or to drop it. */
const SETTLES_WITHIN_MS = 2000;

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

function refuseStreams(input: Pick<UpdateInput, "StreamSpecification">): void {
  if (input.StreamSpecification?.StreamEnabled !== true) return;
  throw new AwsError(
    "ValidationException",
    "The local cloud does not implement DynamoDB Streams: leave StreamSpecification out.",
  );
}

/** CreateTable, DescribeTable, UpdateTable, DeleteTable and ListTables. */
export function tableOperations(engine: Engine, settings: Settings): Operations<"dynamodb"> {
  const describe = (name: string): TableDescription =>
    settings.describe(existingTable(engine, name));

  async function create(input: CreateInput): Promise<Described> {
    refuseStreams(input);
    await engine.run("CreateTable", structuredClone(input)).catch((error: unknown) => {
      throw isInUse(error) ? inUse(`Table already exists: ${input.TableName}`) : error;
    });
    await until(() => engine.table(input.TableName)?.TableStatus === "ACTIVE");
    settings.forget(input.TableName);
    settings.apply(input.TableName, input);
    settings.of(input.TableName).tags.add(input.Tags);
    return { TableDescription: describe(input.TableName) };
  }

  async function update(input: UpdateInput): Promise<Described> {
    refuseStreams(input);
    const table = existingTable(engine, input.TableName);
    const { TableName } = table;
    try {
      changeIndexes(engine, table, input);
    } catch (error) {
      throw asAwsError(error);
    }
    const throughput = (input.GlobalSecondaryIndexUpdates ?? []).filter((each) => each.Update);
    if (input.BillingMode || input.ProvisionedThroughput || throughput.length > 0) {
      const { BillingMode, ProvisionedThroughput } = structuredClone(input);
      await engine.run("UpdateTable", {
        TableName,
        BillingMode,
        ProvisionedThroughput,
        ...(throughput.length > 0 && { GlobalSecondaryIndexUpdates: throughput }),
      });
      await until(() => engine.table(TableName)?.TableStatus === "ACTIVE");
    }
    settings.apply(TableName, input);
    return { TableDescription: describe(TableName) };
  }

  async function remove(name: string): Promise<Described> {
    const table = existingTable(engine, name);
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
    DeleteTable: {
      run: ({ TableName }) => remove(TableName),
      permissions: onTable("DeleteTable"),
    },
    DescribeTable: {
      run: ({ TableName }) => ({ Table: describe(TableName) }),
      permissions: onTable("DescribeTable"),
    },
    ListTables: { run: (input) => engine.run("ListTables", input) },
  };
}
