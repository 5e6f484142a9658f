import type { InputOf } from "../../../gateway/model/apis";
import type { Operations } from "../../../gateway/service";
import { notFound } from "../errors";
import { onStream } from "../streams";
import type { Streams } from "../streams";
import { addTags, listTags } from "../tags";
import { pageOf } from "../tokens";
import { consumerByArn } from "./consumers";

type Tags = Map<string, string>;

function remove(tags: Tags, keys: readonly string[]): object {
  for (const key of keys) tags.delete(key);
  return {};
}

/** Tags of streams by name, and of streams and consumers by ARN. */
export function tagOperations(streams: Streams): Operations<"kinesis"> {
  const find = ({ ResourceARN: arn }: InputOf<"kinesis", "ListTagsForResource">): Tags => {
    if (arn.includes("/consumer/")) return consumerByArn(streams, arn).consumer.tags;
    const stream = streams.byArn(arn);
    if (stream !== undefined) return stream.tags;
    throw notFound(`Resource ${arn} not found.`);
  };
  return {
    ...onStream(streams, {
      AddTagsToStream(input, { tags }) {
        addTags(tags, input.Tags);
        return {};
      },
      RemoveTagsFromStream: ({ TagKeys }, { tags }) => remove(tags, TagKeys),
      ListTagsForStream({ ExclusiveStartTagKey = "", Limit = 50 }, { tags }) {
        const { page, last } = pageOf(
          listTags(tags),
          ({ Key }) => Key,
          ExclusiveStartTagKey,
          Limit,
        );
        return { Tags: page, HasMoreTags: last !== undefined };
      },
    }),
    TagResource: {
      permissions: ({ ResourceARN }) => [["kinesis:TagResource", ResourceARN]],
      run(input) {
        addTags(find(input), input.Tags);
        return {};
      },
    },
    UntagResource: {
      permissions: ({ ResourceARN }) => [["kinesis:UntagResource", ResourceARN]],
      run: (input) => remove(find(input), input.TagKeys),
    },
    ListTagsForResource: {
      permissions: ({ ResourceARN }) => [["kinesis:ListTagsForResource", ResourceARN]],
      run: (input) => ({ Tags: listTags(find(input)) }),
    },
  };
}
