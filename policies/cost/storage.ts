import type { Properties } from "../rule/properties";
import { flag, isSet, number, objects, text } from "../rule/properties";
import type { StackResource } from "../rule/resource";
import { refersTo } from "../rule/resource";
import { resourceRule, stackRule } from "../rule/rule";
import { bucketTypes } from "../rule/types";

export const dynamodbCapacity = resourceRule({
  name: "dynamodb-capacity",
  theme: "cost",
  description: "DynamoDB tables must be on demand, or have little provisioned capacity.",
  types: ["aws:dynamodb/table:Table"],
  settings: {
    maxUnits: {
      default: 10,
      description: "Most read and write units of a table, with its indexes.",
    },
  },
  check: ({ props }, { maxUnits }) => {
    if (text(props, "billingMode") === "PAY_PER_REQUEST") return undefined;
    const units = [props, ...objects(props, "globalSecondaryIndexes")]
      .map((each) => (number(each, "readCapacity") ?? 0) + (number(each, "writeCapacity") ?? 0))
      .reduce((sum, each) => sum + each, 0);
    if (units <= maxUnits && units > 0) return undefined;
    return (
      `The table must be on demand or have 1 to ${maxUnits} provisioned units in all, not ` +
      `${units}: set billingMode to "PAY_PER_REQUEST", or raise this rule's \`maxUnits\`.`
    );
  },
});

export const logRetention = resourceRule({
  name: "log-retention",
  theme: "cost",
  description: "Log groups must expire their events.",
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  settings: {
    maxDays: { default: 30, description: "Longest retention in ephemeral stacks, in days." },
    maxDurableDays: { default: 400, description: "Longest retention in durable ones, in days." },
    days: { default: 14, description: "The retention that remediation sets, in days." },
  },
  check: ({ props }, { maxDays, maxDurableDays }, { durable }) => {
    const days = number(props, "retentionInDays") ?? 0;
    const limit = durable ? maxDurableDays : maxDays;
    if (days > 0 && days <= limit) return undefined;
    return (
      `The log group must keep its events for 1 to ${limit} days, not ` +
      `${days === 0 ? "for ever" : days}: set retentionInDays.`
    );
  },
  remediate: (_group, { days }) => ({ retentionInDays: days }),
});

function expires(rule: Properties): boolean {
  return (
    flag(rule, "enabled") !== false &&
    text(rule, "status") !== "Disabled" &&
    ["expiration", "transitions", "noncurrentVersionExpiration"].some((key) => isSet(rule, key))
  );
}

const lifecycleTypes = [
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
];

function hasLifecycle(bucket: StackResource, resources: readonly StackResource[]): boolean {
  if (objects(bucket.props, "lifecycleRules").some(expires)) return true;
  return resources.some(
    (each) =>
      lifecycleTypes.includes(each.type) &&
      refersTo(each, "bucket", bucket) &&
      objects(each.props, "rules").some(expires),
  );
}

export const bucketLifecycle = stackRule({
  name: "bucket-lifecycle",
  theme: "cost",
  description: "Every bucket must expire its objects or move them to a cheaper class.",
  controls: ["S3.13"],
  check: (resources) =>
    resources
      .filter((each) => bucketTypes.includes(each.type) && !hasLifecycle(each, resources))
      .map((bucket) => ({
        resource: bucket,
        message:
          `The bucket ${bucket.name} must have a lifecycle rule with an expiration or a ` +
          "transition: add an aws.s3.BucketLifecycleConfiguration for it.",
      })),
});

export const athenaScanLimit = resourceRule({
  name: "athena-scan-limit",
  theme: "cost",
  description: "Athena workgroups must limit the bytes that a query may scan, and enforce it.",
  types: ["aws:athena/workgroup:Workgroup"],
  settings: {
    maxBytes: {
      default: 10 * 1024 ** 3,
      description: "Most bytes a query may scan; 10 GiB is about $0.05.",
    },
  },
  check: ({ props }, { maxBytes }) => {
    const limit = number(props, "configuration", "bytesScannedCutoffPerQuery");
    const enforced = flag(props, "configuration", "enforceWorkgroupConfiguration") !== false;
    if (limit !== undefined && limit <= maxBytes && enforced) return undefined;
    return (
      `The workgroup must stop queries that scan more than ${maxBytes} bytes: set configuration.` +
      "bytesScannedCutoffPerQuery to that or less and leave enforceWorkgroupConfiguration on."
    );
  },
});
