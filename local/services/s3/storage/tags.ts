import { AwsError } from "../../../gateway/service";
import { TagStore } from "../../tags";

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
function tagsOf(most: number, message: string, given: readonly Tag[]): TagStore {
  if (given.some(({ Key }) => Key.length < 1 || Key.length > 128))
    throw new AwsError("InvalidTag", "The TagKey you have provided is invalid");
  if (given.some(({ Value }) => Value.length > 256))
    throw new AwsError("InvalidTag", "The TagValue you have provided is invalid");
  return new TagStore({ most, tooMany: ["BadRequest", message], invalid: "InvalidTag" }, given);
}

export const objectTags = (given: readonly Tag[]): TagStore =>
  tagsOf(10, "Object tags cannot be greater than 10", given);

export const bucketTags = (given: readonly Tag[] = []): TagStore =>
  tagsOf(50, "Bucket tag count cannot be greater than 50", given);

/** Tags of the x-amz-tagging header, `a=1&b=2`. */
export function parseTagging(header = ""): TagStore {
  return objectTags(Array.from(new URLSearchParams(header), ([Key, Value]) => ({ Key, Value })));
}
