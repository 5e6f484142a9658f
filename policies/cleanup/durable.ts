import { flag, number, text } from "../rule/properties";
import { resourceRule } from "../rule/rule";
import { tagsOf } from "../rule/tags";
import { bucketTypes, taggableTypes } from "../rule/types";

const holdsData = [...bucketTypes, "aws:dynamodb/table:Table", "aws:redshift/cluster:Cluster"];

export const durableProtect = resourceRule({
  name: "durable-protect",
  theme: "cleanup",
  description: "What holds data in a durable stack must be protected against deletion.",
  controls: ["DynamoDB.6"],
  scope: "durable",
  types: holdsData,
  check: ({ props, protect }) =>
    protect || flag(props, "deletionProtectionEnabled") === true
      ? undefined
      : "The resource must be protected in a durable stack: set the option protect (or a table's " +
        "deletionProtectionEnabled) to true.",
});

export const durableFinalSnapshot = resourceRule({
  name: "durable-final-snapshot",
  theme: "cleanup",
  description: "Clusters of durable stacks must leave a final snapshot and keep daily ones.",
  scope: "durable",
  types: ["aws:redshift/cluster:Cluster"],
  settings: {
    minDays: { default: 1, description: "Least retention of daily snapshots, in days." },
  },
  check: ({ props }, { minDays }) => {
    const found: string[] = [];
    if (flag(props, "skipFinalSnapshot") === true || !text(props, "finalSnapshotIdentifier")) {
      found.push(
        "The cluster must leave a final snapshot: set skipFinalSnapshot to false and name one in " +
          "finalSnapshotIdentifier.",
      );
    }
    if ((number(props, "automatedSnapshotRetentionPeriod") ?? 1) < minDays) {
      found.push(
        `The cluster must keep its daily snapshots for at least ${minDays} day(s): set ` +
          "automatedSnapshotRetentionPeriod.",
      );
    }
    return found;
  },
});

export const durableNoForceDestroy = resourceRule({
  name: "durable-no-force-destroy",
  theme: "cleanup",
  description: "Buckets of durable stacks must not be emptied by a destroy.",
  scope: "durable",
  types: bucketTypes,
  check: ({ props }) =>
    flag(props, "forceDestroy") === true
      ? "The bucket must not have forceDestroy in a durable stack: set forceDestroy to false."
      : undefined,
  remediate: () => ({ forceDestroy: false }),
});

export const durablePointInTimeRecovery = resourceRule({
  name: "durable-point-in-time-recovery",
  theme: "cleanup",
  description: "Tables of durable stacks must be restorable to any second of the last days.",
  controls: ["DynamoDB.2"],
  scope: "durable",
  types: ["aws:dynamodb/table:Table"],
  check: ({ props }) =>
    flag(props, "pointInTimeRecovery", "enabled") === true
      ? undefined
      : "The table must have point-in-time recovery in a durable stack: set " +
        "pointInTimeRecovery to { enabled: true }.",
  remediate: () => ({ pointInTimeRecovery: { enabled: true } }),
});

export const durableNoExpiry = resourceRule({
  name: "durable-no-expiry",
  theme: "cleanup",
  description: "Resources of durable stacks must not say that they expire.",
  scope: "durable",
  types: [...taggableTypes],
  settings: { tag: { default: "expires", description: "The tag that marks what may go." } },
  check: (resource, { tag }) =>
    tagsOf(resource)[tag] === undefined
      ? undefined
      : `The resource must not carry the tag ${tag} in a durable stack, or a sweep may delete it: ` +
        "remove the tag.",
});
