import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import {
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  type CreateFunctionCommandInput,
} from "@aws-sdk/client-lambda";
import { STSClient } from "@aws-sdk/client-sts";
import { strToU8, zipSync, type ZippableFile } from "fflate";

import type { ServiceName } from "../../local/gateway/model/apis";
import type { PartSettings } from "../../local/parts";
import { createCloud, openRole, settingsOf } from "../cloud";

export const accountId = "000000000000";

/** A role that may do everything. */
export const openRoleArn = `arn:aws:iam::${accountId}:role/open`;

/** A zip archive of texts, or of what fflate takes. */
export function zip(files: Record<string, string | ZippableFile>): Uint8Array {
  const entries = Object.entries(files).map(
    ([name, file]) => [name, typeof file === "string" ? strToU8(file) : file] as const,
  );
  return zipSync(Object.fromEntries(entries));
}

/** Lambda and what it works with, with the real SDK clients. */
export async function startCloud(
  lambda: NonNullable<PartSettings["lambda"]> = {},
  ...others: readonly ServiceName[]
) {
  const cloud = await createCloud({ services: ["lambda", "sts", ...others], lambda });
  const settings = settingsOf(cloud);
  await openRole(cloud.client, "open", "lambda.amazonaws.com");
  const clients = {
    lambda: new LambdaClient(settings),
    logs: new CloudWatchLogsClient(settings),
    cloudwatch: new CloudWatchClient(settings),
    iam: new IAMClient(settings),
    sts: new STSClient(settings),
    kinesis: new KinesisClient(settings),
  };
  return {
    ...clients,
    service: cloud.lambda,
    settings,
    client: cloud.client,
    async stop() {
      for (const each of Object.values(clients)) each.destroy();
      await cloud.stop();
    },
  };
}

export type TestCloud = Awaited<ReturnType<typeof startCloud>>;

/** Deploys `index.js` as a function. */
export async function deploy(
  cloud: TestCloud,
  FunctionName: string,
  source: string,
  more: Partial<CreateFunctionCommandInput> = {},
): Promise<void> {
  await cloud.lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Role: openRoleArn,
      Code: { ZipFile: zip({ "index.js": source }) },
      Timeout: 10,
      MemorySize: 256,
      ...more,
    }),
  );
}

export async function invoke(cloud: TestCloud, FunctionName: string, event: unknown = {}) {
  const answer = await cloud.lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
  );
  const text = Buffer.from(answer.Payload ?? []).toString();
  return { error: answer.FunctionError, value: JSON.parse(text) as Record<string, unknown> };
}

/** What a function has logged, as `aws logs filter-log-events` shows it. */
export async function logged(cloud: TestCloud, FunctionName: string, filterPattern?: string) {
  const { events = [] } = await cloud.logs.send(
    new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${FunctionName}`, filterPattern }),
  );
  return events.map(({ message }) => message ?? "");
}

/** A role that Lambda may assume and that allows the statements given. */
export async function createRole(cloud: TestCloud, RoleName: string, statements: object[]) {
  const document = (Statement: object[]): string =>
    JSON.stringify({ Version: "2012-10-17", Statement });
  const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" } };
  const { Role } = await cloud.iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: document([{ ...trust, Action: "sts:AssumeRole" }]),
    }),
  );
  await cloud.iam.send(
    new PutRolePolicyCommand({
      RoleName,
      PolicyName: "own",
      PolicyDocument: document(statements),
    }),
  );
  return Role?.Arn ?? "";
}
