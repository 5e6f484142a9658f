import { AwsError } from "../../../gateway/service";
import type { Operation } from "../../../gateway/service";
import { objectOf } from "../storage/buckets";
import type { Buckets } from "../storage/buckets";
import type { ObjectInput } from "../members";
import { onBucket, onObject } from "../permissions";

interface TagSet {
  readonly TagSet?: readonly { readonly Key: string; readonly Value: string }[];
}

interface TaggingInput extends ObjectInput {
  readonly Tagging: TagSet;
}

/** Tags of the x-amz-tagging header, `a=1&b=2`. Throws InvalidTag. */
export function parseTagging(header: string | undefined): Map<string, string> {
  return checked([...new URLSearchParams(header ?? "")], 10);
}

function checked(
  pairs: readonly (readonly [string, string])[],
  limit: number,
): Map<string, string> {
  const tags = new Map(pairs);
  const tooLong = pairs.some(
    ([key, value]) => key === "" || key.length > 128 || value.length > 256,
  );
  if (tags.size === pairs.length && pairs.length <= limit && !tooLong) return tags;
  throw new AwsError(
    "InvalidTag",
    `Tags must be at most ${limit}, of different keys of 1 to 128 and values of up to 256 characters.`,
  );
}

function fromSet({ TagSet = [] }: TagSet, limit: number): Map<string, string> {
  return checked(
    TagSet.map(({ Key, Value }) => [Key, Value] as const),
    limit,
  );
}

function toSet(tags: ReadonlyMap<string, string>): object {
  return { TagSet: [...tags].map(([Key, Value]) => ({ Key, Value })) };
}

/** Tags of a bucket; empty when it has none. */
export function bucketTags(buckets: Buckets, name: string): ReadonlyMap<string, string> {
  const tags = buckets.get(name).configurations.get("tagging");
  return (tags as ReadonlyMap<string, string> | undefined) ?? new Map();
}

/** Tagging of objects and of buckets. */
export function tagOperations(buckets: Buckets): Record<string, Operation> {
  const object = ({ Bucket, Key }: ObjectInput) => objectOf(buckets.get(Bucket), Key);
  return {
    PutObjectTagging: {
      run: (input: TaggingInput) => {
        object(input).tags = fromSet(input.Tagging, 10);
        return {};
      },
      permissions: onObject("PutObjectTagging"),
    },
    GetObjectTagging: {
      run: (input: ObjectInput) => toSet(object(input).tags),
      permissions: onObject("GetObjectTagging"),
    },
    DeleteObjectTagging: {
      run: (input: ObjectInput) => {
        object(input).tags = new Map();
        return {};
      },
      permissions: onObject("DeleteObjectTagging"),
    },
    PutBucketTagging: {
      run: ({ Bucket, Tagging }: TaggingInput) => {
        buckets.get(Bucket).configurations.set("tagging", fromSet(Tagging, 50));
        return {};
      },
      permissions: onBucket("PutBucketTagging"),
    },
    GetBucketTagging: {
      run: ({ Bucket }: { Bucket: string }) => {
        const tags = bucketTags(buckets, Bucket);
        if (tags.size > 0) return toSet(tags);
        throw new AwsError("NoSuchTagSet", "The TagSet does not exist", 404, {
          BucketName: Bucket,
        });
      },
      permissions: onBucket("GetBucketTagging"),
    },
    DeleteBucketTagging: {
      run: ({ Bucket }: { Bucket: string }) => {
        buckets.get(Bucket).configurations.delete("tagging");
        return {};
      },
      permissions: onBucket("PutBucketTagging"),
    },
  };
}
