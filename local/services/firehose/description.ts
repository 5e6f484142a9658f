import type { DeliveryStreamDescription } from "@aws-sdk/client-firehose";
import type { DeliveryStream } from "./stream";

/** A delivery stream as DescribeDeliveryStream gives it. */
export function described(stream: DeliveryStream): DeliveryStreamDescription {
  const { configuration, createdAt, lastFault, source } = stream;
  const { RoleARN, BucketARN, Prefix, ErrorOutputPrefix } = configuration;
  const common = {
    RoleARN,
    BucketARN,
    Prefix,
    ErrorOutputPrefix,
    BufferingHints: { IntervalInSeconds: 300, SizeInMBs: 5, ...configuration.BufferingHints },
    CompressionFormat: configuration.CompressionFormat ?? "UNCOMPRESSED",
    EncryptionConfiguration: { NoEncryptionConfig: "NoEncryption" },
    CloudWatchLoggingOptions: configuration.CloudWatchLoggingOptions ?? { Enabled: false },
  } as const;
  const started = new Date(createdAt);
  return {
    DeliveryStreamName: stream.name,
    DeliveryStreamARN: stream.arn,
    DeliveryStreamStatus: "ACTIVE",
    ...(lastFault !== undefined && {
      FailureDescription: { Type: "UNKNOWN_ERROR", Details: lastFault },
    }),
    DeliveryStreamEncryptionConfiguration: { Status: "DISABLED" },
    DeliveryStreamType: stream.type,
    VersionId: String(stream.version),
    CreateTimestamp: started,
    ...(source && {
      Source: { KinesisStreamSourceDescription: { ...source, DeliveryStartTimestamp: started } },
    }),
    Destinations: [
      {
        DestinationId: "destinationId-000000000001",
        S3DestinationDescription: common,
        ExtendedS3DestinationDescription: { S3BackupMode: "Disabled", ...configuration, ...common },
      },
    ],
    HasMoreDestinations: false,
  };
}
