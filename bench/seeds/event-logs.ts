import { randomUUID } from "node:crypto";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { documentClient, payloadOf, type SeedHandler } from "./seed";

/** Lab 001: one item and one printed line a record, under an id that every retry makes anew. */
export function seedEventLogs(endpoint: string): SeedHandler {
  const table = documentClient(endpoint);
  return async (event) => {
    for (const record of event.Records) {
      const payload = payloadOf(record);
      const eventId = randomUUID();
      const timestamp = new Date().toISOString();
      await table.send(
        new PutCommand({ TableName: "EventLogs", Item: { eventId, timestamp, data: payload } }),
      );
      console.log(`Processed event: ${JSON.stringify(payload)}`);
    }
    return { statusCode: 200, body: JSON.stringify("All events processed successfully") };
  };
}
