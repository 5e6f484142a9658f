import { flag } from "../rule/properties";
import { resourceRule } from "../rule/rule";
import { bucketTypes } from "../rule/types";

export const bucketForceDestroy = resourceRule({
  name: "bucket-force-destroy",
  theme: "cleanup",
  description: "Buckets of ephemeral stacks must be emptied when the stack is destroyed.",
  scope: "ephemeral",
  types: bucketTypes,
  check: ({ props }) =>
    flag(props, "forceDestroy") === true
      ? undefined
      : "The bucket must have forceDestroy in an ephemeral stack, or a destroy stops at its first " +
        "object: set forceDestroy to true, or name the stack in `durableStacks`.",
  remediate: () => ({ forceDestroy: true }),
});

export const athenaForceDestroy = resourceRule({
  name: "athena-force-destroy",
  theme: "cleanup",
  description: "Athena workgroups of ephemeral stacks must be deleted with their query history.",
  scope: "ephemeral",
  types: ["aws:athena/workgroup:Workgroup"],
  check: ({ props }) =>
    flag(props, "forceDestroy") === true
      ? undefined
      : "The workgroup must have forceDestroy in an ephemeral stack, or a destroy fails once a " +
        "query has run: set forceDestroy to true.",
  remediate: () => ({ forceDestroy: true }),
});
