import type { CloudClient } from "../../gateway/service";
import type { Properties } from "../kind";
import { tagChanges, wantedTags } from "../outputs";
import type { Tags } from "../outputs";

export const GONE = ["InvalidVpcID.NotFound", "InvalidSubnetID.NotFound", "InvalidGroup.NotFound"];

export interface Shape {
  readonly [member: string]: unknown;
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
}

export function tagSpecification(inputs: Properties): readonly object[] {
  const Tags = Object.entries(wantedTags(inputs)).map(([Key, Value]) => ({ Key, Value }));
  return Tags.length > 0 ? [{ Tags }] : [];
}

export function tagsOf({ Tags }: Shape): Tags {
  return Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
}

export async function changeTags(id: string, now: Shape, inputs: Properties, cloud: CloudClient) {
  const { set, removed } = tagChanges(tagsOf(now), wantedTags(inputs));
  const Resources = [id];
  const Tags = removed.map((Key) => ({ Key }));
  if (removed.length > 0) await cloud.call("ec2", "DeleteTags", { Resources, Tags });
  if (set.length > 0) await cloud.call("ec2", "CreateTags", { Resources, Tags: [...set] });
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
