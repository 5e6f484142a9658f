import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { alarm } from "../alarm";
import type { PrivateBucket } from "../bucket";
import { checkAutomaticName, namedAfterComponent } from "../names";
import type { Foundation } from "../stack/foundation";
import type { EventStream } from "../stream";
import { partitionColumn, type LakeCatalog } from "./catalog";
import { serviceTrust } from "../trust";
import { deliveryPolicy } from "./delivery-policy";
import type { LakeTable } from "./lake";

export interface LakeDeliveryArgs extends LakeTable {
  readonly foundation: Foundation;
  readonly scenario: string;
  readonly stream: EventStream;
  readonly bucket: PrivateBucket;
  readonly catalog: LakeCatalog;
  readonly format: "parquet" | "json";
  readonly bufferSeconds: number;
}

type S3Configuration = aws.types.input.kinesis.FirehoseDeliveryStreamExtendedS3Configuration;

/** The Firehose stream that fills the lake, day by day; what it cannot convert goes to `errors/`. */
export class LakeDelivery extends pulumi.ComponentResource {
  readonly name: pulumi.Output<string>;

  constructor(name: string, args: LakeDeliveryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("streaming:components:LakeDelivery", name, {}, opts);
    const { foundation, scenario } = args;
    const named = { owner: name, from: "the pipeline's name" };
    const physicalName = foundation.physicalName("deliveryStream", name, named);
    checkAutomaticName("role", named);
    const tags = foundation.tags(scenario);
    const log = this.addLog(name, physicalName, args);
    const role = new aws.iam.Role(
      name,
      { assumeRolePolicy: serviceTrust("firehose.amazonaws.com", this), tags },
      { parent: this },
    );
    const policy = new aws.iam.RolePolicy(
      name,
      { role: role.name, policy: deliveryPolicy({ ...args, logGroupArn: log.groupArn }) },
      { parent: this },
    );
    const firehose = new aws.kinesis.FirehoseDeliveryStream(
      name,
      {
        name: physicalName,
        destination: "extended_s3",
        kinesisSourceConfiguration: { kinesisStreamArn: args.stream.arn, roleArn: role.arn },
        extendedS3Configuration: {
          ...s3Configuration(args, role.arn),
          cloudwatchLoggingOptions: {
            enabled: true,
            logGroupName: log.groupName,
            logStreamName: log.streamName,
          },
        },
        tags,
      },
      { parent: this, dependsOn: [policy], ...namedAfterComponent },
    );
    this.name = firehose.name;
    this.addAlarms(name, args);
    this.registerOutputs({ name: this.name });
  }

  private addLog(name: string, physicalName: string, args: LakeDeliveryArgs) {
    const { foundation, scenario } = args;
    const group = new aws.cloudwatch.LogGroup(
      name,
      {
        name: foundation.takeName("logGroup", `/aws/kinesisfirehose/${physicalName}`, {
          owner: name,
          from: "the delivery stream's name",
        }),
        retentionInDays: foundation.settings.logRetentionDays,
        tags: foundation.tags(scenario),
      },
      { parent: this, ...namedAfterComponent },
    );
    const stream = new aws.cloudwatch.LogStream(
      name,
      { name: "delivery", logGroupName: group.name },
      { parent: this, deleteBeforeReplace: true },
    );
    return { groupName: group.name, groupArn: group.arn, streamName: stream.name };
  }

  private addAlarms(name: string, args: LakeDeliveryArgs): void {
    const scope = { parent: this, foundation: args.foundation, scenario: args.scenario };
    const common = {
      namespace: "AWS/Firehose",
      dimensions: { DeliveryStreamName: this.name },
    };
    alarm(
      `${name}-freshness`,
      {
        ...common,
        description: `${name} has records that wait for delivery: see its log.`,
        metric: "DeliveryToS3.DataFreshness",
        statistic: "Maximum",
        above: args.bufferSeconds + 600,
      },
      scope,
    );
    if (args.format === "parquet")
      alarm(
        `${name}-conversion`,
        {
          ...common,
          description: `${name} met records that it cannot convert: they are under errors/.`,
          metric: "FailedConversion.Records",
          statistic: "Sum",
          above: 0,
        },
        scope,
      );
  }
}

function s3Configuration(args: LakeDeliveryArgs, roleArn: pulumi.Output<string>): S3Configuration {
  const day = `${partitionColumn}=!{timestamp:yyyy-MM-dd}/`;
  const common: S3Configuration = {
    roleArn,
    bucketArn: args.bucket.arn,
    prefix: `${args.table}/${day}`,
    errorOutputPrefix: `errors/!{firehose:error-output-type}/${day}`,
    bufferingInterval: args.bufferSeconds,
  };
  if (args.format === "json")
    return {
      ...common,
      bufferingSize: 16,
      compressionFormat: "GZIP",
      // Records come without a line end, and a reader of JSON lines needs one.
      processingConfiguration: {
        enabled: true,
        processors: [
          {
            type: "AppendDelimiterToRecord",
            parameters: [{ parameterName: "Delimiter", parameterValue: "\\n" }],
          },
        ],
      },
    };
  return {
    ...common,
    // Few large files are read faster than many small ones; conversion asks for at least 64.
    bufferingSize: 128,
    // Parquet compresses inside the file.
    compressionFormat: "UNCOMPRESSED",
    dataFormatConversionConfiguration: conversion(args, roleArn),
  };
}

function conversion(
  { catalog }: LakeDeliveryArgs,
  roleArn: pulumi.Output<string>,
): S3Configuration["dataFormatConversionConfiguration"] {
  return {
    inputFormatConfiguration: { deserializer: { openXJsonSerDe: {} } },
    outputFormatConfiguration: { serializer: { parquetSerDe: { compression: "SNAPPY" } } },
    schemaConfiguration: {
      databaseName: catalog.database.name,
      tableName: catalog.table.name,
      roleArn,
    },
  };
}
