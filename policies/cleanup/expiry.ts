import { resourceRule } from "../rule/rule";
import { tagsOf } from "../rule/tags";
import { taggableTypes } from "../rule/types";

export const expiresTag = resourceRule({
  name: "expires-tag",
  theme: "cleanup",
  description: "Resources of ephemeral stacks must carry an `expires` tag with a date to come.",
  scope: "ephemeral",
  types: [...taggableTypes],
  settings: {
    tag: { default: "expires", description: "The tag that says when the stack may go." },
    days: { default: 7, description: "How far ahead remediation sets the date, in days." },
  },
  check: (resource, { tag }) => {
    const value = tagsOf(resource)[tag];
    const remedy =
      `set the tag ${tag} to a date such as ${inDays(7)}, or name the stack in ` +
      "`durableStacks` if it is to stay.";
    if (value === undefined) return `The resource must say when it may go: ${remedy}`;
    const expiry = Date.parse(value);
    if (Number.isNaN(expiry)) return `The tag ${tag} must be a date, not "${value}": ${remedy}`;
    if (expiry > Date.now()) return undefined;
    return `The tag ${tag} must lie ahead, and ${value} has passed: destroy the stack, or ${remedy}`;
  },
  remediate: (resource, { tag, days }) => ({ tags: { ...tagsOf(resource), [tag]: inDays(days) } }),
});

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
