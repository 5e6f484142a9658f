import { NormalizedSchema } from "@smithy/core/schema";

/**
 * The one place that knows how the AWS SDK lays out the Smithy schemas that its clients export: an
 * operation `X` as `X$`, with its input fifth. They are an internal format of the SDK, whose versions
 * are pinned; a test asserts this layout on every client.
 */
const OPERATION_INPUT = 4;
/** A structure's required members, as far as they come first, are counted here. */
const REQUIRED_COUNT = 6;
const MEMBER_NAMES = 4;

/** The SDK's client of a service, by the name that SigV4 signs with. */
const CLIENTS: Readonly<Record<string, string>> = {
  athena: "athena",
  budgets: "budgets",
  dynamodb: "dynamodb",
  ec2: "ec2",
  firehose: "firehose",
  glue: "glue",
  iam: "iam",
  kinesis: "kinesis",
  kms: "kms",
  lambda: "lambda",
  logs: "cloudwatch-logs",
  monitoring: "cloudwatch",
  redshift: "redshift",
  "redshift-data": "redshift-data",
  "redshift-serverless": "redshift-serverless",
  s3: "s3",
  secretsmanager: "secrets-manager",
  sns: "sns",
  sts: "sts",
  tagging: "resource-groups-tagging-api",
};

export type Schema = NormalizedSchema;

/** The services whose shapes are known. */
export const modelled: readonly string[] = Object.keys(CLIENTS);

/** An operation's input; undefined for a service or an operation that the SDK does not know. */
export function inputOf(service: string, operation: string): Schema | undefined {
  const client = CLIENTS[service];
  if (client === undefined) return undefined;
  // A client takes tens of milliseconds to load: only those that are called are loaded.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const exported = require(`@aws-sdk/client-${client}`) as Readonly<Record<string, unknown>>;
  const schema = Object.hasOwn(exported, `${operation}$`) ? exported[`${operation}$`] : undefined;
  if (!Array.isArray(schema)) return undefined;
  return NormalizedSchema.of(schema[OPERATION_INPUT] as Parameters<typeof NormalizedSchema.of>[0]);
}

/** The members that a structure must have, as far as its schema says so. */
export function requiredMembers(structure: Schema): readonly string[] {
  const raw = structure.getSchema() as unknown as readonly unknown[];
  const names = raw[MEMBER_NAMES];
  const count = raw[REQUIRED_COUNT];
  return Array.isArray(names) && typeof count === "number"
    ? (names as string[]).slice(0, count)
    : [];
}
