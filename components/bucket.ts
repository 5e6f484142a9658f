import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { checkAutomaticName } from "./names";

export interface PrivateBucketArgs {
  readonly tags: Readonly<Record<string, string>>;
  /** Deleting the stack empties the bucket first; without it a bucket with objects stays. */
  readonly forceDestroy: boolean;
  /** Keeps what is overwritten or deleted, for 30 days. */
  readonly versioned?: boolean;
  readonly lifecycle: readonly LifecycleRule[];
  /** The bucket that S3 logs each request to, under the name of this one. */
  readonly logs?: PrivateBucket;
  /** Lets buckets of this account log here. */
  readonly takesLogs?: boolean;
}

export interface LifecycleRule {
  /** Keys that the rule is for; "" for all. */
  readonly prefix: string;
  /** When objects move to infrequent access; S3 refuses fewer than 30. */
  readonly infrequentAccessDays?: number;
  /** When objects are deleted. */
  readonly expireDays?: number;
}

/** An S3 bucket that nobody reaches from outside: no public access, encrypted, TLS only. */
export class PrivateBucket extends pulumi.ComponentResource {
  readonly name: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("streaming:components:PrivateBucket", name, {}, opts);
    checkAutomaticName("bucket", { owner: name, from: "the pipeline's and the sink's name" });
    const options = { parent: this };
    const bucket = new aws.s3.Bucket(
      name,
      { forceDestroy: args.forceDestroy, tags: args.tags },
      { ...options, protect: !args.forceDestroy },
    );
    this.name = bucket.bucket;
    this.arn = bucket.arn;

    const access = new aws.s3.BucketPublicAccessBlock(
      name,
      {
        bucket: this.name,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      options,
    );
    new aws.s3.BucketOwnershipControls(
      name,
      { bucket: this.name, rule: { objectOwnership: "BucketOwnerEnforced" } },
      options,
    );
    new aws.s3.BucketServerSideEncryptionConfiguration(
      name,
      {
        bucket: this.name,
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
      },
      options,
    );
    if (args.versioned === true)
      new aws.s3.BucketVersioning(
        name,
        { bucket: this.name, versioningConfiguration: { status: "Enabled" } },
        options,
      );
    new aws.s3.BucketPolicy(
      name,
      {
        bucket: this.name,
        policy: bucketPolicy([
          tlsOnly(this.arn),
          ...(args.takesLogs === true ? [logDelivery(this.arn, this)] : []),
        ]),
      },
      // S3 refuses to change both at once.
      { ...options, dependsOn: [access] },
    );
    new aws.s3.BucketLifecycleConfiguration(
      name,
      { bucket: this.name, rules: lifecycleRules(args) },
      options,
    );
    if (args.logs !== undefined)
      new aws.s3.BucketLogging(
        name,
        { bucket: this.name, targetBucket: args.logs.name, targetPrefix: `${name}/` },
        options,
      );
    this.registerOutputs({ name: this.name, arn: this.arn });
  }
}

function bucketPolicy(statements: readonly object[]): pulumi.Output<string> {
  return pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements });
}

function tlsOnly(arn: pulumi.Output<string>): object {
  return {
    Sid: "TlsOnly",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [arn, pulumi.interpolate`${arn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html */
function logDelivery(arn: pulumi.Output<string>, parent: pulumi.Resource): object {
  const { accountId } = aws.getCallerIdentityOutput({}, { parent });
  return {
    Sid: "AccessLogs",
    Effect: "Allow",
    Principal: { Service: "logging.s3.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: pulumi.interpolate`${arn}/*`,
    Condition: { StringEquals: { "aws:SourceAccount": accountId } },
  };
}

function lifecycleRules(
  args: PrivateBucketArgs,
): aws.types.input.s3.BucketLifecycleConfigurationRule[] {
  const rules = args.lifecycle.map((rule) => ({
    id: rule.prefix === "" ? "all" : rule.prefix.replace(/\W+/g, "-").replace(/-$/, ""),
    status: "Enabled",
    filter: { prefix: rule.prefix },
    ...(rule.infrequentAccessDays !== undefined && {
      transitions: [{ days: rule.infrequentAccessDays, storageClass: "STANDARD_IA" }],
    }),
    ...(rule.expireDays !== undefined && { expiration: { days: rule.expireDays } }),
  }));
  return [
    ...rules,
    {
      id: "leftovers",
      status: "Enabled",
      filter: { prefix: "" },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
      ...(args.versioned === true && { noncurrentVersionExpiration: { noncurrentDays: 30 } }),
    },
  ];
}
