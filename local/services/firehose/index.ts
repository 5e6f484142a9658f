import { AwsError } from "../../gateway/service";
import type { CloudClient, Operation, Permission, Service } from "../../gateway/service";
import type { StreamReader } from "../kinesis/reader";
import type { TagSource } from "../tagging";
import type { S3Configuration } from "./configuration";
import { described } from "./description";
import { ParquetWriter } from "./parquet";
import { put, slowDown } from "./records";
import type { RecordInput } from "./records";
import { DeliveryStream } from "./stream";
import type { SourceConfiguration } from "./stream";
import { tagOperations } from "./tags";
import type { Tag } from "./tags";

export interface FirehoseOptions {
  readonly region: string;
  readonly accountId: string;
  readonly reader: StreamReader;
  readonly cloud: () => CloudClient;
  /** Whether a role lets Firehose take it for a delivery stream; any may by default. */
  readonly canAssume?: (roleArn: string, deliveryStreamArn: string) => boolean;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
}

export interface Firehose extends Service, TagSource {
  /** Every record of every source is in S3. */
  idle(): boolean;
  /**
   * Delivers at once all that a delivery stream's source holds, for those who do not want to wait
   * for the buffer. Rejects when that takes longer than `timeoutMs` (30 s).
   */
  flush(name: string, timeoutMs?: number): Promise<void>;
}

/** A delivery stream and what the API keeps beside it. */
export interface Kept {
  readonly stream: DeliveryStream;
  readonly arn: string;
  readonly type: "DirectPut" | "KinesisStreamAsSource";
  readonly source: SourceConfiguration | undefined;
  tags: Readonly<Record<string, string>>;
}

interface Named {
  readonly DeliveryStreamName: string;
}

/** Firehose to S3, API version 2015-08-04: from Direct PUT or a Kinesis stream. */
export function createFirehose(options: FirehoseOptions): Firehose {
  const streams = new Map<string, Kept>();
  const parquet = new ParquetWriter();
  const { clock = Date.now } = options;
  const arnOf = (name: string) =>
    `arn:aws:firehose:${options.region}:${options.accountId}:deliverystream/${name}`;
  const find = (name: string): Kept => {
    const kept = streams.get(name);
    if (kept) return kept;
    const message = `Firehose ${name} under account ${options.accountId} not found.`;
    throw new AwsError("ResourceNotFoundException", message);
  };
  const scoped = (action: string, run: Operation["run"]): [string, Operation] => [
    action,
    {
      run,
      permissions: ({ DeliveryStreamName: name }: Named): readonly Permission[] => [
        [`firehose:${action}`, arnOf(name)],
      ],
    },
  ];
  const operations: readonly [string, Operation][] = [
    scoped("CreateDeliveryStream", (input: CreateInput) => {
      const { DeliveryStreamName: name } = input;
      if (streams.has(name)) {
        const message = `Firehose ${name} under account ${options.accountId} already exists.`;
        throw new AwsError("ResourceInUseException", message);
      }
      streams.set(name, create(input, { ...options, parquet }, arnOf(name)));
      return { DeliveryStreamARN: arnOf(name) };
    }),
    scoped("DescribeDeliveryStream", ({ DeliveryStreamName: name }: Named) => ({
      DeliveryStreamDescription: described(find(name)),
    })),
    scoped("DeleteDeliveryStream", async ({ DeliveryStreamName: name }: Named) => {
      const { stream } = find(name);
      streams.delete(name);
      await stream.stop();
      return {};
    }),
    scoped("UpdateDestination", (input: UpdateInput) => {
      update(find(input.DeliveryStreamName), input);
      return {};
    }),
    scoped("PutRecord", (input: Named & { Record: RecordInput }) => {
      const [answer] = put(find(input.DeliveryStreamName), [input.Record], clock);
      if (answer && "RecordId" in answer) return { ...answer, Encrypted: false };
      throw new AwsError("ServiceUnavailableException", slowDown, 503);
    }),
    scoped("PutRecordBatch", (input: Named & { Records: readonly RecordInput[] }) => {
      const RequestResponses = put(find(input.DeliveryStreamName), input.Records, clock);
      const FailedPutCount = RequestResponses.filter((each) => !("RecordId" in each)).length;
      return { FailedPutCount, Encrypted: false, RequestResponses };
    }),
    ["ListDeliveryStreams", { run: (input: ListInput) => list([...streams.keys()], input) }],
    ...tagOperations(find).map(([action, run]) => scoped(action, run)),
  ];
  return {
    name: "firehose",
    targetPrefix: "Firehose_20150804",
    operations: Object.fromEntries(operations),
    idle: () => [...streams.values()].every(({ stream }) => stream.idle()),
    flush: (name, timeoutMs = 30_000) => find(name).stream.flush(timeoutMs),
    tagged: () => [...streams.values()].map(({ arn, tags }) => ({ arn, tags })),
    async stop() {
      await Promise.all([...streams.values()].map(({ stream }) => stream.stop()));
      await parquet.close();
    },
  };
}

interface CreateInput extends Named {
  readonly DeliveryStreamType?: string;
  readonly KinesisStreamSourceConfiguration?: SourceConfiguration;
  readonly ExtendedS3DestinationConfiguration?: S3Configuration;
  readonly Tags?: readonly Tag[];
}

function create(
  input: CreateInput,
  options: FirehoseOptions & { readonly parquet: ParquetWriter },
  arn: string,
): Kept {
  const { DeliveryStreamName: name, DeliveryStreamType: type = "DirectPut" } = input;
  const configuration = input.ExtendedS3DestinationConfiguration;
  const source = input.KinesisStreamSourceConfiguration;
  if (!/^[\w.-]{1,64}$/.test(name)) {
    throw invalid("DeliveryStreamName must have 1 to 64 of letters, digits, _ . and -.");
  }
  if (type !== "DirectPut" && type !== "KinesisStreamAsSource") {
    throw invalid(`The local Firehose does not implement ${type}.`);
  }
  if (!configuration) {
    throw invalid("The local Firehose delivers by ExtendedS3DestinationConfiguration only.");
  }
  if ((type === "KinesisStreamAsSource") !== (source !== undefined)) {
    throw invalid("KinesisStreamSourceConfiguration goes with KinesisStreamAsSource.");
  }
  const roles = [configuration.RoleARN, ...(source === undefined ? [] : [source.RoleARN])];
  const refused = roles.find((role) => options.canAssume?.(role, arn) === false);
  if (refused !== undefined) {
    throw invalid(`Firehose is unable to assume role ${refused}. Please check the role provided.`);
  }
  const { reader, parquet, cloud, clock = Date.now } = options;
  const stream = new DeliveryStream({ name, configuration, source, reader, parquet, cloud, clock });
  const tags = Object.fromEntries((input.Tags ?? []).map(({ Key, Value = "" }) => [Key, Value]));
  return { stream, arn, type, source, tags };
}

interface UpdateInput extends Named {
  readonly CurrentDeliveryStreamVersionId: string;
  readonly ExtendedS3DestinationUpdate?: Partial<S3Configuration>;
}

function update({ stream }: Kept, input: UpdateInput): void {
  if (input.CurrentDeliveryStreamVersionId !== String(stream.version)) {
    const message = `The version is ${stream.version}, not ${input.CurrentDeliveryStreamVersionId}.`;
    throw new AwsError("ConcurrentModificationException", message);
  }
  stream.update({ ...stream.configuration, ...input.ExtendedS3DestinationUpdate });
}

interface ListInput {
  readonly Limit?: number;
  readonly ExclusiveStartDeliveryStreamName?: string;
}

function list(names: readonly string[], input: ListInput): object {
  const { Limit = 10, ExclusiveStartDeliveryStreamName: after = "" } = input;
  const rest = [...names].sort().filter((name) => name > after);
  return {
    DeliveryStreamNames: rest.slice(0, Limit),
    HasMoreDeliveryStreams: rest.length > Limit,
  };
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidArgumentException", message);
}
