import type { CloudClient } from "../../gateway/service";
import type { Properties } from "../kind";
import { tagChanges, wantedTags } from "../outputs";
import type { Tags } from "../outputs";

export const GONE = ["InvalidVpcID.NotFound", "InvalidSubnetID.NotFound", "InvalidGroup.NotFound"];

export interface Shape {
  readonly [member: string]: unknown;
  readonly tagSet: readonly { readonly key: string; readonly value: string }[];
}

export function tagSpecification(inputs: Properties): readonly object[] {
  const Tag = Object.entries(wantedTags(inputs)).map(([Key, Value]) => ({ Key, Value }));
  return Tag.length > 0 ? [{ Tag }] : [];
}

export function tagsOf({ tagSet }: Shape): Tags {
  return Object.fromEntries(tagSet.map(({ key, value }) => [key, value]));
}

export async function changeTags(id: string, now: Shape, inputs: Properties, cloud: CloudClient) {
  const { set, removed } = tagChanges(tagsOf(now), wantedTags(inputs));
  const ResourceId = [id];
  const Tag = removed.map((Key) => ({ Key }));
  if (removed.length > 0) await cloud.call("ec2", "DeleteTags", { ResourceId, Tag });
  if (set.length > 0) await cloud.call("ec2", "CreateTags", { ResourceId, Tag: set });
}

/** The one resource of an id, of Describe…'s list `set`. */
export async function described(
  cloud: CloudClient,
  operation: string,
  input: object,
  set: string,
): Promise<Shape> {
  const answer = await cloud.call<Record<string, readonly Shape[]>>("ec2", operation, input);
  const found = answer[set]?.[0];
  if (found === undefined) throw new Error(`${operation} answered nothing`);
  return found;
}

export const arn = (cloud: CloudClient, resource: string): string =>
  `arn:aws:ec2:${cloud.region}:${cloud.accountId}:${resource}`;
