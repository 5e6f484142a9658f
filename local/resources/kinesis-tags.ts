import type { CloudClient } from "../gateway/service";
import { AwsError } from "../gateway/service";
import type { Properties } from "./kind";

type Tags = Record<string, string>;

/** Every tag that a resource is to have: its own and the provider's default ones. */
export function wantedTags(inputs: Properties): Tags {
  return (inputs["tagsAll"] ?? inputs["tags"] ?? {}) as Tags;
}

/** The outputs `tags` and `tagsAll` for the tags that a resource really has. */
export async function tagOutputs(
  arn: string,
  state: Properties,
  cloud: CloudClient,
): Promise<Properties> {
  const answer = await cloud.call<{ Tags: { Key: string; Value: string }[] }>(
    "kinesis",
    "ListTagsForResource",
    { ResourceARN: arn },
  );
  const own = (state["tags"] ?? {}) as Tags;
  const all = (state["tagsAll"] ?? own) as Tags;
  const tagsAll = Object.fromEntries(answer.Tags.map(({ Key, Value }) => [Key, Value]));
  // The provider's default tags belong to `tagsAll` alone, unless someone changed them.
  const tags = Object.entries(tagsAll).filter(([key, value]) => key in own || all[key] !== value);
  return {
    ...(tags.length > 0 || state["tags"] !== undefined ? { tags: Object.fromEntries(tags) } : {}),
    tagsAll,
  };
}

/** Changes what differs between the tags that a resource has and those that it is to have. */
export async function updateTags(
  arn: string,
  inputs: Properties,
  cloud: CloudClient,
): Promise<void> {
  const wanted = wantedTags(inputs);
  const { tagsAll } = (await tagOutputs(arn, {}, cloud)) as { tagsAll: Tags };
  const removed = Object.keys(tagsAll).filter((key) => !(key in wanted));
  const changed = Object.entries(wanted).filter(([key, value]) => tagsAll[key] !== value);
  if (removed.length > 0) {
    await cloud.call("kinesis", "UntagResource", { ResourceARN: arn, TagKeys: removed });
  }
  if (changed.length > 0) {
    const input = { ResourceARN: arn, Tags: Object.fromEntries(changed) };
    await cloud.call("kinesis", "TagResource", input);
  }
}

/** The answer, or undefined when the resource is gone. */
export async function unlessGone<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AwsError && error.code === "ResourceNotFoundException") return undefined;
    throw error;
  }
}
