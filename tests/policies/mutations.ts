import type { RegisteredResource } from "../../cost/registrations";

/** A safe default turned off: a stack's resources, changed. */
export type Mutation = (resources: readonly RegisteredResource[]) => readonly RegisteredResource[];

type Changes = Readonly<Record<string, unknown>>;

const types = {
  bucket: "aws:s3/bucket:Bucket",
  block: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  bucketPolicy: "aws:s3/bucketPolicy:BucketPolicy",
  bucketEncryption:
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  lifecycle: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  stream: "aws:kinesis/stream:Stream",
  firehose: "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
  table: "aws:dynamodb/table:Table",
  lambda: "aws:lambda/function:Function",
  mapping: "aws:lambda/eventSourceMapping:EventSourceMapping",
  logGroup: "aws:cloudwatch/logGroup:LogGroup",
  alarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
  cluster: "aws:redshift/cluster:Cluster",
  topic: "aws:sns/topic:Topic",
  topicPolicy: "aws:sns/topicPolicy:TopicPolicy",
  key: "aws:kms/key:Key",
  athena: "aws:athena/workgroup:Workgroup",
  budget: "aws:budgets/budget:Budget",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
  role: "aws:iam/role:Role",
  securityGroup: "aws:ec2/securityGroup:SecurityGroup",
  vpc: "awsx:ec2:Vpc",
  defaultGroup: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  versioning: "aws:s3/bucketVersioning:BucketVersioning",
  accessLogs: "aws:s3/bucketLogging:BucketLogging",
  auditLogs: "aws:redshift/logging:Logging",
} as const;

type Kind = keyof typeof types;

function first(
  kind: Kind,
  change: (resource: RegisteredResource) => readonly RegisteredResource[],
): Mutation {
  return (resources) => {
    const index = resources.findIndex(({ type }) => type === types[kind]);
    const target = resources[index];
    if (target === undefined) throw new Error(`the stack has no ${types[kind]}`);
    return [...resources.slice(0, index), ...change(target), ...resources.slice(index + 1)];
  };
}

/** Changes properties of the first resource of a kind; undefined leaves one out. */
export const set = (kind: Kind, changes: Changes | ((inputs: Changes) => Changes)): Mutation =>
  first(kind, (resource) => {
    const changed = typeof changes === "function" ? changes(resource.inputs) : changes;
    const inputs = { ...resource.inputs, ...changed };
    return [{ ...resource, inputs, props: { ...resource.props, ...changed } }];
  });

export const remove = (kind: Kind): Mutation => first(kind, () => []);

export const protect = (kind: Kind, protected_: boolean): Mutation =>
  first(kind, (resource) => [{ ...resource, protect: protected_ }]);

const without = (key: string) => (value: unknown) =>
  Object.fromEntries(Object.entries((value ?? {}) as Changes).filter(([name]) => name !== key));

/** Leaves a key out of an object property, such as a tag. */
export const drop = (kind: Kind, property: string, key: string): Mutation =>
  set(kind, (inputs) => ({ [property]: without(key)(inputs[property]) }));

/** Adds a statement to a policy document. */
export const allow = (kind: Kind, statement: Changes): Mutation =>
  set(kind, (inputs) => {
    const document = JSON.parse(String(inputs["policy"])) as { Statement: unknown[] };
    const added = { Effect: "Allow", ...statement };
    return { policy: JSON.stringify({ ...document, Statement: [...document.Statement, added] }) };
  });
