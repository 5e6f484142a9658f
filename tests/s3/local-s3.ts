import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { startGateway } from "../../local/gateway/server";
import type { Gateway } from "../../local/gateway/server";
import { createS3 } from "../../local/services/s3";
import type { S3 } from "../../local/services/s3";

export interface LocalS3 {
  readonly s3: S3;
  readonly gateway: Gateway;
  readonly client: S3Client;
  /** The folder that everything is kept under. */
  readonly root: string;
  stop(): Promise<void>;
}

const credentials = { accessKeyId: "test", secretAccessKey: "test" };

/** S3 alone behind a gateway, and the SDK's client of it. */
export async function startLocalS3(): Promise<LocalS3> {
  const root = await mkdtemp(join(tmpdir(), "local-s3-"));
  const options = { region: "us-east-1", accountId: "000000000000" };
  const s3 = createS3({ ...options, root: join(root, "buckets") });
  const gateway = await startGateway({
    ...options,
    services: [s3],
    principalOf: () => ({ kind: "root" }),
    authorize: () => undefined,
  });
  const client = new S3Client({
    region: options.region,
    endpoint: gateway.endpoint,
    forcePathStyle: true,
    credentials,
  });
  return {
    s3,
    gateway,
    client,
    root,
    async stop() {
      client.destroy();
      await gateway.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}
