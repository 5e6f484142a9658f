import type { Time } from "../../clock";
import type { InputOf } from "../../gateway/model/apis";
import { AwsError } from "../../gateway/service";
import type { CloudClient, Operations, Service } from "../../gateway/service";
import type { StreamReader } from "../kinesis/reader";
import { onResource } from "../on-resource";
import { TagStore, taggedOf, tagOperations, type TagLimits } from "../tags";
import type { TagSource } from "../tagging";
import { described } from "./description";
import { invalid } from "./errors";
import { ParquetWriter } from "./parquet";
import { put } from "./records";
import { rules } from "./rules";
import { DeliveryStream } from "./stream";

export interface FirehoseOptions {
  readonly region: string;
  readonly accountId: string;
  readonly reader: StreamReader;
  readonly cloud: () => CloudClient;
  /** Whether a role lets Firehose take it for a delivery stream; any may by default. */
  readonly canAssume?: (roleArn: string, deliveryStreamArn: string) => boolean;
  readonly time: Time;
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

interface Named {
  readonly DeliveryStreamName: string;
}

/** Source: https://docs.aws.amazon.com/firehose/latest/APIReference/API_TagDeliveryStream.html */
const TAGS: TagLimits = {
  tooMany: ["LimitExceededException", "A delivery stream cannot have more than 50 tags."],
  invalid: "InvalidArgumentException",
};

/** Firehose to S3, API version 2015-08-04: from Direct PUT or a Kinesis stream. */
export function createFirehose(options: FirehoseOptions): Firehose {
  const { region, accountId, time } = options;
  const streams = new Map<string, DeliveryStream>();
  const parquet = new ParquetWriter();
  const arnOf = (name: string) => `arn:aws:firehose:${region}:${accountId}:deliverystream/${name}`;
  const find = (name: string): DeliveryStream => {
    const stream = streams.get(name);
    if (stream) return stream;
    const message = `Firehose ${name} under account ${accountId} not found.`;
    throw new AwsError("ResourceNotFoundException", message);
  };
  const naming = {
    find: ({ DeliveryStreamName }: Named) => find(DeliveryStreamName),
    arn: ({ DeliveryStreamName }: Named) => arnOf(DeliveryStreamName),
  };
  const operations: Operations<"firehose"> = {
    CreateDeliveryStream: {
      permissions: (input) => [["firehose:CreateDeliveryStream", naming.arn(input)]],
      run(input) {
        const { DeliveryStreamName: name } = input;
        if (streams.has(name)) {
          const message = `Firehose ${name} under account ${accountId} already exists.`;
          throw new AwsError("ResourceInUseException", message);
        }
        const arn = arnOf(name);
        streams.set(name, create(input, { ...options, parquet }, arn));
        return { DeliveryStreamARN: arn };
      },
    },
    ListDeliveryStreams: {
      run({ Limit = 10, ExclusiveStartDeliveryStreamName: after = "" }) {
        const rest = [...streams.keys()].sort().filter((name) => name > after);
        return {
          DeliveryStreamNames: rest.slice(0, Limit),
          HasMoreDeliveryStreams: rest.length > Limit,
        };
      },
    },
    ...onResource("firehose", naming, {
      DescribeDeliveryStream: (_input, stream) => ({
        DeliveryStreamDescription: described(stream),
      }),
      async DeleteDeliveryStream({ DeliveryStreamName }, stream) {
        streams.delete(DeliveryStreamName);
        await stream.stop();
        return {};
      },
      UpdateDestination: update,
      PutRecord({ Record }, stream) {
        const [{ RecordId, ErrorCode = "", ErrorMessage = "" } = {}] = put(
          stream,
          [Record],
          time.now(),
        );
        if (RecordId === undefined) throw new AwsError(ErrorCode, ErrorMessage);
        return { RecordId, Encrypted: false };
      },
      PutRecordBatch({ Records }, stream) {
        const RequestResponses = put(stream, Records, time.now());
        const FailedPutCount = RequestResponses.filter(({ ErrorCode }) => ErrorCode).length;
        return { FailedPutCount, Encrypted: false, RequestResponses };
      },
    }),
    ...tagOperations("firehose", {
      tag: "TagDeliveryStream",
      untag: "UntagDeliveryStream",
      list: "ListTagsForDeliveryStream",
      resource: "DeliveryStreamName",
      besides: { HasMoreTags: false },
      find: (name) => find(name).tags,
      arn: arnOf,
    }),
  };
  return {
    name: "firehose",
    targetPrefix: "Firehose_20150804",
    rules,
    operations,
    idle: () => [...streams.values()].every((stream) => stream.idle()),
    flush: (name, timeoutMs = 30_000) => find(name).flush(timeoutMs),
    tagged: () => taggedOf(streams.values()),
    async stop() {
      await Promise.all([...streams.values()].map((stream) => stream.stop()));
      await parquet.close();
    },
  };
}

function create(
  input: InputOf<"firehose", "CreateDeliveryStream">,
  options: Pick<FirehoseOptions, "reader" | "cloud" | "time" | "canAssume"> & {
    readonly parquet: ParquetWriter;
  },
  arn: string,
): DeliveryStream {
  const { DeliveryStreamName: name, DeliveryStreamType: type = "DirectPut" } = input;
  const configuration = input.ExtendedS3DestinationConfiguration;
  const source = input.KinesisStreamSourceConfiguration;
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
  const tags = new TagStore(TAGS, input.Tags);
  return new DeliveryStream({ ...options, name, arn, configuration, source, tags });
}

function update(
  input: InputOf<"firehose", "UpdateDestination">,
  stream: DeliveryStream,
): Record<string, never> {
  if (input.CurrentDeliveryStreamVersionId !== String(stream.version)) {
    const message = `The version is ${stream.version}, not ${input.CurrentDeliveryStreamVersionId}.`;
    throw new AwsError("ConcurrentModificationException", message);
  }
  stream.update({ ...stream.configuration, ...input.ExtendedS3DestinationUpdate });
  return {};
}
