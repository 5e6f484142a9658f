import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Parse } from "../../runtime/types";
import { namedAfterComponent } from "../names";
import type { CreatedSink, SinkDefinition } from "../sinks/sink";
import type { Foundation } from "../stack/foundation";
import { checked } from "../arguments";
import { consumerArchive, type CheckedSink } from "./bundle";
import { checkCallbacks } from "./callbacks";

export interface ConsumerFunctionArgs<Event> {
  readonly foundation: Foundation;
  readonly scenario: string;
  readonly consumer: string;
  readonly parse: Parse<Event>;
  readonly sinks: readonly CreatedSink<Event>[];
  readonly siblings?: readonly SinkDefinition<Event>[];
  /** The name in AWS. */
  readonly functionName: string;
  readonly roleArn: pulumi.Input<string>;
  readonly memoryMb?: number;
  readonly timeoutSeconds?: number;
  readonly reservedConcurrency?: number;
}

/** The Lambda function of a consumer, its code bundled from the inline callbacks. */
export function consumerFunction<Event>(
  name: string,
  args: ConsumerFunctionArgs<Event>,
  opts: pulumi.CustomResourceOptions,
): aws.lambda.Function {
  const { foundation, scenario, consumer, parse } = args;
  const sinks = args.sinks.map((sink) => ({
    ...checkedSink(sink, scenario),
    environmentPrefix: environmentPrefix(sink.name),
  }));
  const siblings = (args.siblings ?? []).map((sink) => checkedSink(sink, scenario));
  const code = { pipeline: scenario, consumer, parse, sinks, siblings };
  checkCallbacks(code);
  return new aws.lambda.Function(
    name,
    {
      name: args.functionName,
      description: `Consumer ${consumer} of the pipeline ${scenario}`,
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      handler: "index.handler",
      code: pulumi.output(checked(consumerArchive(code))),
      role: args.roleArn,
      memorySize: args.memoryMb ?? 256,
      timeout: args.timeoutSeconds ?? 60,
      reservedConcurrentExecutions: args.reservedConcurrency,
      environment: { variables: environment(args) },
      ...(foundation.settings.tracing && { tracingConfig: { mode: "Active" } }),
      tags: foundation.tags(scenario),
    },
    { ...opts, ...namedAfterComponent },
  );
}

function checkedSink<Event>(
  {
    name,
    map,
    authored,
    callback,
    writer,
  }: Pick<SinkDefinition<Event>, "name" | "map" | "authored" | "callback" | "writer">,
  scenario: string,
): CheckedSink {
  const { module, options } = writer(scenario);
  return { name, map, authored, callback, writer: module, options };
}

/** Where a consumer's unreadable records go in the failure bucket. */
export function quarantinePrefix(args: { scenario: string; consumer: string }): string {
  return `quarantine/${args.scenario}/${args.consumer}/`;
}

/** What the names of a sink's environment variables start with. */
export function environmentPrefix(sink: string): string {
  return `SINK_${sink.toUpperCase().replace(/[^A-Z0-9]/g, "_")}_`;
}

function environment<Event>(
  args: ConsumerFunctionArgs<Event>,
): Record<string, pulumi.Input<string>> {
  const variables: Record<string, pulumi.Input<string>> = {
    QUARANTINE_BUCKET: args.foundation.failures.name,
    QUARANTINE_PREFIX: quarantinePrefix(args),
  };
  for (const sink of args.sinks)
    for (const [key, value] of Object.entries(sink.environment))
      variables[environmentPrefix(sink.name) + key] = value;
  return variables;
}
