import type { Kept } from "./index";

/** A delivery stream as DescribeDeliveryStream gives it. */
export function described({ stream, arn, type, source }: Kept): object {
  const { configuration, createdAt, lastFault } = stream;
  const { RoleARN, BucketARN, Prefix, ErrorOutputPrefix } = configuration;
  const buffering = {
    IntervalInSeconds: 300,
    SizeInMBs: 5,
    ...configuration.BufferingHints,
  };
  const common = {
    RoleARN,
    BucketARN,
    Prefix,
    ErrorOutputPrefix,
    BufferingHints: buffering,
    CompressionFormat: configuration.CompressionFormat ?? "UNCOMPRESSED",
    EncryptionConfiguration: { NoEncryptionConfig: "NoEncryption" },
    CloudWatchLoggingOptions: configuration.CloudWatchLoggingOptions ?? { Enabled: false },
  };
  return {
    DeliveryStreamName: stream.name,
    DeliveryStreamARN: arn,
    DeliveryStreamStatus: "ACTIVE",
    ...(lastFault === undefined
      ? {}
      : { FailureDescription: { Type: "UNKNOWN_ERROR", Details: lastFault } }),
    DeliveryStreamEncryptionConfiguration: { Status: "DISABLED" },
    DeliveryStreamType: type,
    VersionId: String(stream.version),
    CreateTimestamp: createdAt / 1000,
    ...(source === undefined
      ? {}
      : {
          Source: {
            KinesisStreamSourceDescription: {
              ...source,
              DeliveryStartTimestamp: createdAt / 1000,
            },
          },
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
