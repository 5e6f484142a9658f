import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { documentClient, payloadOf, type SeedHandler } from "./seed";

/** Lab 000: decode, put one item, wait, next record. */
export function seedHttpRequests(endpoint: string): SeedHandler {
  const table = documentClient(endpoint);
  return async (event) => {
    for (const record of event.Records) {
      const evt = payloadOf(record) as { path: string; timestamp: string };
      const pk = `path#${evt.path}`;
      const sk = evt.timestamp;
      await table.send(new PutCommand({ TableName: "HttpRequests", Item: { pk, sk, ...evt } }));
    }
    return { status: "ok" };
  };
}
