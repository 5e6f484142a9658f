import type { Mutation } from "./mutations";
import { allow, drop, protect, remove, set } from "./mutations";

/** A change, and the rule that must object to it. */
export type SafeDefaults = Readonly<Record<string, readonly [Mutation, string]>>;

/** The safe defaults of an ephemeral stack, turned off one by one, and the rule that must object. */
export const ephemeral: SafeDefaults = {
  "a bucket keeps its objects": [set("bucket", { forceDestroy: false }), "bucket-force-destroy"],
  "a bucket admits the public": [
    set("block", { restrictPublicBuckets: false }),
    "bucket-public-access-block",
  ],
  "a bucket has no access block": [remove("block"), "bucket-public-access-block"],
  "a bucket takes plain HTTP": [remove("bucketPolicy"), "bucket-tls-only"],
  "a bucket has no encryption": [remove("bucketEncryption"), "bucket-encryption"],
  "a bucket keeps objects for ever": [remove("lifecycle"), "bucket-lifecycle"],
  "a bucket has a public ACL": [set("bucket", { acl: "public-read" }), "bucket-no-public-acl"],
  "a stream is not encrypted": [set("stream", { encryptionType: "NONE" }), "stream-encryption"],
  "a stream waits for its consumers": [
    set("stream", { enforceConsumerDeletion: false }),
    "stream-consumer-deletion",
  ],
  "a stream has 50 shards": [set("stream", { shardCount: 50 }), "kinesis-shard-count"],
  "a stream is on demand": [
    set("stream", { streamModeDetails: { streamMode: "ON_DEMAND" } }),
    "kinesis-on-demand",
  ],
  "a stream keeps records for a year": [
    set("stream", { retentionPeriod: 8760 }),
    "kinesis-retention",
  ],
  "a resource has no stack tag": [drop("stream", "tags", "stack"), "cost-allocation-tags"],
  "a resource does not expire": [drop("stream", "tags", "expires"), "expires-tag"],
  "a table is provisioned": [
    set("table", { billingMode: "PROVISIONED", readCapacity: 100, writeCapacity: 100 }),
    "dynamodb-capacity",
  ],
  "a table is not encrypted": [
    set("table", { serverSideEncryption: undefined }),
    "table-encryption",
  ],
  "a table refuses deletion": [
    set("table", { deletionProtectionEnabled: true }),
    "no-deletion-protection",
  ],
  "a table is protected": [protect("table", true), "no-protect"],
  "a log group keeps events for ever": [
    set("logGroup", { retentionInDays: undefined }),
    "log-retention",
  ],
  "a log group outlives the stack": [set("logGroup", { skipDestroy: true }), "no-skip-destroy"],
  "a function's log group is AWS's": [remove("logGroup"), "lambda-log-group"],
  "a function has 10 GB": [set("lambda", { memorySize: 10_240 }), "lambda-memory"],
  "a function may hang": [set("lambda", { timeout: 900 }), "lambda-timeout"],
  "a function runs on a dead runtime": [set("lambda", { runtime: "nodejs18.x" }), "lambda-runtime"],
  "a mapping retries for ever": [
    set("mapping", { maximumRetryAttempts: -1 }),
    "esm-bounded-retries",
  ],
  "a mapping leaves retries to the service": [
    set("mapping", { maximumRetryAttempts: undefined }),
    "esm-bounded-retries",
  ],
  "a mapping never gives up": [
    set("mapping", { maximumRecordAgeInSeconds: -1 }),
    "esm-bounded-record-age",
  ],
  "a mapping drops what failed": [
    set("mapping", { destinationConfig: undefined }),
    "esm-failure-destination",
  ],
  "a mapping ignores partial failures": [
    set("mapping", { functionResponseTypes: [] }),
    "esm-partial-batch-response",
  ],
  "a mapping never splits a batch": [
    set("mapping", { bisectBatchOnFunctionError: false }),
    "esm-bisect",
  ],
  "a mapping skips the past": [
    set("mapping", { startingPosition: "LATEST" }),
    "esm-starting-position",
  ],
  "an alarm watches no stream": [
    (all) =>
      all.map((each) =>
        each.inputs["namespace"] === "AWS/Kinesis"
          ? { ...each, inputs: { ...each.inputs, dimensions: {} } }
          : each,
      ),
    "alarm-dimension",
  ],
  "an alarm tells nobody": [set("alarm", { alarmActions: [] }), "alarm-actions"],
  "no alarm watches the iterators": [
    (all) =>
      all.filter(({ inputs }) => inputs["metricName"] !== "GetRecords.IteratorAgeMilliseconds"),
    "stream-iterator-age-alarm",
  ],
  "the warehouse is large": [set("cluster", { nodeType: "ra3.4xlarge" }), "redshift-node-type"],
  "the warehouse has four nodes": [set("cluster", { numberOfNodes: 4 }), "redshift-node-count"],
  "the warehouse is public": [set("cluster", { publiclyAccessible: true }), "redshift-private"],
  "the warehouse is not encrypted": [
    set("cluster", { encrypted: undefined }),
    "redshift-encryption",
  ],
  "the warehouse leaves a snapshot": [
    set("cluster", { skipFinalSnapshot: false }),
    "skip-final-snapshot",
  ],
  "the warehouse's password is written down": [
    set("cluster", { manageMasterPassword: undefined, masterPassword: "Secret123" }),
    "redshift-managed-password",
  ],
  "the warehouse's port is open": [
    set("securityGroup", { ingress: [{ cidrBlocks: ["0.0.0.0/0"] }] }),
    "no-open-ingress",
  ],
  "the network has a NAT gateway": [
    set("vpc", { natGateways: { strategy: "Single" } }),
    "no-nat-gateway",
  ],
  "a topic is not encrypted": [set("topic", { kmsMasterKeyId: undefined }), "topic-encryption"],
  "a topic lets everybody publish": [
    allow("topicPolicy", { Principal: "*", Action: "sns:Publish" }),
    "no-public-principal",
  ],
  "a key lives on for a month": [set("key", { deletionWindowInDays: 30 }), "kms-deletion-window"],
  "Athena may scan everything": [
    set("athena", ({ configuration }) => ({
      configuration: { ...(configuration as object), bytesScannedCutoffPerQuery: undefined },
    })),
    "athena-scan-limit",
  ],
  "Athena's results are not encrypted": [
    set("athena", ({ configuration }) => ({
      configuration: { ...(configuration as object), resultConfiguration: {} },
    })),
    "athena-result-encryption",
  ],
  "Athena's workgroup keeps its history": [
    set("athena", { forceDestroy: false }),
    "athena-force-destroy",
  ],
  "Firehose writes every second": [
    set("firehose", ({ extendedS3Configuration }) => ({
      extendedS3Configuration: { ...(extendedS3Configuration as object), bufferingInterval: 1 },
    })),
    "firehose-buffer",
  ],
  "there is no budget": [remove("budget"), "aws-budget"],
  "the budget is $5": [set("budget", { limitAmount: "5" }), "stack-monthly-price"],
  "a role may do everything": [
    allow("rolePolicy", { Action: "*", Resource: "*" }),
    "iam-no-wildcard-action",
  ],
  "a role may write anywhere": [
    allow("rolePolicy", { Action: "s3:PutObject", Resource: "*" }),
    "iam-no-wildcard-resource",
  ],
  "a role has full access": [
    set("role", { managedPolicyArns: ["arn:aws:iam::aws:policy/AmazonS3FullAccess"] }),
    "iam-no-full-access",
  ],
  "a role is taken for any account": [
    set("role", ({ assumeRolePolicy }) => ({
      assumeRolePolicy: String(assumeRolePolicy).replace(/,"Condition":\{.*?\}\}/, ""),
    })),
    "service-trust-source",
  ],
  "a role's policy cannot be read": [set("rolePolicy", { policy: "{" }), "policy-readable"],
  "the network's default group lets in": [
    set("defaultGroup", { ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, self: true }] }),
    "default-security-group-closed",
  ],
  "the network's default group is AWS's": [remove("defaultGroup"), "default-security-group-closed"],
};

/** The same for a durable stack, where the rules are the other way round. */
export const durable: SafeDefaults = {
  "a table is not protected": [
    (all) => protect("table", false)(set("table", { deletionProtectionEnabled: false })(all)),
    "durable-protect",
  ],
  "a bucket is not protected": [protect("bucket", false), "durable-protect"],
  "a bucket goes with its objects": [
    set("bucket", { forceDestroy: true }),
    "durable-no-force-destroy",
  ],
  "a table cannot be restored": [
    set("table", { pointInTimeRecovery: { enabled: false } }),
    "durable-point-in-time-recovery",
  ],
  "the warehouse leaves no snapshot": [
    set("cluster", { skipFinalSnapshot: true }),
    "durable-final-snapshot",
  ],
  "a resource expires": [
    set("stream", { tags: { project: "p", stack: "prod", expires: "2999-01-01" } }),
    "durable-no-expiry",
  ],
  "a bucket keeps no versions": [remove("versioning"), "durable-bucket-versioning"],
  "a bucket logs no requests": [remove("accessLogs"), "durable-bucket-access-logs"],
  "a function is not traced": [
    set("lambda", { tracingConfig: undefined }),
    "durable-lambda-tracing",
  ],
  "the warehouse logs no connections": [remove("auditLogs"), "durable-redshift-audit-logs"],
  "the warehouse goes round its network": [
    set("cluster", { enhancedVpcRouting: undefined }),
    "durable-redshift-vpc-routing",
  ],
};
