import { resourceRule } from "../rule/rule";
import { tagsOf } from "../rule/tags";
import { taggableTypes } from "../rule/types";

export const costAllocationTags = resourceRule({
  name: "cost-allocation-tags",
  theme: "cost",
  description: "Every resource that can be tagged must carry the cost-allocation tags.",
  types: [...taggableTypes],
  settings: {
    required: {
      default: ["project", "stack"],
      description: "Tags that must be there. Remediation knows project and stack.",
    },
  },
  check: (resource, { required }) => {
    const tags = tagsOf(resource);
    const missing = required.filter((tag) => tags[tag] === undefined);
    if (missing.length === 0) return undefined;
    return (
      `The resource must have the tag(s) ${missing.join(", ")}, so that its cost can be found in ` +
      "the bill: add them to tags, or to the provider's defaultTags."
    );
  },
  remediate: (resource, { required }, { project, stack }) => {
    const known: Readonly<Record<string, string>> = { project, stack };
    const added = required.flatMap((tag) => (known[tag] === undefined ? [] : [[tag, known[tag]]]));
    return { tags: { ...Object.fromEntries(added), ...tagsOf(resource) } };
  },
});
