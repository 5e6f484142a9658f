import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { PutObjectCommandInput } from "@aws-sdk/client-s3";
import { AwsError } from "../../../gateway/service";
import { SortedMap } from "../../sorted-map";
import type { TagStore } from "../../tags";
import type { Checksums } from "../checksums";
import { bucketTags } from "./tags";
import { createFiles } from "./files";
import type { Files } from "./files";
import { checkBucketName, compareKeys, fileOf } from "./names";

/** Members of an object that go back to whoever reads it. */
export const HEADERS = [
  "ContentType",
  "ContentEncoding",
  "ContentDisposition",
  "ContentLanguage",
  "CacheControl",
  "Expires",
  "StorageClass",
  "WebsiteRedirectLocation",
  "ServerSideEncryption",
  "SSEKMSKeyId",
] as const;

export type ObjectHeaders = Readonly<Pick<PutObjectCommandInput, (typeof HEADERS)[number]>>;

export interface StoredObject {
  readonly key: string;
  readonly size: number;
  /** In quotes, as on the wire. */
  readonly etag: string;
  readonly modified: Date;
  readonly headers: ObjectHeaders;
  readonly metadata: Readonly<Record<string, string>>;
  /** Whole-object checksums that the writer gave, e.g. ChecksumCRC32, in base64. */
  readonly checksums: Checksums;
  tags: TagStore;
}

export interface Part {
  readonly number: number;
  readonly size: number;
  readonly etag: string;
  readonly md5: Buffer;
  readonly modified: Date;
}

export interface Upload {
  readonly id: string;
  readonly key: string;
  readonly initiated: Date;
  readonly headers: ObjectHeaders;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: TagStore;
  readonly parts: Map<number, Part>;
}

export interface Bucket {
  readonly name: string;
  readonly created: Date;
  /** The local cloud's time. */
  readonly now: () => Date;
  readonly files: Files;
  readonly objects: SortedMap<StoredObject>;
  readonly uploads: Map<string, Upload>;
  tags: TagStore;
  /** As JSON. */
  policy?: string;
  /** What was put to the bucket's other subresources, by the subresource's query name. */
  readonly configurations: Map<string, object>;
}

/** AWS's settings of every new bucket since April 2023. */
const NEW_BUCKET: readonly (readonly [string, object])[] = [
  [
    "publicAccessBlock",
    {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
  ],
  ["ownershipControls", { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] }],
];

export interface Buckets {
  all(): readonly Bucket[];
  create(name: string, created?: Date): Bucket;
  /** Throws NoSuchBucket. */
  get(name: string): Bucket;
  find(name: string): Bucket | undefined;
  /** Throws BucketNotEmpty, NoSuchBucket. */
  remove(name: string): void;
}

/** Buckets as folders under `root`; the index of what they hold is in memory. */
export function createBuckets(root: string, clock: () => number): Buckets {
  const now = () => new Date(clock());
  const buckets = new Map<string, Bucket>();
  const get = (name: string): Bucket => {
    const bucket = buckets.get(name);
    if (bucket) return bucket;
    const message = "The specified bucket does not exist";
    throw new AwsError("NoSuchBucket", message, 404, { BucketName: name });
  };
  return {
    all: () => [...buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    get,
    find: (name) => buckets.get(name),
    create(name, created = now()) {
      checkBucketName(name);
      const folder = join(root, name);
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      const bucket: Bucket = {
        name,
        created,
        now,
        files: createFiles(folder),
        objects: new SortedMap(compareKeys),
        uploads: new Map(),
        tags: bucketTags(),
        configurations: new Map(NEW_BUCKET),
      };
      buckets.set(name, bucket);
      return bucket;
    },
    remove(name) {
      const bucket = get(name);
      if (bucket.objects.size > 0) {
        const message = "The bucket you tried to delete is not empty";
        throw new AwsError("BucketNotEmpty", message, 409, { BucketName: name });
      }
      buckets.delete(name);
      rmSync(bucket.files.root, { recursive: true, force: true });
    },
  };
}

/** Throws NoSuchKey. */
export function objectOf(bucket: Bucket, key: string): StoredObject {
  const object = bucket.objects.get(key);
  if (object) return object;
  throw new AwsError("NoSuchKey", "The specified key does not exist.", 404, { Key: key });
}

export function removeObject(bucket: Bucket, key: string): void {
  if (bucket.objects.delete(key)) bucket.files.remove(fileOf(key));
}
