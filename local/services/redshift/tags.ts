import { AwsError } from "../../gateway/service";
import type { Operation } from "../../gateway/service";
import { list, tagList, tagsOf } from "./parameters";
import type { Tag } from "./parameters";

interface Taggable {
  readonly arn: string;
  tags: Readonly<Record<string, string>>;
}

/** CreateTags, DeleteTags and DescribeTags over whatever stands now. */
export function tagOperations(all: () => readonly Taggable[]): Readonly<Record<string, Operation>> {
  const find = (arn: string): Taggable => {
    const found = all().find((each) => each.arn === arn);
    if (found) return found;
    throw new AwsError("ResourceNotFoundFault", `${arn} does not exist.`, 404);
  };
  return {
    CreateTags: {
      run({ ResourceName, Tags }: { ResourceName: string; Tags: readonly Tag[] }) {
        const found = find(ResourceName);
        found.tags = { ...found.tags, ...tagsOf(Tags) };
        return {};
      },
    },
    DeleteTags: {
      run({ ResourceName, TagKeys }: { ResourceName: string; TagKeys: readonly string[] }) {
        const found = find(ResourceName);
        const gone = new Set(list(TagKeys));
        found.tags = Object.fromEntries(
          Object.entries(found.tags).filter(([key]) => !gone.has(key)),
        );
        return {};
      },
    },
    DescribeTags: {
      run({ ResourceName }: { ResourceName?: string }) {
        const found = ResourceName === undefined ? all() : [find(ResourceName)];
        const TaggedResources = found.flatMap(({ arn, tags }) =>
          tagList(tags).map((Tag) => ({ Tag, ResourceName: arn, ResourceType: arn.split(":")[5] })),
        );
        return { TaggedResources };
      },
    },
  };
}
