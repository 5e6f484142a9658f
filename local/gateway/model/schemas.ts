import { NormalizedSchema } from "@smithy/core/schema";
import { defaultAccount } from "../../account";

/**
 * The one place that knows how the AWS SDK lays out the Smithy schemas that its clients export: an
 * operation `X` as `X$`, `[9, namespace, name, traits, input, output]`; a structure as
 * `[3, namespace, name, traits, member names, member schemas, how many of them are required]`; an error
 * as a structure with -3 in front. They are an internal format of the SDK, whose versions are pinned; a
 * test asserts this layout on every client.
 */
const OPERATION = 9;
const ERROR = -3;
const AT = { kind: 0, name: 2, traits: 3, input: 4, output: 5, members: 4, required: 6 } as const;

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
  scheduler: "scheduler",
  secretsmanager: "secrets-manager",
  sns: "sns",
  sqs: "sqs",
  sts: "sts",
  tagging: "resource-groups-tagging-api",
};

/** Of services whose clients speak the query protocol no more, but older ones do. */
const FORMER_NAMESPACES: Readonly<Record<string, string>> = {
  sqs: "http://queue.amazonaws.com/doc/2012-11-05/",
};

export type Schema = NormalizedSchema;

/** The services whose shapes are known. */
export const modelled: readonly string[] = Object.keys(CLIENTS);

/** Where a REST operation is found, e.g. `["PUT", "/{Key+}?x-id=PutObject", 200]`. */
export type HttpTrait = readonly [method: string, uri: string, status: number];

/** What AWS's own clients know of an operation. */
export interface OperationModel {
  readonly name: string;
  readonly input: Schema;
  readonly output: Schema;
  readonly http?: HttpTrait;
}

/** What AWS's own clients know of a service. */
export interface ServiceModel {
  readonly operations: ReadonlyMap<string, OperationModel>;
  readonly xmlNamespace: string;
  /** What its clients put in X-Amz-Target before an operation's name, e.g. "Kinesis_20131202". */
  readonly target: string;
  /** Status and, in the query protocol, code of an error, by its name or that code. */
  readonly errors: ReadonlyMap<string, { readonly status: number; readonly code: string }>;
}

interface Traits {
  readonly http?: HttpTrait;
  readonly httpError?: number;
  readonly awsQueryError?: readonly [code: string, status: number];
  readonly error?: "client" | "server";
}

type Raw = readonly unknown[];
const schemaOf = (ref: unknown): Schema =>
  NormalizedSchema.of(ref as Parameters<typeof NormalizedSchema.of>[0]);
const traitsOf = (raw: Raw): Traits =>
  typeof raw[AT.traits] === "object" ? (raw[AT.traits] as Traits) : {};

const models = new Map<string, ServiceModel | undefined>();

/** A service's model; undefined for a service that no client is known for. */
export function modelOf(service: string): ServiceModel | undefined {
  if (!models.has(service)) {
    const client = CLIENTS[service];
    models.set(service, client === undefined ? undefined : load(client));
  }
  return models.get(service);
}

/** A client takes tens of milliseconds to load: only those whose services are called are loaded. */
function load(client: string): ServiceModel {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const exported = require(`@aws-sdk/client-${client}`) as Readonly<Record<string, unknown>>;
  const operations = new Map<string, OperationModel>();
  const errors = new Map<string, { status: number; code: string }>();
  for (const [key, raw] of Object.entries(exported)) {
    if (!key.endsWith("$") || !Array.isArray(raw)) continue;
    const name = raw[AT.name] as string;
    const { http, httpError, awsQueryError, error } = traitsOf(raw);
    if (raw[AT.kind] === OPERATION) {
      operations.set(name, {
        name,
        ...(http && { http }),
        // A large client has thousands of shapes, of which few are used.
        get input() {
          return schemaOf(raw[AT.input]);
        },
        get output() {
          return schemaOf(raw[AT.output]);
        },
      });
    } else if (raw[AT.kind] === ERROR) {
      const status = awsQueryError?.[1] ?? httpError ?? (error === "server" ? 500 : 400);
      const known = { status, code: awsQueryError?.[0] ?? name };
      errors.set(name, known).set(known.code, known);
    }
  }
  let settings: Settings | undefined;
  const known = (): Settings => (settings ??= settingsOf(exported));
  return {
    operations,
    errors,
    get xmlNamespace() {
      return known().xmlNamespace ?? FORMER_NAMESPACES[client] ?? "";
    },
    get target() {
      return known().serviceTarget ?? "";
    },
  };
}

interface Settings {
  readonly xmlNamespace?: string;
  readonly serviceTarget?: string;
}

interface Configured {
  readonly config: { readonly protocolSettings?: Settings };
  destroy(): void;
}

function settingsOf(exported: Readonly<Record<string, unknown>>): Settings {
  const name = Object.keys(exported).find((key) => /^[A-Z]\w+Client$/.test(key));
  const Client = exported[name ?? ""] as new (settings: object) => Configured;
  const client = new Client({ region: defaultAccount.region });
  client.destroy();
  return client.config.protocolSettings ?? {};
}

/** The members that a structure must have, as far as its schema says so. */
export function requiredMembers(structure: Schema): readonly string[] {
  const raw = structure.getSchema() as unknown as Raw;
  const names = raw[AT.members];
  const count = raw[AT.required];
  return Array.isArray(names) && typeof count === "number"
    ? (names as string[]).slice(0, count)
    : [];
}
