import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { startGateway } from "../../local/gateway/server";
import type { Gateway } from "../../local/gateway/server";
import { createDynamodb } from "../../local/services/dynamodb";

export interface LocalDynamodb {
  readonly service: ReturnType<typeof createDynamodb>;
  readonly gateway: Gateway;
  readonly client: DynamoDBClient;
  /** Moves the clock that decides what has expired. */
  setNow(ms: number): void;
  stop(): Promise<void>;
}

/** DynamoDB alone behind a gateway, and the SDK's client of it. */
export async function startLocalDynamodb(): Promise<LocalDynamodb> {
  let now = Date.now();
  const options = { region: "us-east-1", accountId: "000000000000" };
  const service = createDynamodb({ ...options, clock: () => now });
  const gateway = await startGateway({
    ...options,
    services: [service],
    principalOf: () => ({ kind: "root" }),
    authorize: () => undefined,
  });
  const client = new DynamoDBClient({
    region: options.region,
    endpoint: gateway.endpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  return {
    service,
    gateway,
    client,
    setNow: (ms) => {
      now = ms;
    },
    async stop() {
      client.destroy();
      await service.stop?.();
      await gateway.stop();
    },
  };
}
