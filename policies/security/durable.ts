import { flag, objects, text, texts, whenKnown } from "../rule/properties";
import type { StackResource } from "../rule/resource";
import { refersTo } from "../rule/resource";
import { resourceRule, stackRule } from "../rule/rule";
import { bucketsWithout } from "./companions";

export const durableVersioning = stackRule({
  name: "durable-bucket-versioning",
  theme: "cleanup",
  description: "Buckets of durable stacks must keep what is overwritten or deleted.",
  scope: "durable",
  controls: ["S3.14"],
  check: (resources) =>
    bucketsWithout(
      resources,
      /^aws:s3\/bucketVersioning(V2)?:/,
      ({ props }) => text(props, "versioningConfiguration", "status") === "Enabled",
      ({ props }) =>
        [...objects(props, "versioning"), ...objects(props, "versionings")].some(
          (each) => flag(each, "enabled") === true,
        ),
    ).map((bucket) => ({
      resource: bucket,
      message:
        `The bucket ${bucket.name} must be versioned in a durable stack: add an ` +
        'aws.s3.BucketVersioning for it with the status "Enabled".',
    })),
});

const logging = /^aws:s3\/bucketLogging(V2)?:/;

export const durableAccessLogs = stackRule({
  name: "durable-bucket-access-logs",
  theme: "security",
  description: "Buckets of durable stacks must log who reads and writes them.",
  scope: "durable",
  controls: ["S3.9"],
  check: (resources) => {
    const logs = resources.filter(({ type }) => logging.test(type));
    const isTarget = (bucket: StackResource) =>
      logs.some((each) => refersTo(each, "targetBucket", bucket));
    return (
      bucketsWithout(
        resources,
        logging,
        ({ props }) => text(props, "targetBucket") !== undefined,
        ({ props }) =>
          [...objects(props, "logging"), ...objects(props, "loggings")].some(
            (each) => text(each, "targetBucket") !== undefined,
          ),
      )
        // A bucket for logs that logs itself would never come to an end.
        .filter((bucket) => !isTarget(bucket))
        .map((bucket) => ({
          resource: bucket,
          message:
            `The bucket ${bucket.name} must log its requests in a durable stack: add an ` +
            "aws.s3.BucketLogging for it, to a bucket for logs.",
        }))
    );
  },
});

const clusterLogs = ["connectionlog", "userlog"];

export const durableAuditLogs = stackRule({
  name: "durable-redshift-audit-logs",
  theme: "security",
  description: "Redshift of durable stacks must log its connections and users.",
  scope: "durable",
  controls: ["Redshift.4", "RedshiftServerless.6"],
  check: (resources) => {
    const logs = (cluster: StackResource) =>
      resources.some(
        (each) =>
          each.type === "aws:redshift/logging:Logging" &&
          refersTo(each, "clusterIdentifier", cluster) &&
          (whenKnown(() => {
            const exports = texts(each.props, "logExports");
            // To S3 all logs go; to CloudWatch those that are named.
            if (text(each.props, "logDestinationType") !== "cloudwatch")
              return text(each.props, "bucketName") !== undefined;
            return clusterLogs.every((log) => exports.includes(log));
          }) ??
            true),
      );
    const own = ({ props }: StackResource) =>
      objects(props, "logging").some((each) => flag(each, "enable") === true);
    const clusters = resources
      .filter(({ type }) => type === "aws:redshift/cluster:Cluster")
      .filter((cluster) => !own(cluster) && !logs(cluster))
      .map((cluster) => ({
        resource: cluster,
        message:
          `The cluster ${cluster.name} must have audit logs in a durable stack: add an ` +
          `aws.redshift.Logging for it with logExports ${clusterLogs.join(" and ")}.`,
      }));
    const namespaces = resources
      .filter(({ type }) => type === "aws:redshiftserverless/namespace:Namespace")
      .filter(
        ({ props }) =>
          whenKnown(() => clusterLogs.every((log) => texts(props, "logExports").includes(log))) ===
          false,
      )
      .map((namespace) => ({
        resource: namespace,
        message:
          `The namespace ${namespace.name} must have audit logs in a durable stack: set logExports ` +
          `to ${clusterLogs.join(" and ")}.`,
      }));
    return [...clusters, ...namespaces];
  },
});

export const durableVpcRouting = resourceRule({
  name: "durable-redshift-vpc-routing",
  theme: "security",
  description: "Redshift of durable stacks must reach other services through its own network.",
  scope: "durable",
  types: ["aws:redshift/cluster:Cluster", "aws:redshiftserverless/workgroup:Workgroup"],
  controls: ["Redshift.7", "RedshiftServerless.1"],
  check: ({ props }) =>
    flag(props, "enhancedVpcRouting") === true
      ? undefined
      : "The warehouse must use enhanced VPC routing in a durable stack: set enhancedVpcRouting " +
        "to true.",
});

export const durableTracing = resourceRule({
  name: "durable-lambda-tracing",
  theme: "safety",
  description: "Lambda functions of durable stacks must be traced by X-Ray.",
  scope: "durable",
  types: ["aws:lambda/function:Function"],
  controls: ["Lambda.7"],
  check: ({ props }) =>
    text(props, "tracingConfig", "mode") === "Active"
      ? undefined
      : 'The function must be traced in a durable stack: set tracingConfig to { mode: "Active" }.',
});
