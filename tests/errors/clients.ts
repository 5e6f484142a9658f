import type { Schema } from "./sample";

/** The packages of every service that the local cloud has a client for here. */
export const packages = [
  "athena",
  "cloudwatch",
  "cloudwatch-logs",
  "dynamodb",
  "ec2",
  "firehose",
  "glue",
  "iam",
  "kinesis",
  "lambda",
  "redshift",
  "redshift-data",
  "redshift-serverless",
  "resource-groups-tagging-api",
  "s3",
  "scheduler",
  "secrets-manager",
  "sns",
  "sts",
] as const;

export type Package = (typeof packages)[number];

interface Sender {
  send(command: object, options: { readonly abortSignal: AbortSignal }): Promise<object>;
  destroy(): void;
}

/** What an SDK throws for an answer that is not a success. */
export interface SdkError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** One service through its own SDK client: operations by name, errors as values. */
export interface ServiceClient {
  readonly operations: readonly string[];
  inputOf(operation: string): Schema;
  /** The error that the operation answers with, or undefined for a success. */
  errorOf(operation: string, input: object): Promise<SdkError | undefined>;
  destroy(): void;
}

const within = 60_000;

export async function serviceClient(name: Package, endpoint: string): Promise<ServiceClient> {
  const exported = (await import(`@aws-sdk/client-${name}`)) as Record<string, unknown>;
  const [, Client] = Object.entries(exported).find(([key]) => /^[A-Z]\w*Client$/.test(key)) ?? [];
  const client = new (Client as new (settings: object) => Sender)({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "any", secretAccessKey: "key" },
    maxAttempts: 1,
    forcePathStyle: true,
  });
  const commandOf = (operation: string) =>
    exported[`${operation}Command`] as new (input: object) => object;
  return {
    operations: Object.keys(exported)
      .filter((key) => /^[A-Z]\w*Command$/.test(key) && `${key.slice(0, -7)}$` in exported)
      .map((key) => key.slice(0, -7)),
    inputOf: (operation) => (exported[`${operation}$`] as readonly Schema[])[4] as Schema,
    async errorOf(operation, input) {
      const command = new (commandOf(operation))(input);
      try {
        await client.send(command, { abortSignal: AbortSignal.timeout(within) });
        return undefined;
      } catch (error) {
        return error as SdkError;
      }
    },
    destroy: () => {
      client.destroy();
    },
  };
}
