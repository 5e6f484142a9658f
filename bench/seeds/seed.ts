import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { KinesisEvent, KinesisRecord } from "../../runtime/invocation/event";

/** A lab's handler, ported line by line: what it waits for, the port waits for. */
export type SeedHandler = (event: KinesisEvent) => Promise<object>;

export const seedSettings = (endpoint: string) => ({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
});

export function documentClient(endpoint: string): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient(seedSettings(endpoint)));
}

/** The record's JSON, base64 decoded: labs 001 and 002 leave that out, and would store nothing. */
export function payloadOf(record: KinesisRecord): unknown {
  return JSON.parse(Buffer.from(record.kinesis.data, "base64").toString());
}
