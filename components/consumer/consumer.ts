import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Parse } from "../../runtime/types";
import { refuseOutside, refuseUnless } from "../arguments";
import { checkAutomaticName, namedAfterComponent } from "../names";
import type { CreatedSink, SinkDefinition } from "../sinks/sink";
import type { Foundation } from "../stack/foundation";
import type { EventStream } from "../stream";
import { addConsumerAlarms } from "./alarms";
import { checkEventSource, mappingArgs, type EventSourceOptions } from "./event-source";
import { consumerFunction, environmentPrefix, quarantinePrefix } from "./function";
import { serviceTrust } from "../trust";
import { consumerPolicy } from "./policy";

/** A consumer's options. */
export interface ConsumerOptions<Event> extends EventSourceOptions {
  /** Where events go; each with its inline callback. */
  readonly sinks: readonly SinkDefinition<Event>[];
  /** 128 to 10,240; 256 by default. */
  readonly memoryMb?: number;
  /** 1 to 900; 60 by default. Retries of a throttled sink take place within it. */
  readonly timeoutSeconds?: number;
  /** Concurrent invocations kept for, and allowed to, this consumer. */
  readonly reservedConcurrency?: number;
  /** Reads 2 MB/s a shard of its own, for $0.015 a shard-hour, instead of sharing 2 MB/s. */
  readonly enhancedFanOut?: boolean;
}

export interface StreamConsumerArgs<Event> extends ConsumerOptions<Event> {
  readonly foundation: Foundation;
  readonly scenario: string;
  /** The consumer's name within its pipeline. */
  readonly consumer: string;
  readonly stream: EventStream;
  /** The pipeline, whose children the sinks are; by default they are the consumer's own. */
  readonly pipeline?: pulumi.Resource;
  /** Names that the pipeline had before. */
  readonly formerScenarios?: readonly pulumi.Input<string>[];
  readonly parse: Parse<Event>;
  /**
   * Sinks of the pipeline's other consumers: a record that one of them could never store is stored by
   * none of this consumer's.
   */
  readonly siblings?: readonly SinkDefinition<Event>[];
}

/**
 * A Lambda function that reads a stream and writes to its sinks: the inline callbacks bundled into
 * one file, a role with only what the sinks need, its own log group, and an event source mapping
 * that neither loses a record nor waits for one without end.
 */
export class StreamConsumer<Event> extends pulumi.ComponentResource {
  readonly functionName: pulumi.Output<string>;
  readonly sinks: readonly CreatedSink<Event>[];

  constructor(
    name: string,
    args: StreamConsumerArgs<Event>,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("streaming:components:StreamConsumer", name, {}, opts);
    checkArguments(name, args);
    const { foundation, scenario, consumer } = args;
    const named = { owner: name, from: "the pipeline's and the consumer's name" };
    const functionName = foundation.physicalName("function", name, named);
    checkAutomaticName("role", named);
    const scope = { parent: this, foundation, scenario };
    const sinkScope = { ...scope, options: (sink: string) => this.sinkOptions(sink, args) };
    this.sinks = args.sinks.map((definition) => ({
      ...definition,
      ...definition.create(`${scenario}-${definition.name}`, sinkScope),
    }));
    const logGroup = this.addLogGroup(name, args, functionName);
    const fanOut = args.enhancedFanOut === true ? this.addFanOut(name, args) : undefined;
    const { role, policy } = this.addRole(name, args, logGroup.arn, fanOut?.arn);
    const lambda = consumerFunction(
      name,
      { ...args, sinks: this.sinks, roleArn: role.arn, functionName },
      { parent: this, dependsOn: [logGroup, policy] },
    );
    this.functionName = lambda.name;
    const source = fanOut ?? args.stream;
    const mapping = this.addMapping(name, args, lambda.name, source.arn, policy);
    const alarms = {
      functionName: lambda.name,
      mappingId: mapping.uuid,
      fanOut: fanOut !== undefined,
      keepsLatest: this.sinks.some((sink) => sink.keepsLatest === true),
    };
    addConsumerAlarms(name, { pipeline: scenario, consumer, ...alarms }, scope);
    this.registerOutputs({ functionName: this.functionName });
  }

  /** Sinks were the consumer's children once: stacks of that time keep them, renamed or not. */
  private sinkOptions(
    sink: string,
    { pipeline, scenario, formerScenarios = [] }: StreamConsumerArgs<Event>,
  ): pulumi.ComponentResourceOptions {
    if (pipeline === undefined) return { parent: this };
    const ending = sink.slice(scenario.length);
    const formerly = formerScenarios.map((former) => ({
      parent: this,
      name: pulumi.interpolate`${former}${ending}`,
    }));
    return { parent: pipeline, aliases: [{ parent: this }, ...formerly] };
  }

  private addLogGroup(
    name: string,
    args: StreamConsumerArgs<Event>,
    functionName: string,
  ): aws.cloudwatch.LogGroup {
    const { foundation, scenario } = args;
    return new aws.cloudwatch.LogGroup(
      name,
      {
        name: foundation.takeName("logGroup", `/aws/lambda/${functionName}`, {
          owner: name,
          from: "the function's name",
        }),
        retentionInDays: foundation.settings.logRetentionDays,
        tags: foundation.tags(scenario),
      },
      { parent: this, ...namedAfterComponent },
    );
  }

  private addFanOut(name: string, args: StreamConsumerArgs<Event>): aws.kinesis.StreamConsumer {
    const { foundation, scenario } = args;
    return new aws.kinesis.StreamConsumer(
      name,
      {
        name: foundation.physicalName("fanOutConsumer", name, {
          owner: name,
          from: "the pipeline's and the consumer's name",
          within: args.stream.physicalName,
        }),
        streamArn: args.stream.arn,
        tags: foundation.tags(scenario),
      },
      { parent: this, ...namedAfterComponent },
    );
  }

  private addRole(
    name: string,
    args: StreamConsumerArgs<Event>,
    logGroupArn: pulumi.Output<string>,
    fanOutArn: pulumi.Output<string> | undefined,
  ): { role: aws.iam.Role; policy: aws.iam.RolePolicy } {
    const { foundation, scenario, stream } = args;
    const role = new aws.iam.Role(
      name,
      {
        assumeRolePolicy: serviceTrust("lambda.amazonaws.com", this, "perhaps"),
        tags: foundation.tags(scenario),
      },
      { parent: this },
    );
    const document = consumerPolicy({
      stream,
      fanOutArn,
      logGroupArn,
      failureBucketArn: foundation.failures.arn,
      quarantinePrefix: quarantinePrefix(args),
      sinks: this.sinks,
      tracing: foundation.settings.tracing,
    });
    const policy = new aws.iam.RolePolicy(
      name,
      { role: role.name, policy: document },
      { parent: this },
    );
    return { role, policy };
  }

  private addMapping(
    name: string,
    args: StreamConsumerArgs<Event>,
    functionName: pulumi.Output<string>,
    eventSourceArn: pulumi.Output<string>,
    policy: aws.iam.RolePolicy,
  ): aws.lambda.EventSourceMapping {
    const { foundation, scenario } = args;
    return new aws.lambda.EventSourceMapping(
      name,
      {
        ...mappingArgs(args),
        functionName,
        eventSourceArn,
        destinationConfig: { onFailure: { destinationArn: foundation.failures.arn } },
        // Publishes how many records went to the failure bucket, which the alarm counts.
        metricsConfig: { metrics: ["EventCount"] },
        tags: foundation.tags(scenario),
      },
      {
        parent: this,
        // Lambda refuses a second mapping of one function to one stream.
        deleteBeforeReplace: true,
        dependsOn: [policy, ...this.sinks.flatMap((sink) => sink.dependencies)],
      },
    );
  }
}

function checkArguments<Event>(name: string, args: StreamConsumerArgs<Event>): void {
  checkEventSource(name, args);
  refuseOutside(name, "memoryMb", args.memoryMb, 128, 10_240);
  refuseOutside(name, "timeoutSeconds", args.timeoutSeconds, 1, 900);
  refuseOutside(name, "reservedConcurrency", args.reservedConcurrency, 1, 1000);
  refuseUnless(args.sinks.length > 0, name, "has no sink", "give it at least one");
  const prefixes = args.sinks.map((sink) => environmentPrefix(sink.name));
  const later = args.sinks.find((sink, i) => prefixes.indexOf(environmentPrefix(sink.name)) !== i);
  const earlier = args.sinks[prefixes.indexOf(environmentPrefix(later?.name ?? ""))];
  refuseUnless(
    later === undefined,
    name,
    `two sinks have the names ${earlier?.name ?? ""} and ${later?.name ?? ""}, which give their ` +
      "environment variables the same names",
    "give them names that differ in a letter or digit, whatever its case",
  );
}
