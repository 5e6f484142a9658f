import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { attempt } from "../aws/attempt";
import { dynamodb } from "../aws/dynamodb";
import type { WriteContext } from "../types";

/**
 * For how long a claim keeps others from publishing, in milliseconds. Longer than a publish may take,
 * and short, because after a crash the redelivered record waits for it.
 */
export const LEASE_MS = 6000;

/** How long a sent alert is remembered, in seconds: longer than any stream keeps its records. */
const MEMORY_SECONDS = 400 * 24 * 3600;

/** "claimed": this caller must publish. "sent": nothing to do. "busy": another caller is publishing. */
export type Claim = "claimed" | "sent" | "busy";

/**
 * Remembers which alerts were sent. An entry is `sending`, with a lease, then `sent`. A retry that
 * finds `sent` has nothing to do; one that finds `sending` waits for the lease to end and then
 * publishes. So an alert is published twice only when a function ends between SNS's taking it and
 * the entry's becoming `sent`; both messages then carry the same attribute `id`.
 *
 * Table: partition key `id` (string), TTL attribute `expires`. Actions: dynamodb:PutItem, GetItem,
 * UpdateItem.
 */
export interface Ledger {
  /** Claims an alert; a claim by the same owner may be renewed. */
  claim(id: string, owner: string, context: WriteContext): Promise<Claim>;
  markSent(id: string, context: WriteContext): Promise<void>;
}

export function openLedger(table: string): Ledger {
  return {
    claim: async (id, owner, context) => {
      const command = claimCommand(table, id, owner);
      try {
        await attempt(context, (abortSignal) => dynamodb().send(command, { abortSignal }));
        return "claimed";
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        return (await statusOf(table, id, context)) === "sent" ? "sent" : "busy";
      }
    },
    markSent: async (id, context) => {
      const command = new UpdateItemCommand({
        TableName: table,
        Key: { id: { S: id } },
        UpdateExpression: "SET #status = :sent REMOVE #lease, #owner",
        ExpressionAttributeNames: { "#status": "status", "#lease": "lease", "#owner": "owner" },
        ExpressionAttributeValues: { ":sent": { S: "sent" } },
      });
      await attempt(context, (abortSignal) => dynamodb().send(command, { abortSignal }));
    },
  };
}

function claimCommand(table: string, id: string, owner: string): PutItemCommand {
  const now = Date.now();
  return new PutItemCommand({
    TableName: table,
    Item: {
      id: { S: id },
      status: { S: "sending" },
      owner: { S: owner },
      lease: { N: String(now + LEASE_MS) },
      expires: { N: String(Math.floor(now / 1000) + MEMORY_SECONDS) },
    },
    ConditionExpression:
      "attribute_not_exists(id) OR (#status = :sending AND (#lease < :now OR #owner = :owner))",
    ExpressionAttributeNames: { "#status": "status", "#lease": "lease", "#owner": "owner" },
    ExpressionAttributeValues: {
      ":sending": { S: "sending" },
      ":now": { N: String(now) },
      ":owner": { S: owner },
    },
  });
}

async function statusOf(table: string, id: string, context: WriteContext) {
  const command = new GetItemCommand({
    TableName: table,
    Key: { id: { S: id } },
    ConsistentRead: true,
  });
  const { Item } = await attempt(context, (abortSignal) =>
    dynamodb().send(command, { abortSignal }),
  );
  return Item?.["status"]?.S;
}
