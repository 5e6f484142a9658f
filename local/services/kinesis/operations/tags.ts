import type { Operations } from "../../../gateway/service";
import { tagOperations } from "../../tags";
import { notFound } from "../errors";
import { onStream } from "../streams";
import type { Streams } from "../streams";
import { pageOf } from "../tokens";
import { consumerByArn } from "./consumers";

/** Tags of streams by name, and of streams and consumers by ARN. */
export function taggingOperations(streams: Streams): Operations<"kinesis"> {
  return {
    ...onStream(streams, {
      AddTagsToStream({ Tags }, { tags }) {
        tags.add(Tags);
        return {};
      },
      RemoveTagsFromStream({ TagKeys }, { tags }) {
        tags.remove(TagKeys);
        return {};
      },
      ListTagsForStream({ ExclusiveStartTagKey = "", Limit = 50 }, { tags }) {
        const sorted = tags.list().sort((left, right) => (left.Key < right.Key ? -1 : 1));
        const { page, last } = pageOf(sorted, ({ Key }) => Key, ExclusiveStartTagKey, Limit);
        return { Tags: page, HasMoreTags: last !== undefined };
      },
    }),
    ...tagOperations("kinesis", {
      resource: "ResourceARN",
      find(arn) {
        if (arn.includes("/consumer/")) return consumerByArn(streams, arn).consumer.tags;
        const stream = streams.byArn(arn);
        if (stream !== undefined) return stream.tags;
        throw notFound(`Resource ${arn} not found.`);
      },
    }),
  };
}
