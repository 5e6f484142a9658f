import { AwsError } from "../../gateway/service";
import type { Operation } from "../../gateway/service";

/** A tag as Redshift Serverless writes it. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** What can be tagged. */
export interface Tagged {
  readonly arn: string;
  tags: Readonly<Record<string, string>>;
}

export function tagsOf(tags: readonly Tag[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]));
}

export function tagOperations(all: () => readonly Tagged[]): Readonly<Record<string, Operation>> {
  const find = (arn: string): Tagged => {
    const item = all().find((each) => each.arn === arn);
    if (item) return item;
    throw new AwsError("ResourceNotFoundException", `${arn} does not exist.`);
  };
  return {
    TagResource: {
      run({ resourceArn, tags }: { resourceArn: string; tags: readonly Tag[] }) {
        const item = find(resourceArn);
        item.tags = { ...item.tags, ...tagsOf(tags) };
        return {};
      },
    },
    UntagResource: {
      run({ resourceArn, tagKeys }: { resourceArn: string; tagKeys: readonly string[] }) {
        const item = find(resourceArn);
        const kept = Object.entries(item.tags).filter(([key]) => !tagKeys.includes(key));
        item.tags = Object.fromEntries(kept);
        return {};
      },
    },
    ListTagsForResource: {
      run: ({ resourceArn }: { resourceArn: string }) => ({
        tags: Object.entries(find(resourceArn).tags).map(([key, value]) => ({ key, value })),
      }),
    },
  };
}
