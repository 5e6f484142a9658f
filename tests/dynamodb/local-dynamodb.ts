import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createCloud, settingsOf } from "../cloud";

/** DynamoDB alone, and the SDK's client of it. */
export async function startLocalDynamodb() {
  let now = Date.now();
  const cloud = await createCloud({ services: ["dynamodb"], clock: () => now });
  const client = new DynamoDBClient(settingsOf(cloud));
  return {
    service: cloud.part("dynamodb"),
    cloud,
    client,
    /** Moves the clock that decides what has expired. */
    setNow(ms: number): void {
      now = ms;
    },
    async stop(): Promise<void> {
      client.destroy();
      await cloud.stop();
    },
  };
}

export type LocalDynamodb = Awaited<ReturnType<typeof startLocalDynamodb>>;
