import assert from "node:assert/strict";
import type { CloudClient } from "../../local/gateway/service";
import type { Properties, ResourceKind } from "../../local/resources/kind";
import { s3Kinds } from "../../local/resources/s3";
import { startLocalS3 } from "./local-s3";
import type { LocalS3 } from "./local-s3";

function kindOf(name: string): ResourceKind {
  const kind = s3Kinds.find(({ type }) => type.endsWith(`:${name}`));
  assert.ok(kind, name);
  return kind;
}

describe("buckets as resources", () => {
  let local: LocalS3;
  let cloud: CloudClient;
  const bucket = kindOf("Bucket");
  const make = (name: string, more: Properties = {}) =>
    bucket.create({ bucket: name, forceDestroy: true, ...more }, cloud);

  before(async () => {
    local = await startLocalS3();
    cloud = local.cloud.client;
  });
  after(() => local.stop());

  it("creates a bucket with the provider's outputs, and shows tags changed behind its back", async () => {
    const tags = { stack: "dev" };
    const { id, outputs } = await make("made", { tags, tagsAll: { ...tags, owner: "lab" } });
    assert.deepEqual(
      [id, outputs["arn"], outputs["bucket"]],
      ["made", "arn:aws:s3:::made", "made"],
    );
    assert.deepEqual([outputs["tags"], outputs["tagsAll"]], [tags, { ...tags, owner: "lab" }]);
    assert.deepEqual((await bucket.read(id, outputs, cloud))?.outputs, outputs);
    const TagSet = [{ Key: "stack", Value: "other" }];
    await cloud.call("s3", "PutBucketTagging", { Bucket: id, Tagging: { TagSet } });
    const drifted = await bucket.read(id, outputs, cloud);
    assert.deepEqual(drifted?.outputs["tags"], { stack: "other" });
    const mended = await bucket.update?.(id, outputs, outputs, cloud);
    assert.deepEqual(mended?.["tags"], tags);
  });

  it("empties a bucket on deletion only where forceDestroy says so", async () => {
    for (const forceDestroy of [false, true]) {
      const name = `force-${forceDestroy}`;
      const { id, outputs } = await make(name, { forceDestroy });
      for (let i = 0; i < 1001; i += 1) {
        await cloud.call("s3", "PutObject", { Bucket: id, Key: `k/${i}`, Body: "" });
      }
      const removed = bucket.delete(id, outputs, cloud);
      if (forceDestroy) {
        await removed;
        assert.equal(await bucket.read(id, outputs, cloud), undefined);
        await bucket.delete(id, outputs, cloud);
      } else {
        await assert.rejects(removed, { code: "BucketNotEmpty" });
      }
    }
  });

  it("refuses a name that S3 refuses, before it creates anything", () => {
    const failures = (name: string) =>
      (bucket.check?.({ bucket: name }) ?? []).map(({ property }) => property);
    assert.deepEqual(failures("Not Allowed"), ["bucket"]);
    assert.deepEqual(failures("allowed"), []);
  });

  const settings: [string, Properties, string, object][] = [
    [
      "BucketPublicAccessBlock",
      { blockPublicAcls: true, blockPublicPolicy: true },
      "DeletePublicAccessBlock",
      {},
    ],
    [
      "BucketServerSideEncryptionConfiguration",
      { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
      "PutBucketEncryption",
      {
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" } }],
        },
      },
    ],
    [
      "BucketPolicy",
      {
        policy:
          '{ "Statement": [{ "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*" }] }',
      },
      "DeleteBucketPolicy",
      {},
    ],
    [
      "BucketLifecycleConfiguration",
      {
        rules: [
          {
            id: "all",
            status: "Enabled",
            filter: { prefix: "" },
            transitions: [{ days: 30, storageClass: "STANDARD_IA" }],
            expiration: { days: 90 },
            noncurrentVersionExpiration: { noncurrentDays: 30 },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
          },
        ],
      },
      "PutBucketLifecycleConfiguration",
      { LifecycleConfiguration: { Rules: [{ ID: "x", Status: "Enabled", Filter: {} }] } },
    ],
    [
      "BucketOwnershipControls",
      { rule: { objectOwnership: "BucketOwnerPreferred" } },
      "DeleteBucketOwnershipControls",
      {},
    ],
    [
      "BucketVersioning",
      { versioningConfiguration: { status: "Enabled" } },
      "PutBucketVersioning",
      { VersioningConfiguration: { Status: "Suspended" } },
    ],
  ];
  for (const [name, inputs, operation, drift] of settings) {
    it(`puts, reads back, finds drift of and deletes a ${name}`, async () => {
      const Bucket = name.toLowerCase();
      await make(Bucket);
      const kind = kindOf(name);
      const { id, outputs } = await kind.create({ bucket: Bucket, ...inputs }, cloud);
      for (const [property, value] of Object.entries(inputs)) {
        assert.deepEqual(outputs[property], value);
      }
      assert.deepEqual((await kind.read(id, outputs, cloud))?.outputs, outputs);
      await cloud.request("s3", operation, { Bucket, ...drift });
      const drifted = await kind.read(id, outputs, cloud);
      assert.notDeepEqual(drifted?.outputs, outputs);
      assert.deepEqual(
        await kind.update?.(id, outputs, { bucket: Bucket, ...inputs }, cloud),
        outputs,
      );
      await kind.delete(id, outputs, cloud);
      await bucket.delete(Bucket, {}, cloud);
      await kind.delete(id, outputs, cloud);
      assert.equal(await kind.read(id, outputs, cloud), undefined);
    });
  }
});
