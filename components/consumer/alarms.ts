import type * as pulumi from "@pulumi/pulumi";
import { alarm, type AlarmArgs } from "../alarm";
import type { Foundation } from "../stack/foundation";

export interface ConsumerAlarmsArgs {
  readonly pipeline: string;
  readonly consumer: string;
  readonly functionName: pulumi.Output<string>;
  readonly mappingId: pulumi.Output<string>;
  readonly fanOut: boolean;
  /** Whether any of its sinks keeps the latest of what it gets. */
  readonly keepsLatest: boolean;
}

/** Namespace of the metrics that the handler writes to its log, in the embedded metric format. */
export const handlerMetrics = "StreamPipelines";

/** Alarms on a consumer that fails, is throttled, or sets records aside. */
export function addConsumerAlarms(
  name: string,
  args: ConsumerAlarmsArgs,
  scope: { parent: pulumi.Resource; foundation: Foundation; scenario: string },
): void {
  for (const [suffix, alarmArgs] of Object.entries(consumerAlarms(name, args)))
    alarm(`${name}-${suffix}`, alarmArgs, scope);
}

function consumerAlarms(name: string, args: ConsumerAlarmsArgs): Record<string, AlarmArgs> {
  const lambda = (metric: string, description: string): AlarmArgs => ({
    description,
    namespace: "AWS/Lambda",
    metric,
    dimensions: { FunctionName: args.functionName },
    statistic: "Sum",
    above: 0,
  });
  return {
    errors: lambda("Errors", `${name} fails whole batches: see its log.`),
    throttles: lambda("Throttles", `${name} is refused invocations: raise its concurrency.`),
    "undelivered-failures": lambda(
      "DestinationDeliveryFailures",
      `${name} cannot write discarded batches to the failure bucket: see its role.`,
    ),
    "discarded-records": {
      ...lambda(
        "OnFailureDestinationDeliveredEventCount",
        `${name} gave records up: they are in the failure bucket under aws/lambda/.`,
      ),
      dimensions: { EventSourceMappingUUID: args.mappingId },
    },
    quarantined: {
      description: `${name} met records that it cannot read: they are in the failure bucket.`,
      namespace: handlerMetrics,
      metric: "Quarantined",
      dimensions: { pipeline: args.pipeline, consumer: args.consumer },
      statistic: "Sum",
      above: 0,
    },
    ...(args.keepsLatest && {
      late: {
        description: `${name} met readings or rows older than the latest known: they changed nothing.`,
        namespace: handlerMetrics,
        metric: "Late",
        dimensions: { pipeline: args.pipeline, consumer: args.consumer },
        statistic: "Sum" as const,
        above: 0,
      },
    }),
    // A stream's own iterator age leaves out readers with enhanced fan-out.
    ...(args.fanOut && {
      "iterator-age": {
        ...lambda("IteratorAge", `${name} falls behind its stream.`),
        statistic: "Maximum" as const,
        above: 300_000,
      },
    }),
  };
}
