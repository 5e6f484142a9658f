import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { KinesisClient } from "@aws-sdk/client-kinesis";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { zipSync } from "fflate";

import { startGateway } from "../../../local/gateway/server";
import type { CloudClient } from "../../../local/gateway/service";
import { createIam } from "../../../local/services/iam";
import { createKinesis } from "../../../local/services/kinesis";
import { createLambda, type Lambda } from "../../../local/services/lambda";
import { createLogs } from "../../../local/services/logs";
import { createMappings, type Mappings } from "../../../local/services/mappings";
import { createS3 } from "../../../local/services/s3";

export const ACCOUNT = "000000000000";
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/consumer`;
const place = { region: "us-east-1", accountId: ACCOUNT };

/** Kinesis, Lambda, S3 and IAM of the local cloud behind a gateway, with the SDK's clients. */
export interface LocalStack {
  readonly cloud: CloudClient;
  readonly kinesis: KinesisClient;
  readonly lambda: LambdaClient;
  readonly mappings: Mappings;
  readonly functions: Lambda;
  stop(): Promise<void>;
}

export async function startLocalStack(): Promise<LocalStack> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "mappings-test-"));
  const started: CloudClient[] = [];
  const cloud = (): CloudClient => {
    const [first] = started;
    if (!first) throw new Error("the gateway has not started");
    return first;
  };
  const iam = createIam(place);
  const streams = createKinesis(place);
  const logs = createLogs(place);
  const endpoint = (): string => cloud().endpoint;
  const functions = createLambda({ ...place, endpoint, logs, credentials: iam, cloud });
  const mappings = createMappings({
    reader: streams.reader,
    invoker: functions.invoker,
    cloud,
    roleOf: (arn) => functions.roleOf(arn),
    authorize: iam.authorize,
  });
  const lambdaApi = {
    ...functions,
    operations: { ...functions.operations, ...mappings.operations },
  };
  const s3 = createS3({ ...place, root: folder });
  const gateway = await startGateway({
    ...place,
    services: [iam, streams, logs, lambdaApi, s3],
    principalOf: (key) => iam.principalOf(key),
    authorize: iam.authorize,
  });
  const client = gateway.client();
  started.push(client);
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const options = { endpoint: gateway.endpoint, region: place.region, credentials };
  const kinesis = new KinesisClient(options);
  const lambda = new LambdaClient(options);
  return {
    cloud: client,
    kinesis,
    lambda,
    mappings,
    functions,
    async stop() {
      kinesis.destroy();
      lambda.destroy();
      await mappings.stop();
      await functions.stop?.();
      await streams.stop?.();
      await gateway.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A Node.js package whose `index.handler` is this expression. */
export function packageOf(handler: string): Buffer {
  return Buffer.from(zipSync({ "index.js": Buffer.from(`exports.handler = ${handler};`) }));
}
