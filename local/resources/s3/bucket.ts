import type { CloudClient } from "../../gateway/service";
import type { Created, Properties, ResourceKind } from "../kind";
import { defined, tagList, tagMap, tagOutputs, unless, wantedTags } from "../outputs";
import { finish } from "../unfinished";

const GONE = ["NoSuchBucket"];

interface Listing {
  readonly Contents?: readonly { readonly Key: string }[];
  readonly IsTruncated: boolean;
}

/** A bucket. Its other settings are resources of their own. */
export const bucketKind: ResourceKind = {
  type: "aws:s3/bucket:Bucket",
  required: [],
  optional: ["bucket", "forceDestroy", "region", "tags"],
  replaceOn: ["bucket", "region"],
  autoname: { property: "bucket", maxLength: 63 },
  defaults: { forceDestroy: false },
  check({ bucket }) {
    if (bucket === undefined) return [];
    const ok = typeof bucket === "string" && /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket);
    const reason = "must have 3 to 63 lower-case letters, digits, dots and hyphens";
    return ok ? [] : [{ property: "bucket", reason }];
  },
  async create(inputs, cloud) {
    const name = String(inputs["bucket"]);
    const standing = await unless(GONE, cloud.call("s3", "HeadBucket", { Bucket: name }));
    if (standing) throw new Error(`the bucket ${name} already exists`);
    await cloud.call("s3", "CreateBucket", { Bucket: name });
    return finish(name, async () => {
      await setTags(name, inputs, cloud);
      return current(name, inputs, cloud);
    });
  },
  read: (id, state, cloud) => unless(GONE, current(id, state, cloud)),
  async update(id, _state, inputs, cloud) {
    await setTags(id, inputs, cloud);
    return (await current(id, inputs, cloud)).outputs;
  },
  async delete(id, state, cloud) {
    if (state["forceDestroy"] === true) await unless(GONE, empty(id, cloud));
    await unless(GONE, cloud.call("s3", "DeleteBucket", { Bucket: id }));
  },
};

async function setTags(Bucket: string, inputs: Properties, cloud: CloudClient): Promise<void> {
  const TagSet = tagList(wantedTags(inputs));
  if (TagSet.length > 0)
    await cloud.call("s3", "PutBucketTagging", { Bucket, Tagging: { TagSet } });
  else await cloud.call("s3", "DeleteBucketTagging", { Bucket });
}

/** Deletes every object, a thousand at a time. */
async function empty(Bucket: string, cloud: CloudClient): Promise<void> {
  for (;;) {
    const page = await cloud.call<Listing>("s3", "ListObjectsV2", { Bucket });
    const Objects = (page.Contents ?? []).map(({ Key }) => ({ Key }));
    if (Objects.length > 0) {
      await cloud.call("s3", "DeleteObjects", { Bucket, Delete: { Objects, Quiet: true } });
    }
    if (!page.IsTruncated) return;
  }
}

async function current(name: string, state: Properties, cloud: CloudClient): Promise<Created> {
  await cloud.call("s3", "HeadBucket", { Bucket: name });
  const tagging = await unless(
    ["NoSuchTagSet"],
    cloud.call<{ TagSet: { Key: string; Value: string }[] }>("s3", "GetBucketTagging", {
      Bucket: name,
    }),
  );
  const outputs = defined({
    arn: `arn:aws:s3:::${name}`,
    bucket: name,
    bucketDomainName: `${name}.s3.amazonaws.com`,
    bucketRegionalDomainName: `${name}.s3.${cloud.region}.amazonaws.com`,
    bucketRegion: cloud.region,
    region: cloud.region,
    hostedZoneId: "Z3AQBSTGFJSTF",
    forceDestroy: state["forceDestroy"] ?? false,
    objectLockEnabled: false,
    requestPayer: "BucketOwner",
    ...tagOutputs(tagMap(tagging?.TagSet), state),
  });
  return { id: name, outputs };
}
