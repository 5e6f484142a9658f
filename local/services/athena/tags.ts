import type { Tag } from "@aws-sdk/client-athena";
import type { Operations } from "../../gateway/service";
import type { Group } from "./workgroups";

export function tagMap(tags: readonly Tag[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}

/** Tags of workgroups, which is what Athena can tag here. */
export function tagOperations(find: (arn: string) => Group): Operations<"athena"> {
  return {
    TagResource: {
      run({ ResourceARN, Tags }) {
        const group = find(ResourceARN);
        group.tags = { ...group.tags, ...tagMap(Tags) };
        return {};
      },
    },
    UntagResource: {
      run({ ResourceARN, TagKeys }) {
        const group = find(ResourceARN);
        const left = Object.entries(group.tags).filter(([key]) => !TagKeys.includes(key));
        group.tags = Object.fromEntries(left);
        return {};
      },
    },
    ListTagsForResource: {
      run: ({ ResourceARN }) => ({
        Tags: Object.entries(find(ResourceARN).tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    },
  };
}
