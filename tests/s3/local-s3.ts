import { S3Client } from "@aws-sdk/client-s3";
import { createCloud, settingsOf } from "../cloud";

/** S3 alone, and the SDK's client of it. */
export async function startLocalS3() {
  const cloud = await createCloud({ services: ["s3"] });
  const client = new S3Client({ ...settingsOf(cloud), forcePathStyle: true });
  return {
    s3: cloud.part("s3"),
    cloud,
    client,
    async stop(): Promise<void> {
      client.destroy();
      await cloud.stop();
    },
  };
}

export type LocalS3 = Awaited<ReturnType<typeof startLocalS3>>;
