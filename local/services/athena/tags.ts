import type { Operation } from "../../gateway/service";
import type { WorkGroup } from "./workgroups";

export interface Tag {
  readonly Key: string;
  readonly Value?: string;
}

export function tagMap(tags: readonly Tag[]): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({ Key, Value = "" }) => [Key, Value]));
}

/** Tags of workgroups, which is what Athena can tag here. */
export function tagOperations(find: (arn: string) => WorkGroup): Record<string, Operation["run"]> {
  return {
    TagResource({ ResourceARN, Tags }: { ResourceARN: string; Tags: readonly Tag[] }) {
      const group = find(ResourceARN);
      group.tags = { ...group.tags, ...tagMap(Tags) };
      return {};
    },
    UntagResource({ ResourceARN, TagKeys }: { ResourceARN: string; TagKeys: readonly string[] }) {
      const group = find(ResourceARN);
      const kept = Object.entries(group.tags).filter(([key]) => !TagKeys.includes(key));
      group.tags = Object.fromEntries(kept);
      return {};
    },
    ListTagsForResource: ({ ResourceARN }: { ResourceARN: string }) => ({
      Tags: Object.entries(find(ResourceARN).tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  };
}
