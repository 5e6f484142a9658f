import { KinesisClient } from "@aws-sdk/client-kinesis";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { zipSync } from "fflate";

import { createCloud, settingsOf } from "../../cloud";

export const ACCOUNT = "000000000000";
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/consumer`;

/** Lambda and what it works with, with the SDK's clients. */
export async function startLocalStack() {
  const cloud = await createCloud({ services: ["lambda"] });
  const kinesis = new KinesisClient(settingsOf(cloud));
  const lambda = new LambdaClient(settingsOf(cloud));
  return {
    cloud: cloud.client,
    kinesis,
    lambda,
    mappings: cloud.mappings,
    functions: cloud.lambda,
    async stop(): Promise<void> {
      kinesis.destroy();
      lambda.destroy();
      await cloud.stop();
    },
  };
}

export type LocalStack = Awaited<ReturnType<typeof startLocalStack>>;

/** A Node.js package whose `index.handler` is this expression. */
export function packageOf(handler: string): Buffer {
  return Buffer.from(zipSync({ "index.js": Buffer.from(`exports.handler = ${handler};`) }));
}
