/** Types that cost nothing whether or not it is used: free, or billed by use alone. */
const types: ReadonlySet<string> = new Set([
  "aws:athena/namedQuery:NamedQuery",
  "aws:athena/workgroup:Workgroup",
  "aws:budgets/budget:Budget",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:cloudwatch/logStream:LogStream",
  "aws:glue/catalogDatabase:CatalogDatabase",
  "aws:glue/catalogTable:CatalogTable",
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
  "aws:kms/alias:Alias",
  "aws:lambda/eventSourceMapping:EventSourceMapping",
  "aws:lambda/function:Function",
  "aws:lambda/layerVersion:LayerVersion",
  "aws:lambda/permission:Permission",
  "aws:redshift/parameterGroup:ParameterGroup",
  "aws:redshift/scheduledAction:ScheduledAction",
  "aws:redshift/subnetGroup:SubnetGroup",
  "aws:redshiftdata/statement:Statement",
  "aws:redshiftserverless/usageLimit:UsageLimit",
  "aws:redshiftserverless/workgroup:Workgroup",
  "aws:scheduler/schedule:Schedule",
  "aws:scheduler/scheduleGroup:ScheduleGroup",
  "aws:sns/topic:Topic",
  "aws:sns/topicPolicy:TopicPolicy",
  "aws:sns/topicSubscription:TopicSubscription",
  "aws:sqs/queue:Queue",
  "aws:sqs/queuePolicy:QueuePolicy",
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
  "aws:sqs/redrivePolicy:RedrivePolicy",
]);

/** Parts of a network that are free; gateways, addresses and endpoints are priced elsewhere. */
const freeNetwork =
  /^aws:(ec2|vpc)\/(vpc|subnet|route|routeTable|routeTableAssociation|internetGateway|securityGroup|securityGroup\w*Rule|defaultSecurityGroup|networkAcl):/;

/**
 * Whether a type has no fixed charge. S3 and IAM have none for any of their types, and neither
 * have components or Pulumi's own resources.
 */
export function chargedByUse(type: string): boolean {
  if (!type.startsWith("aws:") && !type.startsWith("awsx:")) return true;
  return types.has(type) || /^aws:(s3|iam)\//.test(type) || freeNetwork.test(type);
}
