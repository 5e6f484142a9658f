import type { Properties } from "../rule/properties";
import { list, objects, text, valueAt, whenKnown } from "../rule/properties";
import type { StackResource } from "../rule/resource";
import { resourceRule, stackRule } from "../rule/rule";

const alarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";

/** The dimension without which a metric of the namespace has no data. */
const dimensionOf: Readonly<Record<string, string>> = {
  "AWS/Kinesis": "StreamName",
  "AWS/Lambda": "FunctionName",
  "AWS/Firehose": "DeliveryStreamName",
  "AWS/DynamoDB": "TableName",
  "AWS/SNS": "TopicName",
  "AWS/SQS": "QueueName",
  "AWS/Redshift": "ClusterIdentifier",
};

/** Lambda's metrics of an event source mapping, which are kept by mapping. */
const ofMapping =
  /^(Polled|FilteredOut|Invoked|FailedInvoke|Dropped|OnFailureDestinationDelivered|Deleted)EventCount$/;

/** Metrics of a whole account, without dimensions. */
const ofAccount =
  /^(ConcurrentExecutions|UnreservedConcurrentExecutions|ClaimedAccountConcurrency|Account\w+|UserErrors|SMS\w+)$/;

function neededDimension(metric: Properties): string | undefined {
  const namespace = text(metric, "namespace") ?? "";
  const name = text(metric, "metricName") ?? "";
  if (ofAccount.test(name)) return undefined;
  if (namespace === "AWS/Lambda" && ofMapping.test(name)) return "EventSourceMappingUUID";
  return dimensionOf[namespace];
}

/** The metrics that an alarm watches: its own, or those of its metric math. */
function metricsOf(alarm: Properties): readonly Properties[] {
  const queried = objects(alarm, "metricQueries").flatMap((query) => objects(query, "metric"));
  return text(alarm, "metricName") === undefined ? queried : [alarm, ...queried];
}

export const alarmDimension = resourceRule({
  name: "alarm-dimension",
  theme: "safety",
  description: "Alarms on AWS metrics must name the resource that they watch, or they never fire.",
  types: [alarmType],
  check: ({ props }) =>
    metricsOf(props).flatMap((metric) => {
      const dimension = neededDimension(metric);
      const present = Object.keys(valueAt(metric, "dimensions") ?? {});
      if (dimension === undefined || present.includes(dimension)) return [];
      return [
        `The alarm on ${text(metric, "metricName") ?? "its metric"} must have the dimension ` +
          `${dimension}; it has ${present.join(", ") || "none"}, so it would never fire: set ` +
          `dimensions.${dimension}.`,
      ];
    }),
});

export const alarmActions = resourceRule({
  name: "alarm-actions",
  theme: "safety",
  description: "Alarms must tell somebody.",
  controls: ["CloudWatch.15"],
  types: [alarmType],
  check: ({ props }) => {
    const actions = whenKnown(() => list(props, "alarmActions"));
    return actions?.length === 0
      ? "The alarm must have an action, or nobody hears it: set alarmActions to a topic's ARN."
      : undefined;
  },
});

function watches(alarm: StackResource, stream: StackResource, metric: string): boolean {
  return metricsOf(alarm.props).some((each) => {
    if (text(each, "metricName") !== metric) return false;
    const streamName = whenKnown(() => text(each, "dimensions", "StreamName"));
    const name = whenKnown(() => text(stream.props, "name"));
    if (streamName !== undefined && name !== undefined) return streamName === name;
    return ["dimensions", "metricQueries"].some((property) =>
      alarm.references[property]?.includes(stream.urn),
    );
  });
}

export const streamAlarm = stackRule({
  name: "stream-iterator-age-alarm",
  theme: "safety",
  description: "Every Kinesis stream must have an alarm on the age of its consumers' iterators.",
  settings: {
    metric: {
      default: "GetRecords.IteratorAgeMilliseconds",
      description: "The stream's metric that an alarm must watch.",
    },
  },
  check: (resources, { metric }) => {
    const alarms = resources.filter(({ type }) => type === alarmType);
    return resources
      .filter(({ type }) => type === "aws:kinesis/stream:Stream")
      .filter((stream) => !alarms.some((alarm) => watches(alarm, stream, metric)))
      .map((stream) => ({
        resource: stream,
        message:
          `The stream ${stream.name} must have an alarm on ${metric}, with its own name as ` +
          "StreamName, or a consumer that fell behind goes unseen until records expire: add an " +
          "aws.cloudwatch.MetricAlarm.",
      }));
  },
});
