import { AwsError } from "../../../gateway/service";
import type { Operations } from "../../../gateway/service";
import { onBucket, onObject, type ObjectName } from "../permissions";
import { objectOf, type Buckets, type StoredObject } from "../storage/buckets";
import { bucketTags, objectTags } from "../storage/tags";

/** Tagging of objects and of buckets. */
export function taggingOperations(buckets: Buckets): Operations<"s3"> {
  const object = ({ Bucket, Key }: ObjectName): StoredObject => objectOf(buckets.get(Bucket), Key);
  return {
    PutObjectTagging: {
      permissions: onObject("PutObjectTagging"),
      run(input) {
        object(input).tags = objectTags(input.Tagging.TagSet);
        return {};
      },
    },
    GetObjectTagging: {
      permissions: onObject("GetObjectTagging"),
      run: (input) => ({ TagSet: object(input).tags.list() }),
    },
    DeleteObjectTagging: {
      permissions: onObject("DeleteObjectTagging"),
      run(input) {
        object(input).tags = objectTags([]);
        return {};
      },
    },
    PutBucketTagging: {
      permissions: onBucket("PutBucketTagging"),
      run({ Bucket, Tagging }) {
        buckets.get(Bucket).tags = bucketTags(Tagging.TagSet);
        return {};
      },
    },
    GetBucketTagging: {
      permissions: onBucket("GetBucketTagging"),
      run({ Bucket }) {
        const { tags } = buckets.get(Bucket);
        if (tags.size > 0) return { TagSet: tags.list() };
        const fields = { BucketName: Bucket };
        throw new AwsError("NoSuchTagSet", "The TagSet does not exist", 404, fields);
      },
    },
    DeleteBucketTagging: {
      permissions: onBucket("PutBucketTagging"),
      run({ Bucket }) {
        buckets.get(Bucket).tags = bucketTags();
        return {};
      },
    },
  };
}
