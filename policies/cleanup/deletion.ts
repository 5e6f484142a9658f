import { flag, isSet, number } from "../rule/properties";
import { resourceRule } from "../rule/rule";

export const skipFinalSnapshot = resourceRule({
  name: "skip-final-snapshot",
  theme: "cleanup",
  description: "Clusters of ephemeral stacks must leave no snapshot behind.",
  scope: "ephemeral",
  types: ["aws:redshift/cluster:Cluster", "aws:rds/cluster:Cluster", "aws:rds/instance:Instance"],
  check: ({ props }) =>
    flag(props, "skipFinalSnapshot") === true
      ? undefined
      : "The cluster must have skipFinalSnapshot in an ephemeral stack, or its snapshot is billed " +
        "after the destroy: set skipFinalSnapshot to true.",
  remediate: () => ({ skipFinalSnapshot: true }),
});

/** The engine does not tell policies of `retainOnDelete`; only `protect` can be seen here. */
export const noProtect = resourceRule({
  name: "no-protect",
  theme: "cleanup",
  description: "Resources of ephemeral stacks must not be protected against deletion by Pulumi.",
  scope: "ephemeral",
  check: ({ protect }) =>
    protect
      ? "The resource must not be protected in an ephemeral stack, or a destroy refuses it: remove " +
        "the option protect (and run `pulumi state unprotect` where it was deployed)."
      : undefined,
});

const protections = [
  "deletionProtectionEnabled",
  "deletionProtection",
  "enableDeletionProtection",
] as const;

export const noDeletionProtection = resourceRule({
  name: "no-deletion-protection",
  theme: "cleanup",
  description: "Resources of ephemeral stacks must not be protected against deletion by AWS.",
  scope: "ephemeral",
  check: ({ props }) =>
    protections
      .filter((property) => flag(props, property) === true)
      .map((property) => `${property} must be off in an ephemeral stack: set it to false.`),
  remediate: ({ props }) =>
    Object.fromEntries(
      protections
        .filter((property) => flag(props, property) === true)
        .map((property) => [property, false]),
    ),
});

export const noSkipDestroy = resourceRule({
  name: "no-skip-destroy",
  theme: "cleanup",
  description: "Resources of ephemeral stacks must not outlive their removal from the stack.",
  scope: "ephemeral",
  check: ({ props }) =>
    flag(props, "skipDestroy") === true
      ? "skipDestroy must be off in an ephemeral stack, or the resource stays when the stack goes: " +
        "set skipDestroy to false."
      : undefined,
  remediate: () => ({ skipDestroy: false }),
});

export const streamConsumerDeletion = resourceRule({
  name: "stream-consumer-deletion",
  theme: "cleanup",
  description: "Streams of ephemeral stacks must be deleted with their registered consumers.",
  scope: "ephemeral",
  types: ["aws:kinesis/stream:Stream"],
  check: ({ props }) =>
    flag(props, "enforceConsumerDeletion") === true
      ? undefined
      : "The stream must have enforceConsumerDeletion, or a destroy fails while an enhanced " +
        "fan-out consumer is registered: set enforceConsumerDeletion to true.",
  remediate: () => ({ enforceConsumerDeletion: true }),
});

export const keyDeletionWindow = resourceRule({
  name: "kms-deletion-window",
  theme: "cleanup",
  description: "KMS keys of ephemeral stacks must be deleted as soon as AWS allows.",
  scope: "ephemeral",
  types: ["aws:kms/key:Key"],
  settings: { days: { default: 7, description: "The waiting period; AWS's least is 7 days." } },
  check: ({ props }, { days }) => {
    const window = number(props, "deletionWindowInDays") ?? 30;
    if (window === days) return undefined;
    return (
      `The key must be deleted ${days} days after its stack, not ${window}: set ` +
      `deletionWindowInDays to ${days}.`
    );
  },
  remediate: (_key, { days }) => ({ deletionWindowInDays: days }),
});

export const secretRecoveryWindow = resourceRule({
  name: "secret-recovery-window",
  theme: "cleanup",
  description: "Secrets of ephemeral stacks must be deleted at once, so that their name is free.",
  scope: "ephemeral",
  types: ["aws:secretsmanager/secret:Secret"],
  check: ({ props }) =>
    isSet(props, "recoveryWindowInDays") && number(props, "recoveryWindowInDays") === 0
      ? undefined
      : "The secret must be deleted at once in an ephemeral stack: set recoveryWindowInDays to 0.",
  remediate: () => ({ recoveryWindowInDays: 0 }),
});
