import type { CloudClient } from "../../gateway/service";
import type { Created } from "../kind";
import { tagMap, type Tags } from "../state";

export type Shape = Record<string, unknown>;

export const redshift = <Output = Shape>(cloud: CloudClient, operation: string, input: object) =>
  cloud.call<Output>("redshift", operation, input);

const goneCodes = /NotFound/;

/** The answer, or undefined when what was asked for is gone. */
export async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && "code" in error && goneCodes.test(String(error.code))) {
      return undefined;
    }
    throw error;
  }
}

export async function standing(
  found: Promise<Created | undefined>,
  what: string,
): Promise<Created> {
  const created = await found;
  if (created === undefined) throw new Error(`${what} is gone`);
  return created;
}

/** The tags of a resource of Redshift's control plane. */
export async function tagsOf(ResourceName: string, cloud: CloudClient): Promise<Tags> {
  const answer = await redshift<{
    TaggedResources?: readonly { Tag: { Key: string; Value: string } }[];
  }>(cloud, "DescribeTags", { ResourceName });
  return tagMap((answer.TaggedResources ?? []).map(({ Tag }) => Tag));
}

export const tagging = (ResourceName: string, cloud: CloudClient) => ({
  untag: (TagKeys: string[]) => redshift(cloud, "DeleteTags", { ResourceName, TagKeys }),
  tag: (tags: Tags) =>
    redshift(cloud, "CreateTags", {
      ResourceName,
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    }),
});
