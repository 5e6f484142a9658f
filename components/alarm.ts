import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { namedAfterComponent } from "./names";
import type { Foundation } from "./stack/foundation";

export interface AlarmArgs {
  readonly description: string;
  readonly namespace: string;
  readonly metric: string;
  /** The metric's own dimensions, all of them: an alarm that misses one never fires. */
  readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
  readonly statistic: "Sum" | "Maximum";
  /** The alarm fires above this. */
  readonly above: number;
  /** How many five-minute periods in a row; 1 by default. */
  readonly periods?: number;
}

/** An alarm that tells the stack's topic when it fires and when it clears. */
export function alarm(
  name: string,
  args: AlarmArgs,
  scope: { parent: pulumi.Resource; foundation: Foundation; scenario: string },
): aws.cloudwatch.MetricAlarm {
  const { foundation } = scope;
  return new aws.cloudwatch.MetricAlarm(
    name,
    {
      name: foundation.physicalName("alarm", name, {
        owner: name,
        from: "the pipeline's name",
      }),
      alarmDescription: args.description,
      namespace: args.namespace,
      metricName: args.metric,
      dimensions: { ...args.dimensions },
      statistic: args.statistic,
      period: 300,
      evaluationPeriods: args.periods ?? 1,
      comparisonOperator: "GreaterThanThreshold",
      threshold: args.above,
      // No records is no news, and good news.
      treatMissingData: "notBreaching",
      alarmActions: [foundation.alarmTopicArn],
      okActions: [foundation.alarmTopicArn],
      tags: foundation.tags(scope.scenario),
    },
    { parent: scope.parent, ...namedAfterComponent },
  );
}
