import type { Package } from "./clients";

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
  ],
});
const login = { MasterUsername: "admin", MasterUserPassword: "Password1" };

interface Creation {
  readonly service: Package;
  readonly operation: string;
  readonly input: object;
  /** The error of a second creation, and its text, as the service's API reference and users show. */
  readonly error: string;
  readonly says: RegExp;
}

/** Creations that AWS refuses the second time. */
export const creations: readonly Creation[] = [
  {
    service: "dynamodb",
    operation: "CreateTable",
    input: {
      TableName: "Twice",
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    },
    error: "ResourceInUseException",
    says: /^Table already exists: Twice$/,
  },
  {
    service: "kinesis",
    operation: "CreateStream",
    input: { StreamName: "twice", ShardCount: 1 },
    error: "ResourceInUseException",
    says: /^Stream twice under account \d{12} already exists\.$/,
  },
  {
    service: "cloudwatch-logs",
    operation: "CreateLogGroup",
    input: { logGroupName: "twice" },
    error: "ResourceAlreadyExistsException",
    says: /^The specified log group already exists$/,
  },
  {
    service: "cloudwatch-logs",
    operation: "CreateLogStream",
    input: { logGroupName: "twice", logStreamName: "twice" },
    error: "ResourceAlreadyExistsException",
    says: /^The specified log stream already exists$/,
  },
  {
    service: "iam",
    operation: "CreateRole",
    input: { RoleName: "twice", AssumeRolePolicyDocument: trust },
    error: "EntityAlreadyExistsException",
    says: /^Role with name twice already exists\.$/,
  },
  {
    service: "secrets-manager",
    operation: "CreateSecret",
    input: { Name: "twice", SecretString: "x" },
    error: "ResourceExistsException",
    says: /twice already exists/,
  },
  {
    service: "glue",
    operation: "CreateDatabase",
    input: { DatabaseInput: { Name: "twice" } },
    error: "AlreadyExistsException",
    says: /twice|already exists/i,
  },
  {
    service: "glue",
    operation: "CreateTable",
    input: { DatabaseName: "twice", TableInput: { Name: "twice" } },
    error: "AlreadyExistsException",
    says: /already exists/i,
  },
  {
    service: "athena",
    operation: "CreateWorkGroup",
    input: { Name: "twice" },
    error: "InvalidRequestException",
    says: /already/,
  },
  {
    service: "redshift",
    operation: "CreateCluster",
    input: {
      ClusterIdentifier: "twice",
      NodeType: "ra3.large",
      ClusterType: "single-node",
      ...login,
    },
    error: "ClusterAlreadyExistsFault",
    says: /already exists/i,
  },
  {
    service: "redshift-serverless",
    operation: "CreateNamespace",
    input: { namespaceName: "twice" },
    error: "ConflictException",
    says: /twice/,
  },
  {
    service: "redshift-serverless",
    operation: "CreateWorkgroup",
    input: { workgroupName: "twice", namespaceName: "twice" },
    error: "ConflictException",
    says: /twice/,
  },
  {
    service: "scheduler",
    operation: "CreateScheduleGroup",
    input: { Name: "twice" },
    error: "ConflictException",
    says: /^Schedule group twice already exists\.$/,
  },
];
