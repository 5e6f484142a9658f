import { AwsError } from "../../gateway/service";
import type { Operation } from "../../gateway/service";

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Tags by ARN, of each alarm and dashboard that there is. */
export type Tags = Map<string, Map<string, string>>;

function tagsOf(tags: Tags, arn: string): Map<string, string> {
  const found = tags.get(arn);
  if (found !== undefined) return found;
  throw new AwsError("ResourceNotFoundException", `Unknown resource ${arn}.`, 404);
}

export function setTags(tags: Tags, arn: string, given: readonly Tag[]): void {
  const own = tagsOf(tags, arn);
  for (const { Key, Value } of given) own.set(Key, Value);
}

export function tagOperations(tags: Tags): Record<string, Operation> {
  type Resource = { ResourceARN: string };
  return {
    TagResource: {
      run: (input: Resource & { Tags: readonly Tag[] }) => {
        setTags(tags, input.ResourceARN, input.Tags);
        return {};
      },
    },
    UntagResource: {
      run: (input: Resource & { TagKeys: readonly string[] }) => {
        const own = tagsOf(tags, input.ResourceARN);
        for (const key of input.TagKeys) own.delete(key);
        return {};
      },
    },
    ListTagsForResource: {
      run: (input: Resource) => ({
        Tags: [...tagsOf(tags, input.ResourceARN)].map(([Key, Value]) => ({ Key, Value })),
      }),
    },
  };
}
