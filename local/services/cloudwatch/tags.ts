import { AwsError } from "../../gateway/service";
import type { Operations } from "../../gateway/service";

/** Tags by ARN, of each alarm that there is. */
export type Tags = Map<string, Map<string, string>>;

function tagsOf(tags: Tags, arn: string): Map<string, string> {
  const found = tags.get(arn);
  if (found !== undefined) return found;
  throw new AwsError("ResourceNotFoundException", `Unknown resource ${arn}.`);
}

export function setTags(
  tags: Tags,
  arn: string,
  given: readonly { readonly Key: string; readonly Value: string }[],
): void {
  const own = tagsOf(tags, arn);
  for (const { Key, Value } of given) own.set(Key, Value);
}

export function tagOperations(tags: Tags): Operations<"monitoring"> {
  return {
    TagResource: {
      run({ ResourceARN, Tags }) {
        setTags(tags, ResourceARN, Tags);
        return {};
      },
    },
    UntagResource: {
      run({ ResourceARN, TagKeys }) {
        const own = tagsOf(tags, ResourceARN);
        for (const key of TagKeys) own.delete(key);
        return {};
      },
    },
    ListTagsForResource: {
      run: ({ ResourceARN }) => ({
        Tags: [...tagsOf(tags, ResourceARN)].map(([Key, Value]) => ({ Key, Value })),
      }),
    },
  };
}
