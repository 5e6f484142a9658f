import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { alarm } from "./alarm";
import { refuseOutside, refuseUnless } from "./arguments";
import type { Foundation } from "./stack/foundation";

/** A stream's options; what is left out comes from the stack's settings. */
export interface StreamOptions {
  /** The name in stack `dev`; other stacks add theirs. */
  readonly name: string;
  readonly mode?: "provisioned" | "on-demand";
  /** Shards of a provisioned stream, each 1 MB/s or 1,000 records/s; 1 by default. */
  readonly shards?: number;
  /** How long records stay readable, 24 to 8760. */
  readonly retentionHours?: number;
  /** Key that encrypts the records; the AWS managed one, free of charge, by default. */
  readonly kmsKeyArn?: pulumi.Input<string>;
  /** How far behind a reader may fall before the alarm; 300 by default. */
  readonly maxIteratorAgeSeconds?: number;
}

export interface EventStreamArgs extends StreamOptions {
  readonly foundation: Foundation;
  readonly scenario: string;
}

/**
 * A Kinesis data stream: encrypted, deleted with its consumers, with alarms on readers that fall
 * behind and on writes that it refuses.
 */
export class EventStream extends pulumi.ComponentResource {
  readonly name: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  /** The name as the program gives it. */
  readonly physicalName: string;
  /** A key of one's own, which readers must be allowed to decrypt with. */
  readonly kmsKeyArn?: pulumi.Input<string>;

  constructor(name: string, args: EventStreamArgs, opts?: pulumi.ComponentResourceOptions) {
    super("streaming:components:EventStream", name, {}, opts);
    const { foundation, scenario } = args;
    const { settings } = foundation;
    const mode = args.mode ?? (args.shards === undefined ? settings.streamMode : "provisioned");
    checkArguments(name, args, mode);
    this.physicalName = foundation.physicalName("stream", args.name, {
      owner: name,
      from: "stream.name",
    });
    const stream = new aws.kinesis.Stream(
      name,
      {
        name: this.physicalName,
        ...(mode === "provisioned" && { shardCount: args.shards ?? 1 }),
        streamModeDetails: { streamMode: mode === "provisioned" ? "PROVISIONED" : "ON_DEMAND" },
        retentionPeriod: args.retentionHours ?? settings.retentionHours,
        encryptionType: "KMS",
        kmsKeyId: args.kmsKeyArn ?? "alias/aws/kinesis",
        enforceConsumerDeletion: true,
        tags: foundation.tags(scenario),
      },
      { parent: this, protect: settings.durable, deleteBeforeReplace: false },
    );
    this.name = stream.name;
    this.arn = stream.arn;
    this.kmsKeyArn = args.kmsKeyArn;
    this.addAlarms(name, args);
    this.registerOutputs({ name: this.name, arn: this.arn });
  }

  private addAlarms(name: string, args: EventStreamArgs): void {
    const scope = { parent: this, foundation: args.foundation, scenario: args.scenario };
    const dimensions = { StreamName: this.name };
    alarm(
      `${name}-iterator-age`,
      {
        description: `A reader of the stream ${args.name} falls behind: see its consumers' errors.`,
        namespace: "AWS/Kinesis",
        metric: "GetRecords.IteratorAgeMilliseconds",
        dimensions,
        statistic: "Maximum",
        above: (args.maxIteratorAgeSeconds ?? 300) * 1000,
      },
      scope,
    );
    alarm(
      `${name}-throttled-writes`,
      {
        description: `The stream ${args.name} refuses records: add shards, or spread the keys.`,
        namespace: "AWS/Kinesis",
        metric: "WriteProvisionedThroughputExceeded",
        dimensions,
        statistic: "Sum",
        above: 0,
      },
      scope,
    );
  }
}

function checkArguments(name: string, args: StreamOptions, mode: string): void {
  const { shards, retentionHours } = args;
  refuseUnless(
    mode === "provisioned" || shards === undefined,
    name,
    `an on-demand stream has no shard count, but shards is ${String(shards)}`,
    'leave shards out, or set mode to "provisioned"',
  );
  refuseOutside(name, "shards", shards, 1, 10_000);
  refuseOutside(name, "maxIteratorAgeSeconds", args.maxIteratorAgeSeconds, 1, 31_536_000);
  refuseOutside(name, "retentionHours", retentionHours, 24, 8760);
}
