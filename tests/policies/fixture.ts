/** A resource as the engine would hand it to the pack. */
export interface Fixture {
  readonly type: string;
  readonly name: string;
  readonly props: Readonly<Record<string, unknown>>;
  /** Default "dev", an ephemeral stack. */
  readonly stack?: string;
  readonly protect?: boolean;
  readonly references?: Readonly<Record<string, readonly string[]>>;
}

/** What shows that a rule works: a resource, or a whole stack, that breaks it and one that does not. */
export type Cases = Readonly<
  Record<string, { readonly breaks: Subject; readonly keeps: Subject; readonly says: RegExp }>
>;

export type Subject = Fixture | readonly Fixture[];

/** What the engine sends in place of a text that a preview cannot know. */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function urnOf({ stack, type, name }: Fixture): string {
  return `urn:pulumi:${stack ?? "dev"}::streams::${type}::${name}`;
}

type Options = Pick<Fixture, "stack" | "protect" | "references">;

const maker =
  (type: string, name: string) =>
  (props: Fixture["props"], options: Options = {}): Fixture => ({ type, name, props, ...options });

export const resource = {
  stream: maker("aws:kinesis/stream:Stream", "requests"),
  cluster: maker("aws:redshift/cluster:Cluster", "warehouse"),
  namespace: maker("aws:redshiftserverless/namespace:Namespace", "warehouse"),
  workgroup: maker("aws:redshiftserverless/workgroup:Workgroup", "warehouse"),
  firehose: maker("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", "lake"),
  lambda: maker("aws:lambda/function:Function", "consumer"),
  mapping: maker("aws:lambda/eventSourceMapping:EventSourceMapping", "consumer"),
  concurrency: maker(
    "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
    "consumer",
  ),
  table: maker("aws:dynamodb/table:Table", "rows"),
  logGroup: maker("aws:cloudwatch/logGroup:LogGroup", "consumer"),
  alarm: maker("aws:cloudwatch/metricAlarm:MetricAlarm", "late"),
  bucket: maker("aws:s3/bucket:Bucket", "lake"),
  bucketAcl: maker("aws:s3/bucketAcl:BucketAcl", "lake"),
  bucketPolicy: maker("aws:s3/bucketPolicy:BucketPolicy", "lake"),
  lifecycle: maker("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "lake"),
  accessBlock: maker("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "lake"),
  bucketEncryption: maker(
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "lake",
  ),
  athena: maker("aws:athena/workgroup:Workgroup", "queries"),
  natGateway: maker("aws:ec2/natGateway:NatGateway", "nat"),
  awsxVpc: maker("awsx:ec2:Vpc", "vpc"),
  securityGroup: maker("aws:ec2/securityGroup:SecurityGroup", "warehouse"),
  key: maker("aws:kms/key:Key", "key"),
  secret: maker("aws:secretsmanager/secret:Secret", "password"),
  topic: maker("aws:sns/topic:Topic", "alerts"),
  topicPolicy: maker("aws:sns/topicPolicy:TopicPolicy", "alerts"),
  budget: maker("aws:budgets/budget:Budget", "monthly"),
  role: maker("aws:iam/role:Role", "consumer"),
  rolePolicy: maker("aws:iam/rolePolicy:RolePolicy", "consumer"),
  functionUrl: maker("aws:lambda/functionUrl:FunctionUrl", "consumer"),
  permission: maker("aws:lambda/permission:Permission", "consumer"),
  layerPermission: maker("aws:lambda/layerVersionPermission:LayerVersionPermission", "layer"),
  grant: maker("aws:kms/grant:Grant", "key"),
  versioning: maker("aws:s3/bucketVersioning:BucketVersioning", "lake"),
  bucketLogging: maker("aws:s3/bucketLogging:BucketLogging", "lake"),
  website: maker("aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration", "lake"),
  cors: maker("aws:s3/bucketCorsConfiguration:BucketCorsConfiguration", "lake"),
  accountBlock: maker("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", "account"),
  auditLogs: maker("aws:redshift/logging:Logging", "warehouse"),
  vpc: maker("aws:ec2/vpc:Vpc", "vpc"),
  defaultGroup: maker("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "vpc"),
  groupRule: maker("aws:ec2/securityGroupRule:SecurityGroupRule", "warehouse"),
  attachment: maker("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "consumer"),
};

/** A policy document with one statement. */
export function document(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}
