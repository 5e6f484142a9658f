import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";

export interface KinesisBatch {
  readonly Records: readonly { readonly kinesis: { readonly data: string } }[];
}

/**
 * The lab's handler, ported line by line: decode, put one item, wait, next record. Made in a function
 * because a module that is serialized may not hold a client.
 */
export function seedHandler(endpoint: string, table: string) {
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
    }),
  );
  return async (event: KinesisBatch) => {
    for (const record of event.Records) {
      const payload = Buffer.from(record.kinesis.data, "base64").toString();
      const evt = JSON.parse(payload) as { path: string; timestamp: string };
      const pk = `path#${evt.path}`;
      const sk = evt.timestamp;
      await client.send(new PutCommand({ TableName: table, Item: { pk, sk, ...evt } }));
    }
    return { status: "ok" };
  };
}
