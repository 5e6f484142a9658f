import type * as aws from "@pulumi/aws";
import { asGiven } from "./as-given";
import { defineKind } from "./define";
import type { Cloud, Inputs, Properties, ResourceKind } from "./kind";
import { within } from "./limits";
import { defined, fromApi, toApi } from "./names";
import * as tagging from "./tagging";

type Args = aws.kinesis.FirehoseDeliveryStreamArgs;
type Target = NonNullable<Inputs<Args>["extendedS3Configuration"]>;

const spellings = {
  bucketArn: "BucketARN",
  roleArn: "RoleARN",
  kinesisStreamArn: "KinesisStreamARN",
  cloudwatchLoggingOptions: "CloudWatchLoggingOptions",
} as const;

/** The provider's flat buffering and encryption members, nested as the API has them. */
function apiConfiguration({ bufferingInterval, bufferingSize, kmsKeyArn, ...rest }: Target) {
  const hints = { IntervalInSeconds: bufferingInterval, SizeInMBs: bufferingSize };
  return {
    ...toApi(rest, spellings),
    ...(Object.keys(defined(hints)).length > 0 && { BufferingHints: hints }),
    ...(kmsKeyArn !== undefined && {
      EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: kmsKeyArn } },
    }),
  };
}

async function describe(DeliveryStreamName: string, cloud: Cloud) {
  const answer = await cloud.call("firehose", "DescribeDeliveryStream", { DeliveryStreamName });
  const { DeliveryStreamDescription: now } = answer;
  return { now, destination: now.Destinations[0] };
}

/** A Firehose delivery stream to S3. Its source and name are for life. */
const deliveryStreamKind = defineKind<Args, "name" | "extendedS3Configuration">({
  type: "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
  required: ["destination"],
  optional: [
    "arn",
    "destinationId",
    "extendedS3Configuration",
    "kinesisSourceConfiguration",
    "serverSideEncryption",
    "versionId",
  ],
  replaceOn: ["destination", "kinesisSourceConfiguration"],
  autoname: { property: "name", maxLength: 64 },
  check({ destination, extendedS3Configuration: target = {} as Partial<Target> }) {
    const { bufferingInterval = 300, bufferingSize = 128 } = target;
    const least = target.dataFormatConversionConfiguration === undefined ? 1 : 64;
    const at = (name: string) => `extendedS3Configuration.${name}`;
    return {
      destination:
        destination !== undefined &&
        destination !== "extended_s3" &&
        "the local cloud has extended_s3 only",
      [at("bufferingInterval")]: within(0, 900)(bufferingInterval, at("bufferingInterval")),
      [at("bufferingSize")]: within(least, 128)(bufferingSize, at("bufferingSize")),
    };
  },
  tags: tagging.firehose,
  async create(inputs, cloud) {
    const { name: DeliveryStreamName, kinesisSourceConfiguration: reading } = inputs;
    const { DeliveryStreamARN } = await cloud.call("firehose", "CreateDeliveryStream", {
      DeliveryStreamName,
      DeliveryStreamType: reading === undefined ? "DirectPut" : "KinesisStreamAsSource",
      ...(reading && { KinesisStreamSourceConfiguration: toApi(reading, spellings) }),
      ExtendedS3DestinationConfiguration: apiConfiguration(inputs.extendedS3Configuration),
    });
    return DeliveryStreamARN;
  },
  async update(_id, { name: DeliveryStreamName, extendedS3Configuration: target }, cloud) {
    const { now, destination } = await describe(DeliveryStreamName, cloud);
    await cloud.call("firehose", "UpdateDestination", {
      DeliveryStreamName,
      CurrentDeliveryStreamVersionId: now.VersionId,
      DestinationId: destination?.DestinationId,
      ExtendedS3DestinationUpdate: apiConfiguration(target),
    });
  },
  async read(arn, state, cloud) {
    const { now, destination } = await describe(tagging.nameIn(arn), cloud);
    const target = destination?.ExtendedS3DestinationDescription;
    const { BufferingHints: hints, EncryptionConfiguration: encryption, ...rest } = target ?? {};
    const configuration: Properties = {
      ...fromApi(rest, spellings),
      bufferingInterval: hints?.IntervalInSeconds,
      bufferingSize: hints?.SizeInMBs,
      kmsKeyArn: encryption?.KMSEncryptionConfig?.AWSKMSKeyARN,
    };
    const reading = now.Source?.KinesisStreamSourceDescription;
    return {
      arn,
      name: now.DeliveryStreamName,
      destination: "extended_s3",
      destinationId: destination?.DestinationId,
      versionId: now.VersionId,
      kinesisSourceConfiguration: asGiven(
        state.kinesisSourceConfiguration,
        reading && fromApi(reading, spellings),
      ),
      extendedS3Configuration: asGiven(state.extendedS3Configuration, defined(configuration)),
    };
  },
  delete: (arn, _state, cloud) =>
    cloud.call("firehose", "DeleteDeliveryStream", { DeliveryStreamName: tagging.nameIn(arn) }),
});

/** Firehose. */
export const firehoseKinds: readonly ResourceKind[] = [deliveryStreamKind];
