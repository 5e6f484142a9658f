import type { CloudClient } from "../../gateway/service";
import type { Properties } from "../kind";

export const GONE = ["NotFound", "NotFoundException", "ResourceNotFound"];

export type Attributes = Readonly<Record<string, string>>;

/** The attributes that inputs give, as text. */
export function attributesOf(
  inputs: Properties,
  names: Readonly<Record<string, string>>,
): Attributes {
  return Object.fromEntries(
    Object.entries(names).flatMap(([property, name]) => {
      const value = inputs[property];
      if (value === undefined || value === "") return [];
      return [[name, typeof value === "string" ? value : JSON.stringify(value)]];
    }),
  );
}

export async function topicAttributes(TopicArn: string, cloud: CloudClient): Promise<Attributes> {
  const input = { TopicArn };
  return (await cloud.call<{ Attributes: Attributes }>("sns", "GetTopicAttributes", input))
    .Attributes;
}
