import type { CloudClient } from "../gateway/service";
import { asGiven, fromApi, toApi } from "./api-names";
import type { CheckFailure, Created, Properties, ResourceKind } from "./kind";
import { defined, tagChanges, tagList, tagMap, tagOutputs, unless, wantedTags } from "./outputs";

const gone = ["ResourceNotFoundException"];
const spellings = {
  bucketArn: "BucketARN",
  roleArn: "RoleARN",
  kinesisStreamArn: "KinesisStreamARN",
  cloudwatchLoggingOptions: "CloudWatchLoggingOptions",
};
const source = "kinesisSourceConfiguration";
const target = "extendedS3Configuration";

/** The provider's flat buffering and encryption members, nested as the API has them. */
function apiConfiguration(inputs: Properties): Properties {
  const { bufferingInterval, bufferingSize, kmsKeyArn, ...rest } = (inputs[target] ??
    {}) as Properties;
  const hints = defined({ IntervalInSeconds: bufferingInterval, SizeInMBs: bufferingSize });
  return {
    ...(toApi(rest, spellings) as Properties),
    ...(Object.keys(hints).length > 0 ? { BufferingHints: hints } : {}),
    ...(kmsKeyArn === undefined
      ? {}
      : { EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: kmsKeyArn } } }),
  };
}

function providerConfiguration(shape: Properties): Properties {
  const { BufferingHints: hints, EncryptionConfiguration: encryption, ...rest } = shape;
  const { IntervalInSeconds, SizeInMBs } = (hints ?? {}) as Properties;
  const { KMSEncryptionConfig: kms } = (encryption ?? {}) as { KMSEncryptionConfig?: Properties };
  return defined({
    ...(fromApi(rest, spellings) as Properties),
    bufferingInterval: IntervalInSeconds,
    bufferingSize: SizeInMBs,
    kmsKeyArn: kms?.["AWSKMSKeyARN"],
  });
}

interface Description {
  readonly DeliveryStreamARN: string;
  readonly VersionId: string;
  readonly Source?: { readonly KinesisStreamSourceDescription: Properties };
  readonly Destinations: readonly {
    readonly DestinationId: string;
    readonly ExtendedS3DestinationDescription: Properties;
  }[];
}

async function describe(name: unknown, cloud: CloudClient): Promise<Description> {
  const answer = await cloud.call<{ DeliveryStreamDescription: Description }>(
    "firehose",
    "DescribeDeliveryStream",
    { DeliveryStreamName: name },
  );
  return answer.DeliveryStreamDescription;
}

type TagListing = { Tags: { Key: string; Value: string }[] };

async function current(name: unknown, state: Properties, cloud: CloudClient): Promise<Created> {
  const description = await describe(name, cloud);
  const { Tags: tags } = await cloud.call<TagListing>("firehose", "ListTagsForDeliveryStream", {
    DeliveryStreamName: name,
  });
  const [destination] = description.Destinations;
  const configuration = providerConfiguration(destination?.ExtendedS3DestinationDescription ?? {});
  const reading = fromApi(description.Source?.KinesisStreamSourceDescription, spellings);
  const outputs = defined({
    ...state,
    name,
    arn: description.DeliveryStreamARN,
    destination: "extended_s3",
    destinationId: destination?.DestinationId,
    region: cloud.region,
    versionId: description.VersionId,
    [source]: asGiven(state[source], reading),
    [target]: asGiven(state[target], configuration),
    ...tagOutputs(tagMap(tags), state),
  });
  return { id: description.DeliveryStreamARN, outputs };
}

function check(inputs: Properties): readonly CheckFailure[] {
  const failures: CheckFailure[] = [];
  if (inputs["destination"] !== undefined && inputs["destination"] !== "extended_s3") {
    failures.push({ property: "destination", reason: "the local cloud has extended_s3 only" });
  }
  const configuration = (inputs[target] ?? {}) as Properties;
  const { bufferingInterval: interval, bufferingSize: size } = configuration;
  const least = configuration["dataFormatConversionConfiguration"] === undefined ? 1 : 64;
  if (typeof interval === "number" && (interval < 0 || interval > 900)) {
    failures.push({ property: `${target}.bufferingInterval`, reason: "must be 0 to 900 seconds" });
  }
  if (typeof size === "number" && (size < least || size > 128)) {
    failures.push({ property: `${target}.bufferingSize`, reason: `must be ${least} to 128 MiB` });
  }
  return failures;
}

/** A Firehose delivery stream to S3. Its source and name are for life. */
const deliveryStreamKind: ResourceKind = {
  type: "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
  required: ["destination"],
  optional: ["arn", "destinationId", target, source, "name", "serverSideEncryption", "versionId"],
  replaceOn: ["destination", source, "name", "region"],
  autoname: { property: "name", maxLength: 64 },
  check,
  async create(inputs, cloud) {
    const reading = inputs[source];
    await cloud.call("firehose", "CreateDeliveryStream", {
      DeliveryStreamName: inputs["name"],
      DeliveryStreamType: reading === undefined ? "DirectPut" : "KinesisStreamAsSource",
      ...(reading === undefined
        ? {}
        : { KinesisStreamSourceConfiguration: toApi(reading, spellings) }),
      ExtendedS3DestinationConfiguration: apiConfiguration(inputs),
      Tags: tagList(wantedTags(inputs)),
    });
    return current(inputs["name"], inputs, cloud);
  },
  read: (_id, state, cloud) => unless(gone, current(state["name"], state, cloud)),
  async update(_id, state, inputs, cloud) {
    const DeliveryStreamName = state["name"];
    const { VersionId, Destinations } = await describe(DeliveryStreamName, cloud);
    await cloud.call("firehose", "UpdateDestination", {
      DeliveryStreamName,
      CurrentDeliveryStreamVersionId: VersionId,
      DestinationId: Destinations[0]?.DestinationId,
      ExtendedS3DestinationUpdate: apiConfiguration(inputs),
    });
    const { Tags } = await cloud.call<TagListing>("firehose", "ListTagsForDeliveryStream", {
      DeliveryStreamName,
    });
    const { set, removed } = tagChanges(tagMap(Tags), wantedTags(inputs));
    await cloud.call("firehose", "UntagDeliveryStream", { DeliveryStreamName, TagKeys: removed });
    await cloud.call("firehose", "TagDeliveryStream", { DeliveryStreamName, Tags: set });
    return (await current(DeliveryStreamName, inputs, cloud)).outputs;
  },
  async delete(_id, state, cloud) {
    const input = { DeliveryStreamName: state["name"] };
    await unless(gone, cloud.call("firehose", "DeleteDeliveryStream", input));
  },
};

/** Firehose. */
export const firehoseKinds: readonly ResourceKind[] = [deliveryStreamKind];
