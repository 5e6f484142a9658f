import { randomUUID } from "node:crypto";
import {
  ConditionalCheckFailedException,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { attempt } from "../aws/attempt";
import type { Attributes } from "../dynamodb/attributes";
import { batchGet } from "../dynamodb/batch-get";
import { dynamodb } from "../aws/dynamodb";
import type { WriteContext } from "../types";
import {
  LATEST_AT,
  LATEST_VALUE,
  NOTHING,
  STATE,
  stateAttribute,
  stateOf,
  type State,
} from "./state";
import type { Step } from "./take";

/** The table of latest readings, each row with the state of its key. */
export interface ReadingsTable {
  readonly name: string;
  readonly partitionKey: string;
  readonly maxFutureSeconds?: number;
}

/** The states of keys, read consistently; throws when they cannot all be read in time. */
export async function statesOf(
  table: ReadingsTable,
  keys: readonly string[],
  context: WriteContext,
): Promise<Map<string, State>> {
  const { name, partitionKey } = table;
  const attributes = [LATEST_AT, LATEST_VALUE, STATE];
  const rows = await batchGet({ table: name, partitionKey, attributes }, keys, context);
  return new Map(
    keys.map((key) => {
      const row = rows.get(key);
      return [key, row === undefined ? NOTHING : stateOf(row, table.maxFutureSeconds)];
    }),
  );
}

/**
 * Stores what a step leads to, unless another invocation has changed the row since it was read: then
 * it gives the state that stands there now, from which to take the readings anew.
 */
export async function store(
  table: ReadingsTable,
  step: Step,
  context: WriteContext,
): Promise<State | undefined> {
  const version = randomUUID();
  const command = commandFor(table, step, version);
  try {
    await attempt(context, (abortSignal) =>
      command instanceof PutItemCommand
        ? dynamodb().send(command, { abortSignal })
        : dynamodb().send(command, { abortSignal }),
    );
    return undefined;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const now = (await statesOf(table, [step.key], context)).get(step.key) ?? NOTHING;
    // An answer that was lost on its way makes the next try find its own row.
    return now.stored?.version === version ? undefined : now;
  }
}

function commandFor(table: ReadingsTable, step: Step, version: string) {
  const { name, partitionKey } = table;
  const state = stateAttribute(step.to, version);
  const { names, values, condition } = unchanged(step.from, partitionKey);
  if (step.newest === undefined) {
    return new UpdateItemCommand({
      TableName: name,
      Key: { [partitionKey]: { S: step.key } },
      UpdateExpression: "SET #state = :state",
      ConditionExpression: condition,
      ExpressionAttributeNames: { ...names, "#state": STATE },
      ExpressionAttributeValues: { ...values, ":state": state },
    });
  }
  return new PutItemCommand({
    TableName: name,
    Item: { ...step.newest.row, [STATE]: state },
    ConditionExpression: condition,
    ExpressionAttributeNames: names,
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  });
}

interface Condition {
  readonly condition: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Attributes;
}

/** The condition that a row is as it was read. */
function unchanged({ stored }: State, partitionKey: string): Condition {
  if (stored === undefined) {
    return { condition: "attribute_not_exists(#key)", names: { "#key": partitionKey }, values: {} };
  }
  const { version, latestAt } = stored;
  if (version !== undefined) {
    return {
      condition: "#state.#version = :version",
      names: { "#state": STATE, "#version": "version" },
      values: { ":version": { S: version } },
    };
  }
  return latestAt === undefined
    ? { condition: "attribute_not_exists(#state)", names: { "#state": STATE }, values: {} }
    : {
        condition: "attribute_not_exists(#state) AND #at = :at",
        names: { "#state": STATE, "#at": LATEST_AT },
        values: { ":at": { S: latestAt } },
      };
}

/** Notes that alerts are due no longer. */
export async function settleAlerts(
  table: ReadingsTable,
  key: string,
  positions: readonly string[],
  context: WriteContext,
): Promise<void> {
  const names = Object.fromEntries(positions.map((position, i) => [`#p${i}`, position]));
  const paths = Object.keys(names).map((name) => `#state.#due.${name}`);
  const command = new UpdateItemCommand({
    TableName: table.name,
    Key: { [table.partitionKey]: { S: key } },
    UpdateExpression: `SET #state.#version = :version REMOVE ${paths.join(", ")}`,
    ExpressionAttributeNames: { ...names, "#state": STATE, "#version": "version", "#due": "due" },
    ExpressionAttributeValues: { ":version": { S: randomUUID() } },
  });
  await attempt(context, (abortSignal) => dynamodb().send(command, { abortSignal }));
}
