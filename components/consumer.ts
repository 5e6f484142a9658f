import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { refuseOutside, refuseUnless } from "./arguments";
import { consumerArchive, type SinkCode } from "./bundle";
import { addConsumerAlarms } from "./consumer-alarms";
import { consumerPolicy, lambdaAssumeRole } from "./consumer-policy";
import { checkEventSource, mappingArgs, type EventSourceOptions } from "./event-source";
import type { Foundation } from "./foundation";
import type { EventStream } from "./stream";
import type { Sink, SinkDefinition } from "./sinks/sink";
import type { Parse } from "../runtime/types";

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
  readonly parse: Parse<Event>;
}

/**
 * A Lambda function that reads a stream and writes to its sinks: the inline callbacks bundled into
 * one file, a role with only what the sinks need, its own log group, and an event source mapping
 * that neither loses a record nor waits for one without end.
 */
export class StreamConsumer<Event> extends pulumi.ComponentResource {
  readonly functionName: pulumi.Output<string>;
  readonly sinks: readonly Sink[];

  constructor(
    name: string,
    args: StreamConsumerArgs<Event>,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("streaming:components:StreamConsumer", name, {}, opts);
    checkArguments(name, args);
    const { foundation, scenario } = args;
    this.sinks = args.sinks.map((sink) =>
      sink.create(`${scenario}-${sink.name}`, { parent: this, scenario, foundation }),
    );
    const physicalName = foundation.physicalName(name);
    const logGroup = new aws.cloudwatch.LogGroup(
      name,
      {
        name: `/aws/lambda/${physicalName}`,
        retentionInDays: foundation.settings.logRetentionDays,
        tags: foundation.tags(scenario),
      },
      { parent: this },
    );
    const fanOut = args.enhancedFanOut === true ? this.addFanOut(name, args) : undefined;
    const role = this.addRole(name, args, logGroup, fanOut);
    const lambda = this.addFunction(name, args, role, [logGroup, role.policy]);
    this.functionName = lambda.name;
    const mapping = this.addMapping(name, args, lambda, fanOut ?? args.stream, role.policy);
    const scope = { parent: this, foundation, scenario };
    addConsumerAlarms(
      name,
      {
        pipeline: scenario,
        consumer: args.consumer,
        functionName: lambda.name,
        mappingId: mapping.uuid,
        enhancedFanOut: fanOut !== undefined,
      },
      scope,
    );
    this.registerOutputs({ functionName: this.functionName });
  }

  private addFanOut(name: string, args: StreamConsumerArgs<Event>): aws.kinesis.StreamConsumer {
    const { foundation, scenario } = args;
    return new aws.kinesis.StreamConsumer(
      name,
      {
        name: foundation.physicalName(name),
        streamArn: args.stream.arn,
        tags: foundation.tags(scenario),
      },
      { parent: this },
    );
  }

  private addRole(
    name: string,
    args: StreamConsumerArgs<Event>,
    logGroup: aws.cloudwatch.LogGroup,
    fanOut: aws.kinesis.StreamConsumer | undefined,
  ): { arn: pulumi.Output<string>; policy: aws.iam.RolePolicy } {
    const { foundation, scenario, stream } = args;
    const role = new aws.iam.Role(
      name,
      { assumeRolePolicy: lambdaAssumeRole, tags: foundation.tags(scenario) },
      { parent: this },
    );
    const policy = new aws.iam.RolePolicy(
      name,
      {
        role: role.name,
        policy: consumerPolicy({
          stream,
          fanOutArn: fanOut?.arn,
          logGroupArn: logGroup.arn,
          failureBucketArn: foundation.failures.arn,
          quarantinePrefix: quarantinePrefix(args),
          sinks: this.sinks,
        }),
      },
      { parent: this },
    );
    return { arn: role.arn, policy };
  }

  private addFunction(
    name: string,
    args: StreamConsumerArgs<Event>,
    role: { arn: pulumi.Output<string> },
    dependsOn: pulumi.Resource[],
  ): aws.lambda.Function {
    const { foundation, scenario, consumer, parse } = args;
    const sinks = args.sinks.map((definition, index) => sinkCode(definition, this.sinks[index]));
    return new aws.lambda.Function(
      name,
      {
        name: foundation.physicalName(name),
        description: `Consumer ${consumer} of the pipeline ${scenario}`,
        runtime: "nodejs22.x",
        architectures: ["arm64"],
        handler: "index.handler",
        code: pulumi.output(consumerArchive({ pipeline: scenario, consumer, parse, sinks })),
        role: role.arn,
        memorySize: args.memoryMb ?? 256,
        timeout: args.timeoutSeconds ?? 60,
        reservedConcurrentExecutions: args.reservedConcurrency,
        environment: { variables: this.environment(args) },
        tags: foundation.tags(scenario),
      },
      { parent: this, dependsOn },
    );
  }

  private environment(args: StreamConsumerArgs<Event>): Record<string, pulumi.Input<string>> {
    const variables: Record<string, pulumi.Input<string>> = {
      QUARANTINE_BUCKET: args.foundation.failures.name,
      QUARANTINE_PREFIX: quarantinePrefix(args),
    };
    args.sinks.forEach((definition, index) => {
      for (const [key, value] of Object.entries(this.sinks[index]?.environment ?? {}))
        variables[environmentPrefix(definition.name) + key] = value;
    });
    return variables;
  }

  private addMapping(
    name: string,
    args: StreamConsumerArgs<Event>,
    lambda: aws.lambda.Function,
    source: { arn: pulumi.Output<string> },
    policy: aws.iam.RolePolicy,
  ): aws.lambda.EventSourceMapping {
    const { foundation, scenario } = args;
    return new aws.lambda.EventSourceMapping(
      name,
      {
        ...mappingArgs(args),
        functionName: lambda.name,
        eventSourceArn: source.arn,
        destinationConfig: { onFailure: { destinationArn: foundation.failures.arn } },
        // Publishes how many records went to the failure bucket, which the alarm counts.
        metricsConfig: { metrics: ["EventCount"] },
        tags: foundation.tags(scenario),
      },
      { parent: this, dependsOn: [policy] },
    );
  }
}

function quarantinePrefix(args: { scenario: string; consumer: string }): string {
  return `quarantine/${args.scenario}/${args.consumer}/`;
}

function environmentPrefix(sink: string): string {
  return `SINK_${sink.toUpperCase().replace(/[^A-Z0-9]/g, "_")}_`;
}

function sinkCode<Event>(definition: SinkDefinition<Event>, sink: Sink | undefined): SinkCode {
  if (sink === undefined) throw new Error(`The sink ${definition.name} was not created.`);
  return {
    name: definition.name,
    map: definition.map,
    writer: sink.writer.module,
    options: sink.writer.options,
    environmentPrefix: environmentPrefix(definition.name),
  };
}

function checkArguments<Event>(name: string, args: StreamConsumerArgs<Event>): void {
  checkEventSource(name, args);
  refuseOutside(name, "memoryMb", args.memoryMb, 128, 10_240);
  refuseOutside(name, "timeoutSeconds", args.timeoutSeconds, 1, 900);
  refuseOutside(name, "reservedConcurrency", args.reservedConcurrency, 1, 1000);
  refuseUnless(args.sinks.length > 0, name, "has no sink", "give it at least one");
  const prefixes = args.sinks.map((sink) => environmentPrefix(sink.name));
  const twin = args.sinks.find((sink, i) => prefixes.indexOf(environmentPrefix(sink.name)) !== i);
  refuseUnless(
    twin === undefined,
    name,
    `two sinks have the name ${twin?.name ?? ""}`,
    "give each sink of a consumer a name of its own",
  );
}
