import type { Operation } from "../../gateway/service";

export interface Tag {
  readonly Key: string;
  readonly Value?: string;
}

interface Named {
  readonly DeliveryStreamName: string;
}

/** Tag, untag and list, on whatever `find` gives. */
export function tagOperations(
  find: (name: string) => { tags: Readonly<Record<string, string>> },
): readonly (readonly [string, Operation["run"]])[] {
  return [
    [
      "TagDeliveryStream",
      ({ DeliveryStreamName: name, Tags }: Named & { Tags: readonly Tag[] }) => {
        const kept = find(name);
        const added = Object.fromEntries(Tags.map(({ Key, Value = "" }) => [Key, Value]));
        kept.tags = { ...kept.tags, ...added };
        return {};
      },
    ],
    [
      "UntagDeliveryStream",
      ({ DeliveryStreamName: name, TagKeys }: Named & { TagKeys: readonly string[] }) => {
        const kept = find(name);
        const left = Object.entries(kept.tags).filter(([key]) => !TagKeys.includes(key));
        kept.tags = Object.fromEntries(left);
        return {};
      },
    ],
    [
      "ListTagsForDeliveryStream",
      ({ DeliveryStreamName: name }: Named) => ({
        Tags: Object.entries(find(name).tags).map(([Key, Value]) => ({ Key, Value })),
        HasMoreTags: false,
      }),
    ],
  ];
}
