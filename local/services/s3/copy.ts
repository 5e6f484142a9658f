import { decoded } from "../../gateway/protocols/rest-bindings";
import { AwsError, type Permission } from "../../gateway/service";
import type { InputOf, OutputOf } from "../../gateway/model/apis";
import { encryption, headersOf } from "./members";
import { onObjects, type ObjectName } from "./permissions";
import { checkRead } from "./conditions";
import { objectOf } from "./storage/buckets";
import type { Buckets, StoredObject } from "./storage/buckets";
import { checkKey, fileOf } from "./storage/names";
import { parseTagging } from "./storage/tags";

/** Bucket and key of a CopySource. Throws InvalidArgument. */
export function sourceOf(copySource: string): ObjectName {
  const [path = ""] = copySource.replace(/^\//, "").split("?versionId=");
  const named = decoded(path);
  const slash = named.indexOf("/");
  if (slash < 1) throw new AwsError("InvalidArgument", "Copy Source must mention the source key");
  return { Bucket: named.slice(0, slash), Key: named.slice(slash + 1) };
}

/** What a copy needs: to read its source, and to write. */
export function onCopy({
  CopySource,
  Bucket,
  Key,
}: ObjectName & { readonly CopySource: string }): readonly Permission[] {
  const from = sourceOf(CopySource);
  return [
    ...onObjects("GetObject", from.Bucket, [from.Key]),
    ...onObjects("PutObject", Bucket, [Key]),
  ];
}

/** CopyObject. */
export async function copy(
  buckets: Buckets,
  input: InputOf<"s3", "CopyObject">,
): Promise<OutputOf<"s3", "CopyObject">> {
  const from = sourceOf(input.CopySource);
  const sourceBucket = buckets.get(from.Bucket);
  const bucket = buckets.get(input.Bucket);
  checkKey(input.Key);
  const source = objectOf(sourceBucket, from.Key);
  checkRead({ IfMatch: input.CopySourceIfMatch, IfNoneMatch: input.CopySourceIfNoneMatch }, source);
  const replace = input.MetadataDirective === "REPLACE";
  if (!replace && from.Bucket === input.Bucket && from.Key === input.Key) {
    throw new AwsError(
      "InvalidRequest",
      "This copy request is illegal because it is trying to copy an object to itself without " +
        "changing the object's metadata, storage class, website redirect location or encryption " +
        "attributes.",
    );
  }
  const object: StoredObject = {
    ...source,
    key: input.Key,
    modified: bucket.now(),
    headers: replace ? headersOf(input) : source.headers,
    metadata: replace ? (input.Metadata ?? {}) : source.metadata,
    tags: input.TaggingDirective === "REPLACE" ? parseTagging(input.Tagging) : source.tags,
  };
  const body = await sourceBucket.files.read(fileOf(from.Key), 0, source.size);
  await bucket.files.write(fileOf(input.Key), body, {
    after: () => {
      bucket.objects.set(input.Key, object);
    },
  });
  const result = { ETag: object.etag, LastModified: object.modified };
  return { CopyObjectResult: result, ...encryption(object) };
}
