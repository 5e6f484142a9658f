import type * as athena from "@aws-sdk/client-athena";
import type * as budgets from "@aws-sdk/client-budgets";
import type * as monitoring from "@aws-sdk/client-cloudwatch";
import type * as logs from "@aws-sdk/client-cloudwatch-logs";
import type * as dynamodb from "@aws-sdk/client-dynamodb";
import type * as ec2 from "@aws-sdk/client-ec2";
import type * as firehose from "@aws-sdk/client-firehose";
import type * as glue from "@aws-sdk/client-glue";
import type * as iam from "@aws-sdk/client-iam";
import type * as kinesis from "@aws-sdk/client-kinesis";
import type * as kms from "@aws-sdk/client-kms";
import type * as lambda from "@aws-sdk/client-lambda";
import type * as redshift from "@aws-sdk/client-redshift";
import type * as redshiftData from "@aws-sdk/client-redshift-data";
import type * as redshiftServerless from "@aws-sdk/client-redshift-serverless";
import type * as tagging from "@aws-sdk/client-resource-groups-tagging-api";
import type * as s3 from "@aws-sdk/client-s3";
import type * as scheduler from "@aws-sdk/client-scheduler";
import type * as secretsmanager from "@aws-sdk/client-secrets-manager";
import type * as sns from "@aws-sdk/client-sns";
import type * as sqs from "@aws-sdk/client-sqs";
import type * as sts from "@aws-sdk/client-sts";

/** The SDK's clients, by the name that SigV4 signs with; only their types are used. */
interface Clients {
  athena: typeof athena;
  budgets: typeof budgets;
  dynamodb: typeof dynamodb;
  ec2: typeof ec2;
  firehose: typeof firehose;
  glue: typeof glue;
  iam: typeof iam;
  kinesis: typeof kinesis;
  kms: typeof kms;
  lambda: typeof lambda;
  logs: typeof logs;
  monitoring: typeof monitoring;
  redshift: typeof redshift;
  "redshift-data": typeof redshiftData;
  "redshift-serverless": typeof redshiftServerless;
  s3: typeof s3;
  scheduler: typeof scheduler;
  secretsmanager: typeof secretsmanager;
  sns: typeof sns;
  sqs: typeof sqs;
  sts: typeof sts;
  tagging: typeof tagging;
}

export type ServiceName = keyof Clients;

/** A client's operations by their names: of `PutRecordsCommand` the input and output of "PutRecords". */
type Api<Client> = {
  [Key in keyof Client as Key extends `${infer Name}Command` ? Name : never]: Shapes<Client[Key]>;
};

type Shapes<CommandClass> = CommandClass extends new (...input: never[]) => infer Command
  ? { readonly input: InputIn<Command>; readonly output: Answer<OutputIn<Command>> }
  : never;

type InputIn<Command> = Command extends { readonly input: infer Input } ? Input : never;

type OutputIn<Command> = Command extends {
  resolveMiddleware(...of: never[]): (...args: never[]) => Promise<{ output?: infer Output }>;
}
  ? Output
  : never;

/** Without what the client adds to it; payloads, which clients give as streams, are bytes here. */
type Answer<Output> = { [K in keyof Output as Exclude<K, "$metadata">]: Bytes<Output[K]> };
type Bytes<Member> = Member extends { transformToString: unknown } ? Uint8Array : Member;

type Apis = { readonly [S in ServiceName]: Api<Clients[S]> };

/** The names of a service's operations, e.g. `OperationName<"kinesis">` has "PutRecords". */
export type OperationName<S extends ServiceName> = keyof Apis[S] & string;

type ShapesOf<S extends ServiceName, O extends OperationName<S>> = Apis[S][O] & {
  readonly input: unknown;
  readonly output: object;
};

/**
 * What a caller in this process gives: the SDK command's input. Enumerations may be any text, and structures
 * in it may lack members: what is amiss with them the operation says.
 */
export type CallInput<S extends ServiceName, O extends OperationName<S>> = {
  [K in keyof ShapesOf<S, O>["input"]]: Textual<ShapesOf<S, O>["input"][K]>;
};

/** With text for each enumeration. */
export type Textual<T> = T extends string
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Textual<Item>[]
    : T extends Leaf | { pipe: unknown } | Blob | ReadableStream
      ? T
      : T extends object
        ? { [K in keyof T]?: Textual<T[K]> }
        : T;

type Leaf = string | number | boolean | bigint | undefined | null | Date | Uint8Array;

/** What an operation answers: the SDK command's output. */
export type OutputOf<S extends ServiceName, O extends OperationName<S>> = ShapesOf<S, O>["output"];

/** What a caller in this process gets: what every answer has is there. */
export type CallOutput<S extends ServiceName, O extends OperationName<S>> = Checked<OutputOf<S, O>>;

/**
 * What an operation is given: its input, once its schema is checked. Members that must be there, which the
 * SDK's types let be undefined, are there.
 */
export type InputOf<S extends ServiceName, O extends OperationName<S>> = Checked<
  ShapesOf<S, O>["input"]
>;

type Checked<T> = T extends Leaf
  ? T
  : T extends readonly [unknown, ...unknown[]]
    ? T
    : T extends readonly (infer Item)[]
      ? Checked<Item>[]
      : T extends { pipe: unknown } | Blob | ReadableStream
        ? Buffer
        : T extends AsyncIterable<unknown>
          ? T
          : T extends object
            ? { [K in keyof T]: Member<T, K> }
            : T;

type Member<T, K extends keyof T> =
  Pick<T, K> extends Required<Pick<T, K>> ? Given<Exclude<T[K], undefined>> : Given<T[K]>;

/** Payloads, which clients take in many forms, are bytes here. */
type Given<T> = [string | Uint8Array] extends [T] ? Buffer | Extract<T, undefined> : Checked<T>;
