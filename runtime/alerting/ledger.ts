import {
  ConditionalCheckFailedException,
  GetItemCommand,
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

/**
 * "claimed": this caller must publish. "taken over": so it must, and whoever claimed the alert before
 * has ended without saying whether it is out. "sent": nothing to do. "busy": another is publishing.
 */
export type Claim = "claimed" | "taken over" | "sent" | "busy";

/**
 * Remembers which alerts were sent. An entry is `sending`, with a lease, then `sent`. A retry that
 * finds `sent` has nothing to do; one that finds `sending` waits for the lease to end and then
 * publishes. docs/guarantees.md says when that sends an alert twice.
 *
 * Table: partition key `id` (string), TTL attribute `expires`. Actions: dynamodb:UpdateItem, GetItem.
 * Claiming and marking take the same action, so that a ledger which could not be marked cannot be
 * claimed either, and nothing is sent.
 */
export interface Ledger {
  /** Claims an alert; a claim by the same owner may be renewed. */
  claim(id: string, owner: string, context: WriteContext): Promise<Claim>;
  markSent(id: string, context: WriteContext): Promise<void>;
}

export function openLedger(table: string): Ledger {
  return {
    claim: async (id, owner, context) => {
      try {
        const { Attributes: old } = await attempt(context, (abortSignal) =>
          dynamodb().send(claimCommand(table, id, owner), { abortSignal }),
        );
        const before = old?.["owner"]?.S;
        return before === undefined || before === owner ? "claimed" : "taken over";
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

/** Made anew for each try, since the lease counts from it. */
function claimCommand(table: string, id: string, owner: string): UpdateItemCommand {
  const now = Date.now();
  return new UpdateItemCommand({
    TableName: table,
    Key: { id: { S: id } },
    UpdateExpression:
      "SET #status = :sending, #owner = :owner, #lease = :lease, #expires = :expires",
    ConditionExpression:
      "attribute_not_exists(id) OR (#status = :sending AND (#lease < :now OR #owner = :owner))",
    ExpressionAttributeNames: {
      "#status": "status",
      "#lease": "lease",
      "#owner": "owner",
      "#expires": "expires",
    },
    ExpressionAttributeValues: {
      ":sending": { S: "sending" },
      ":now": { N: String(now) },
      ":owner": { S: owner },
      ":lease": { N: String(now + LEASE_MS) },
      ":expires": { N: String(Math.floor(now / 1000) + MEMORY_SECONDS) },
    },
    ReturnValues: "ALL_OLD",
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
