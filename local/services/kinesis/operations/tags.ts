import { AwsError } from "../../../gateway/service";
import type { Operation } from "../../../gateway/service";
import type { Streams } from "../streams";
import { onStream } from "../streams";
import {
  optionalInteger,
  optionalObject,
  optionalText,
  text,
  texts,
  validation,
} from "../validate";
import type { Input } from "../validate";
import { addTags, listTags } from "../tags";
import { consumerByArn } from "./consumers";

const RESOURCE = { min: 1, max: 2048, pattern: /^arn:aws.*:kinesis:.*:\d{12}:.*stream\/\S+$/ };

/** Tags of streams by name, and of streams and consumers by ARN. */
export function tagOperations(streams: Streams): Record<string, Operation> {
  return {
    ...onStream(streams, "AddTagsToStream", (input, { tags }) => {
      addTags(tags, tagsIn(input));
      return {};
    }),
    ...onStream(streams, "RemoveTagsFromStream", (input, { tags }) => {
      for (const key of texts(input, "TagKeys", 50)) tags.delete(key);
      return {};
    }),
    ...onStream(streams, "ListTagsForStream", (input, { tags }) => {
      const limit = optionalInteger(input, "Limit", { min: 1, max: 50 }) ?? 50;
      const after = optionalText(input, "ExclusiveStartTagKey", { min: 1, max: 128 });
      const rest = listTags(tags).filter(({ Key }) => after === undefined || Key > after);
      return { Tags: rest.slice(0, limit), HasMoreTags: rest.length > limit };
    }),
    ...onResource(streams, "TagResource", (input, tags) => {
      addTags(tags, tagsIn(input));
      return {};
    }),
    ...onResource(streams, "UntagResource", (input, tags) => {
      for (const key of texts(input, "TagKeys", 50)) tags.delete(key);
      return {};
    }),
    ...onResource(streams, "ListTagsForResource", (_input, tags) => ({ Tags: listTags(tags) })),
  };
}

function tagsIn(input: Input): Input {
  const tags = optionalObject(input, "Tags");
  if (tags === undefined) throw validation(undefined, "tags", "not be null");
  return tags;
}

function onResource(
  streams: Streams,
  name: string,
  run: (input: Input, tags: Map<string, string>) => object,
): Record<string, Operation> {
  const arnIn = (input: Input): string => text(input, "ResourceARN", RESOURCE);
  return {
    [name]: {
      permissions: (input: Input) => [[`kinesis:${name}`, arnIn(input)]],
      run: (input: Input) => run(input, tagsOf(streams, arnIn(input))),
    },
  };
}

function tagsOf(streams: Streams, arn: string): Map<string, string> {
  if (arn.includes("/consumer/")) return consumerByArn(streams, arn).consumer.tags;
  const stream = streams.byArn(arn);
  if (stream !== undefined) return stream.tags;
  throw new AwsError("ResourceNotFoundException", `Resource ${arn} not found.`);
}
