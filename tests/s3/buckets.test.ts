import assert from "node:assert/strict";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteBucketLifecycleCommand,
  DeletePublicAccessBlockCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  paginateListObjectsV2,
} from "@aws-sdk/client-s3";
import type { LifecycleRule } from "@aws-sdk/client-s3";
import { startLocalS3 } from "./local-s3";
import type { LocalS3 } from "./local-s3";

const named = (name: string) => (error: unknown) => {
  assert.equal((error as Error).name, name);
  return true;
};

describe("buckets in the local S3", () => {
  let local: LocalS3;
  const create = (Bucket: string) => local.client.send(new CreateBucketCommand({ Bucket }));
  const put = (Bucket: string, Key: string, Body = "x") =>
    local.client.send(new PutObjectCommand({ Bucket, Key, Body }));

  before(async () => {
    local = await startLocalS3();
  });
  after(() => local.stop());

  it("creates, heads, lists, locates and deletes a bucket", async () => {
    await create("first-bucket");
    await local.client.send(new HeadBucketCommand({ Bucket: "first-bucket" }));
    const { Buckets = [] } = await local.client.send(new ListBucketsCommand({}));
    assert.ok(Buckets.some(({ Name }) => Name === "first-bucket"));
    const located = await local.client.send(
      new GetBucketLocationCommand({ Bucket: "first-bucket" }),
    );
    assert.equal(located.LocationConstraint || undefined, undefined);
    await local.client.send(new DeleteBucketCommand({ Bucket: "first-bucket" }));
    const gone = local.client.send(new HeadBucketCommand({ Bucket: "first-bucket" }));
    await assert.rejects(gone, named("NotFound"));
  });

  it("refuses a name that S3 would refuse, and a bucket that is not there", async () => {
    await assert.rejects(create("Not_A_Bucket"), named("InvalidBucketName"));
    await assert.rejects(create("../escape"), (error: Error) => error.name.length > 0);
    await assert.rejects(put("no-such-bucket", "a"), named("NoSuchBucket"));
  });

  it("does not delete a bucket that holds an object", async () => {
    await create("full");
    await put("full", "a");
    const removed = local.client.send(new DeleteBucketCommand({ Bucket: "full" }));
    await assert.rejects(removed, named("BucketNotEmpty"));
  });

  it("is reached by bucket.localhost as well as by path", async () => {
    await create("virtual");
    const client = new S3Client({
      region: "us-east-1",
      endpoint: local.cloud.endpoint.replace("127.0.0.1", "localhost"),
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      // Not every resolver knows that *.localhost is this machine.
      requestHandler: { requestTimeout: 5000 },
    });
    client.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { hostname: string; headers: Record<string, string> };
        assert.equal(request.hostname, "virtual.localhost");
        request.hostname = "127.0.0.1";
        return next(args);
      },
      { step: "finalizeRequest", priority: "low" },
    );
    await client.send(new PutObjectCommand({ Bucket: "virtual", Key: "a/b", Body: "here" }));
    client.destroy();
    const path = { Bucket: "virtual", Key: "a/b" };
    const answer = await local.client.send(new GetObjectCommand(path));
    assert.equal(await answer.Body?.transformToString(), "here");
  });

  describe("listed", () => {
    const keys = ["a.txt", "raw/2026/01.json", "raw/2026/02.json", "raw/2027/01.json", "z & <z>"];
    before(async () => {
      await create("listed");
      for (const key of keys) await put("listed", key);
    });

    it("gives keys under a prefix, with common prefixes at a delimiter", async () => {
      const answer = await local.client.send(
        new ListObjectsV2Command({ Bucket: "listed", Delimiter: "/" }),
      );
      assert.deepEqual(
        answer.Contents?.map(({ Key, Size }) => [Key, Size]),
        [
          ["a.txt", 1],
          ["z & <z>", 1],
        ],
      );
      assert.deepEqual(answer.CommonPrefixes, [{ Prefix: "raw/" }]);
      const raw = await local.client.send(
        new ListObjectsV2Command({ Bucket: "listed", Prefix: "raw/", Delimiter: "/" }),
      );
      assert.deepEqual(raw.CommonPrefixes, [{ Prefix: "raw/2026/" }, { Prefix: "raw/2027/" }]);
      assert.equal(raw.KeyCount, 2);
    });

    it("pages through keys and prefixes without losing or repeating one", async () => {
      for (const Delimiter of [undefined, "/"]) {
        const seen: (string | undefined)[] = [];
        const pages = paginateListObjectsV2(
          { client: local.client, pageSize: 1 },
          { Bucket: "listed", ...(Delimiter && { Delimiter }) },
        );
        for await (const { Contents = [], CommonPrefixes = [] } of pages) {
          seen.push(
            ...Contents.map(({ Key }) => Key),
            ...CommonPrefixes.map(({ Prefix }) => Prefix),
          );
        }
        assert.deepEqual(seen, Delimiter ? ["a.txt", "raw/", "z & <z>"] : keys);
      }
    });

    it("starts after a key, and answers version 1 with markers", async () => {
      const after = await local.client.send(
        new ListObjectsV2Command({ Bucket: "listed", StartAfter: "raw/2026/01.json" }),
      );
      assert.deepEqual(
        after.Contents?.map(({ Key }) => Key),
        keys.slice(2),
      );
      const first = await local.client.send(
        new ListObjectsCommand({ Bucket: "listed", MaxKeys: 2, Delimiter: "/" }),
      );
      assert.deepEqual([first.IsTruncated, first.NextMarker], [true, "raw/"]);
      const rest = await local.client.send(
        new ListObjectsCommand({ Bucket: "listed", Delimiter: "/", Marker: "raw/" }),
      );
      assert.deepEqual(
        rest.Contents?.map(({ Key }) => Key),
        ["z & <z>"],
      );
    });

    it("encodes keys for XML when asked to", async () => {
      const answer = await local.client.send(
        new ListObjectsV2Command({ Bucket: "listed", Prefix: "z", EncodingType: "url" }),
      );
      assert.equal(answer.Contents?.[0]?.Key, "z%20%26%20%3Cz%3E");
    });
  });

  describe("taking an upload in parts", () => {
    const Key = "big/object";
    const part = (byte: string, size: number) => Buffer.alloc(size, byte);
    const bodies = [part("a", 5 * 1024 * 1024), part("b", 5 * 1024 * 1024), part("c", 10)];
    const Bucket = "parts";
    const start = async () =>
      (await local.client.send(new CreateMultipartUploadCommand({ Bucket, Key }))).UploadId;
    const upload = async (UploadId: string | undefined, which: readonly Buffer[]) => {
      const answers = await Promise.all(
        which.map((Body, i) =>
          local.client.send(
            new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: i + 1, Body }),
          ),
        ),
      );
      return answers.map(({ ETag }, i) => ({ ETag, PartNumber: i + 1 }));
    };
    before(() => create(Bucket));

    it("puts the parts together under an ETag of all of theirs", async () => {
      const UploadId = await start();
      const Parts = await upload(UploadId, bodies);
      const listed = await local.client.send(new ListPartsCommand({ Bucket, Key, UploadId }));
      assert.deepEqual(
        listed.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size]),
        bodies.map((body, i) => [i + 1, body.length]),
      );
      const request = { Bucket, Key, UploadId, MultipartUpload: { Parts } };
      const { ETag } = await local.client.send(new CompleteMultipartUploadCommand(request));
      assert.match(ETag ?? "", /^"[0-9a-f]{32}-3"$/);
      const answer = await local.client.send(new GetObjectCommand({ Bucket, Key }));
      const body = Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
      assert.ok(body.equals(Buffer.concat(bodies)));
      const again = local.client.send(new CompleteMultipartUploadCommand(request));
      await assert.rejects(again, named("NoSuchUpload"));
    });

    it("refuses a part that was not uploaded, and a small one before the last", async () => {
      const UploadId = await start();
      const Parts = await upload(UploadId, [part("a", 10), part("b", 10)]);
      const complete = (MultipartUpload: object) =>
        local.client.send(
          new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload }),
        );
      await assert.rejects(complete({ Parts }), named("EntityTooSmall"));
      const unknown = { Parts: [{ PartNumber: 9, ETag: Parts[0]?.ETag }] };
      await assert.rejects(complete(unknown), named("InvalidPart"));
      const { Uploads } = await local.client.send(new ListMultipartUploadsCommand({ Bucket }));
      assert.deepEqual(
        Uploads?.map((each) => each.UploadId),
        [UploadId],
      );
      await local.client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
      const left = await local.client.send(new ListMultipartUploadsCommand({ Bucket }));
      assert.equal(left.Uploads, undefined);
    });
  });

  describe("with settings", () => {
    const Bucket = "settings";
    before(() => create(Bucket));

    it("blocks public access and encrypts from the start, as AWS does", async () => {
      const blocked = await local.client.send(new GetPublicAccessBlockCommand({ Bucket }));
      assert.equal(blocked.PublicAccessBlockConfiguration?.BlockPublicPolicy, true);
      const encrypted = await local.client.send(new GetBucketEncryptionCommand({ Bucket }));
      const rule = encrypted.ServerSideEncryptionConfiguration?.Rules?.[0];
      assert.equal(rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm, "AES256");
      const owned = await local.client.send(new GetBucketOwnershipControlsCommand({ Bucket }));
      assert.equal(owned.OwnershipControls?.Rules?.[0]?.ObjectOwnership, "BucketOwnerEnforced");
      await local.client.send(new DeletePublicAccessBlockCommand({ Bucket }));
      const gone = local.client.send(new GetPublicAccessBlockCommand({ Bucket }));
      await assert.rejects(gone, named("NoSuchPublicAccessBlockConfiguration"));
    });

    it("gives a lifecycle back as it was put", async () => {
      const Rules: LifecycleRule[] = [
        {
          ID: "expire",
          Status: "Enabled",
          Filter: { And: { Prefix: "raw/", Tags: [{ Key: "keep", Value: "false" }] } },
          Transitions: [{ Days: 30, StorageClass: "STANDARD_IA" }],
          Expiration: { Days: 365 },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
        },
        { ID: "other", Status: "Disabled", Filter: { Prefix: "" }, Expiration: { Days: 1 } },
      ];
      const missing = local.client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
      await assert.rejects(missing, named("NoSuchLifecycleConfiguration"));
      await local.client.send(
        new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }),
      );
      const answer = await local.client.send(
        new GetBucketLifecycleConfigurationCommand({ Bucket }),
      );
      assert.deepEqual(answer.Rules, Rules);
      await local.client.send(new DeleteBucketLifecycleCommand({ Bucket }));
      const gone = local.client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
      await assert.rejects(gone, named("NoSuchLifecycleConfiguration"));
    });

    it("keeps policy, tags, versioning and encryption", async () => {
      const Policy = JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: "*",
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ],
      });
      await local.client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
      const policy = await local.client.send(new GetBucketPolicyCommand({ Bucket }));
      assert.equal(policy.Policy, Policy);
      const status = await local.client.send(new GetBucketPolicyStatusCommand({ Bucket }));
      assert.equal(status.PolicyStatus?.IsPublic, false);

      const untagged = local.client.send(new GetBucketTaggingCommand({ Bucket }));
      await assert.rejects(untagged, named("NoSuchTagSet"));
      const Tagging = { TagSet: [{ Key: "stack", Value: "dev" }] };
      await local.client.send(new PutBucketTaggingCommand({ Bucket, Tagging }));
      const tags = await local.client.send(new GetBucketTaggingCommand({ Bucket }));
      assert.deepEqual(tags.TagSet, Tagging.TagSet);
      assert.deepEqual(
        local.s3.tagged().find(({ arn }) => arn === `arn:aws:s3:::${Bucket}`)?.tags,
        { stack: "dev" },
      );

      await local.client.send(
        new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
      );
      const versioning = await local.client.send(new GetBucketVersioningCommand({ Bucket }));
      assert.equal(versioning.Status, "Enabled");

      const rule = {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" as const },
        BucketKeyEnabled: true,
      };
      await local.client.send(
        new PutBucketEncryptionCommand({
          Bucket,
          ServerSideEncryptionConfiguration: { Rules: [rule] },
        }),
      );
      const encryption = await local.client.send(new GetBucketEncryptionCommand({ Bucket }));
      assert.deepEqual(encryption.ServerSideEncryptionConfiguration?.Rules, [rule]);
    });

    it("names the configuration that is not there", async () => {
      const cors = local.client.send(new GetBucketCorsCommand({ Bucket }));
      await assert.rejects(cors, named("NoSuchCORSConfiguration"));
    });
  });
});
