import type * as aws from "@pulumi/aws";
import { defineKind } from "../define";
import { unlessGone } from "../gone";
import type { Cloud } from "../kind";
import { matching } from "../limits";
import { tagList, tagMap, type Tagging } from "../tags";

const putTags: Tagging["set"] = (arn, _changed, cloud, wanted) => {
  const Bucket = arn.slice(arn.lastIndexOf(":") + 1);
  const TagSet = tagList(wanted);
  return TagSet.length > 0
    ? cloud.call("s3", "PutBucketTagging", { Bucket, Tagging: { TagSet } })
    : cloud.call("s3", "DeleteBucketTagging", { Bucket });
};

const tags: Tagging = {
  async list(arn, cloud) {
    const input = { Bucket: arn.slice(arn.lastIndexOf(":") + 1) };
    return tagMap((await unlessGone(cloud.call("s3", "GetBucketTagging", input)))?.TagSet);
  },
  set: putTags,
  remove: (arn, _keys, cloud, wanted) => putTags(arn, {}, cloud, wanted),
};

/** A bucket. Its other settings are resources of their own. */
export const bucketKind = defineKind<aws.s3.BucketArgs, "bucket">({
  type: "aws:s3/bucket:Bucket",
  id: "bucket",
  optional: ["forceDestroy"],
  autoname: { property: "bucket", maxLength: 63, lowerCase: true },
  defaults: { forceDestroy: false },
  limits: {
    bucket: matching(
      /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      "must have 3 to 63 lower-case letters, digits, dots and hyphens",
    ),
  },
  tags,
  async create({ bucket: Bucket }, cloud) {
    const there = await unlessGone(cloud.call("s3", "HeadBucket", { Bucket }));
    if (there) throw new Error(`the bucket ${Bucket} already exists`);
    await cloud.call("s3", "CreateBucket", { Bucket });
  },
  async read(Bucket, _state, cloud) {
    await cloud.call("s3", "HeadBucket", { Bucket });
    return {
      arn: `arn:aws:s3:::${Bucket}`,
      bucketDomainName: `${Bucket}.s3.amazonaws.com`,
      bucketRegionalDomainName: `${Bucket}.s3.${cloud.region}.amazonaws.com`,
      bucketRegion: cloud.region,
      hostedZoneId: "Z3AQBSTGFJSTF",
      objectLockEnabled: false,
      requestPayer: "BucketOwner",
    };
  },
  async delete(Bucket, { forceDestroy }, cloud) {
    if (forceDestroy === true) await empty(Bucket, cloud);
    await cloud.call("s3", "DeleteBucket", { Bucket });
  },
});

/** Deletes every object, a thousand at a time. */
async function empty(Bucket: string, cloud: Cloud): Promise<void> {
  for (;;) {
    const { Contents = [], IsTruncated } = await cloud.call("s3", "ListObjectsV2", { Bucket });
    const Objects = Contents.map(({ Key }) => ({ Key }));
    if (Objects.length > 0) {
      await cloud.call("s3", "DeleteObjects", { Bucket, Delete: { Objects, Quiet: true } });
    }
    if (IsTruncated !== true) return;
  }
}
