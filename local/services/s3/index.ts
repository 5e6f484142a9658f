import { mkdirSync, rmSync } from "node:fs";
import type { Service } from "../../gateway/service";
import { taggedOf } from "../tags";
import type { TagSource } from "../tagging";
import { bucketOperations } from "./bucket-operations";
import { createBuckets } from "./storage/buckets";
import { configurationOperations } from "./settings";
import { listOperations } from "./listing";
import { multipartOperations } from "./multipart";
import { fileOf } from "./storage/names";
import { objectOperations } from "./objects";
import { keptBuckets } from "./kept";
import { locate } from "./endpoint";
import { policyOperations } from "./settings/policy";
import { taggingOperations } from "./settings/tags";

export interface S3Options {
  /** The folder that holds the buckets: made, or emptied when it is there. */
  readonly root: string;
  readonly region: string;
  readonly accountId: string;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
}

export interface S3 extends Service, TagSource {
  /** The path of an object's bytes on disk; undefined when there is no such object. */
  file(bucket: string, key: string): string | undefined;
  /** The folder of a bucket. Throws NoSuchBucket. */
  folder(bucket: string): string;
}

/**
 * S3 over a folder: buckets and objects with conditional and ranged reads, listings, multipart
 * uploads, tags, and buckets' settings stored and read back. Versions of objects, ACLs, object
 * locks and the enforcement of bucket policies are not there. In-process inputs are the SDK
 * commands' (`Body` as text in UTF-8 or bytes); GetObject's `Body` is a Buffer, dates are Dates.
 */
export function createS3(options: S3Options): S3 {
  const { root, region, accountId, clock = Date.now } = options;
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  const buckets = createBuckets(root, clock);
  return {
    name: "s3",
    validationCode: "MalformedXML",
    operations: {
      ...objectOperations(buckets),
      ...listOperations(buckets),
      ...multipartOperations(buckets),
      ...taggingOperations(buckets),
      ...policyOperations(buckets),
      ...configurationOperations(buckets),
      ...bucketOperations(buckets, region, accountId),
    },
    state: keptBuckets(buckets),
    locate,
    file(bucketName, key) {
      const bucket = buckets.find(bucketName);
      return bucket?.objects.has(key) === true ? bucket.files.path(fileOf(key)) : undefined;
    },
    folder: (bucket) => buckets.get(bucket).files.root,
    tagged: () =>
      taggedOf(buckets.all().map(({ name, tags }) => ({ arn: `arn:aws:s3:::${name}`, tags }))),
  };
}
