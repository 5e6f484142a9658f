import { AwsError } from "../../gateway/service";
import type { Operations } from "../../gateway/service";
import { tagOperations } from "../tags";
import type { Resource } from "./collection";

/** Tags of what stands, by its ARN. */
export function taggingOperations(all: () => readonly Resource<object>[]): Operations<"redshift"> {
  const find = (arn: string) => {
    const found = all().find((each) => each.arn === arn);
    if (found) return found;
    throw new AwsError("ResourceNotFoundFault", `${arn} does not exist.`);
  };
  return {
    ...tagOperations("redshift", {
      tag: "CreateTags",
      untag: "DeleteTags",
      list: "DescribeTags",
      resource: "ResourceName",
      find: (arn) => find(arn).tags,
    }),
    DescribeTags: {
      run({ ResourceName }) {
        const found = ResourceName === undefined ? all() : [find(ResourceName)];
        const TaggedResources = found.flatMap(({ arn, tags }) =>
          tags.list().map((Tag) => ({ Tag, ResourceName: arn, ResourceType: arn.split(":")[5] })),
        );
        return { TaggedResources };
      },
    },
  };
}
