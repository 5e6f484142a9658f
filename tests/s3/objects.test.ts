import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import { startLocalS3 } from "./local-s3";
import type { LocalS3 } from "./local-s3";

describe("objects in the local S3", () => {
  let local: LocalS3;
  const Bucket = "lake";
  const put = (Key: string, Body: string | Buffer, more: object = {}) =>
    local.client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  const get = (Key: string, more: object = {}) =>
    local.client.send(new GetObjectCommand({ Bucket, Key, ...more }));
  const text = async (Key: string, more: object = {}) =>
    (await get(Key, more)).Body?.transformToString();
  const refused = (code: string, status: number) => (error: unknown) => {
    const { name, $metadata } = error as { name: string; $metadata: { httpStatusCode: number } };
    assert.deepEqual([name, $metadata.httpStatusCode], [code, status]);
    return true;
  };

  before(async () => {
    local = await startLocalS3();
    await local.client.send(new CreateBucketCommand({ Bucket }));
  });
  after(() => local.stop());

  it("gives back bytes, headers, metadata and the MD5 as ETag", async () => {
    const body = randomBytes(70_000);
    const headers = {
      ContentType: "application/json",
      ContentEncoding: "gzip",
      CacheControl: "max-age=60",
      ContentDisposition: 'attachment; filename="a.json"',
      Metadata: { origin: "sensor-1" },
    };
    await put("whole", body, headers);
    const answer = await get("whole");
    assert.deepEqual(Buffer.from((await answer.Body?.transformToByteArray()) ?? []), body);
    for (const name of ["ContentType", "ContentEncoding", "CacheControl"] as const) {
      assert.equal(answer[name], headers[name]);
    }
    assert.equal(answer.ContentDisposition, headers.ContentDisposition);
    assert.deepEqual(answer.Metadata, { origin: "sensor-1" });
    assert.equal(answer.ETag, `"${createHash("md5").update(body).digest("hex")}"`);
    assert.ok(Math.abs(Date.now() - Number(answer.LastModified)) < 60_000);
  });

  it("counts the bytes of a text that a caller in this process gives", async () => {
    const { client: own } = local.cloud;
    await own.call("s3", "PutObject", { Bucket, Key: "text", Body: "\uFEFFé" });
    const { ContentLength } = await own.call("s3", "HeadObject", { Bucket, Key: "text" });
    assert.equal(ContentLength, 5);
    await own.call("s3", "DeleteObject", { Bucket, Key: "text" });
  });

  it("takes a streamed upload without its aws-chunked framing", async () => {
    const body = randomBytes(300_000);
    const stream = Readable.from([body.subarray(0, 100_000), body.subarray(100_000)]);
    const Body = Object.assign(stream, { length: body.length });
    await local.client.send(
      new PutObjectCommand({ Bucket, Key: "streamed", Body, ContentLength: body.length }),
    );
    const answer = await get("streamed");
    assert.deepEqual(Buffer.from((await answer.Body?.transformToByteArray()) ?? []), body);
    assert.equal(answer.ContentEncoding, undefined);
  });

  const awkward = [
    "..",
    "../../etc/passwd",
    "a/../../b",
    "a",
    "a/b",
    "a//b",
    "/leading",
    "trailing/",
    "A",
    "uni/ß漢字🙂",
    "space and + and %41",
    "quote\"'<&>",
    "&lt;",
    "control \u0001",
    "k".repeat(1024),
    `${"d/".repeat(511)}ee`,
    "~tilde",
    "con.",
  ];

  it("keeps any key apart from all others, and inside its folder", async () => {
    await local.client.send(new CreateBucketCommand({ Bucket: "keys" }));
    for (const Key of awkward) {
      const request = { Bucket: "keys", Key };
      await local.client.send(new PutObjectCommand({ ...request, Body: `of ${Key}` }));
    }
    for (const Key of awkward) {
      const answer = await local.client.send(new GetObjectCommand({ Bucket: "keys", Key }));
      assert.equal(await answer.Body?.transformToString(), `of ${Key}`);
      const file = local.s3.file("keys", Key) ?? "";
      assert.ok(file.startsWith(`${local.s3.folder("keys")}/objects/`), file);
      assert.equal(await readFile(file, "utf8"), `of ${Key}`);
    }
    assert.deepEqual(await readdir(path.join(local.s3.folder("keys"), "../..")), ["s3"]);
    const { Contents = [] } = await local.client.send(new ListObjectsV2Command({ Bucket: "keys" }));
    const sorted = [...awkward].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    assert.deepEqual(
      Contents.map(({ Key }) => Key),
      sorted,
    );
  });

  it("deletes every one of them, and leaves no file behind", async () => {
    const Objects = awkward.map((Key) => ({ Key }));
    const { Deleted } = await local.client.send(
      new DeleteObjectsCommand({ Bucket: "keys", Delete: { Objects } }),
    );
    assert.deepEqual(
      Deleted?.map(({ Key }) => Key),
      awkward,
    );
    const left = await readdir(local.s3.folder("keys"), { recursive: true });
    assert.deepEqual(left, ["writing"]);
  });

  it("refuses a key of more than 1024 bytes", async () => {
    await assert.rejects(put("ß".repeat(513), "x"), refused("KeyTooLongError", 400));
  });

  it("answers ranges, suffix ranges and those past the end", async () => {
    await put("digits", "0123456789");
    assert.equal(await text("digits", { Range: "bytes=2-4" }), "234");
    assert.equal(await text("digits", { Range: "bytes=7-" }), "789");
    assert.equal(await text("digits", { Range: "bytes=-3" }), "789");
    assert.equal(await text("digits", { Range: "bytes=8-100" }), "89");
    const part = await get("digits", { Range: "bytes=2-4" });
    assert.deepEqual(
      [part.$metadata.httpStatusCode, part.ContentRange, part.ContentLength],
      [206, "bytes 2-4/10", 3],
    );
    await assert.rejects(get("digits", { Range: "bytes=10-" }), refused("InvalidRange", 416));
  });

  it("honours conditions on reads", async () => {
    const { ETag } = await put("conditional", "x");
    const other = '"d41d8cd98f00b204e9800998ecf8427e"';
    assert.equal(await text("conditional", { IfMatch: ETag }), "x");
    await assert.rejects(
      get("conditional", { IfMatch: other }),
      refused("PreconditionFailed", 412),
    );
    assert.equal(await text("conditional", { IfNoneMatch: other }), "x");
    const notModified = (error: { $metadata: { httpStatusCode: number } }) =>
      error.$metadata.httpStatusCode === 304;
    await assert.rejects(get("conditional", { IfNoneMatch: ETag }), notModified);
    const later = new Date(Date.now() + 60_000);
    await assert.rejects(get("conditional", { IfModifiedSince: later }), notModified);
    assert.equal(await text("conditional", { IfModifiedSince: new Date(0) }), "x");
  });

  it("lets one of two writers create an object", async () => {
    const outcomes = await Promise.allSettled([
      put("once", "first", { IfNoneMatch: "*" }),
      put("once", "second", { IfNoneMatch: "*" }),
    ]);
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  });

  it("refuses a body that does not match its checksum", async () => {
    const ContentMD5 = createHash("md5").update("y").digest("base64");
    await assert.rejects(put("wrong", "x", { ContentMD5 }), refused("BadDigest", 400));
    const ChecksumSHA256 = createHash("sha256").update("y").digest("base64");
    await assert.rejects(put("wrong", "x", { ChecksumSHA256 }), refused("BadDigest", 400));
    const ChecksumCRC32C = "AAAAAA==";
    await assert.rejects(put("wrong", "x", { ChecksumCRC32C }), refused("BadDigest", 400));
    await assert.rejects(get("wrong"), refused("NoSuchKey", 404));
  });

  it("returns the checksum that the writer gave", async () => {
    await put("checked", "hello");
    const { ChecksumCRC32 } = await get("checked");
    const expected = Buffer.alloc(4);
    expected.writeUInt32BE(crc32("hello"));
    assert.equal(ChecksumCRC32, expected.toString("base64"));
    const ChecksumCRC32C = "mnG7TA==";
    const answer = await put("checked-c", "hello", { ChecksumCRC32C });
    assert.equal(answer.ChecksumCRC32C, ChecksumCRC32C);
  });

  it("heads an object, and answers 404 for one that is not there", async () => {
    await put("headed", "12345", { ContentType: "text/plain" });
    const answer = await local.client.send(new HeadObjectCommand({ Bucket, Key: "headed" }));
    assert.deepEqual([answer.ContentLength, answer.ContentType], [5, "text/plain"]);
    const missing = local.client.send(new HeadObjectCommand({ Bucket, Key: "nothing" }));
    await assert.rejects(missing, refused("NotFound", 404));
    await local.client.send(new DeleteObjectCommand({ Bucket, Key: "nothing" }));
  });

  it("copies an object, with its metadata or with new", async () => {
    await put("from here/ü", "copied", { Metadata: { a: "1" }, ContentType: "text/plain" });
    const CopySource = `${Bucket}/${encodeURIComponent("from here/ü")}`;
    const { CopyObjectResult } = await local.client.send(
      new CopyObjectCommand({ Bucket, Key: "kept", CopySource }),
    );
    const kept = await get("kept");
    assert.equal(CopyObjectResult?.ETag, kept.ETag);
    assert.deepEqual([kept.Metadata, kept.ContentType], [{ a: "1" }, "text/plain"]);
    await local.client.send(
      new CopyObjectCommand({
        Bucket,
        Key: "replaced",
        CopySource,
        MetadataDirective: "REPLACE",
        Metadata: { b: "2" },
      }),
    );
    const replaced = await get("replaced");
    assert.deepEqual(replaced.Metadata, { b: "2" });
    assert.equal(await replaced.Body?.transformToString(), "copied");
  });

  it("keeps an object's body when its tags change", async () => {
    await put("tagged", "body", { Tagging: "a=1&b=two%20words" });
    const Tagging = { TagSet: [{ Key: "stack", Value: "true" }] };
    const before = await local.client.send(new GetObjectTaggingCommand({ Bucket, Key: "tagged" }));
    assert.deepEqual(before.TagSet, [
      { Key: "a", Value: "1" },
      { Key: "b", Value: "two words" },
    ]);
    await local.client.send(new PutObjectTaggingCommand({ Bucket, Key: "tagged", Tagging }));
    const after = await local.client.send(new GetObjectTaggingCommand({ Bucket, Key: "tagged" }));
    assert.deepEqual(after.TagSet, Tagging.TagSet);
    const answer = await get("tagged");
    assert.deepEqual([await answer.Body?.transformToString(), answer.TagCount], ["body", 1]);
    const tag = (key: string) => `${key}=1`;
    const eleven = Array.from({ length: 11 }, (_, i) => tag(`k${i}`)).join("&");
    await assert.rejects(put("tagged", "", { Tagging: eleven }), refused("BadRequest", 400));
    for (const Tagging of ["a=1&a=2", tag("aws:a"), tag("k".repeat(129)), "=1"])
      await assert.rejects(put("tagged", "", { Tagging }), refused("InvalidTag", 400));
  });

  it("reads either the old or the new body of an object that is overwritten, never a mixture", async () => {
    const sizes = [1_000, 600_000];
    const bodies = sizes.map((size, i) => Buffer.alloc(size, String(i)));
    await put("busy", bodies[0] ?? "");
    const writes = Array.from({ length: 20 }, (_, i) => put("busy", bodies[i % 2] ?? ""));
    const reads = Array.from({ length: 40 }, async () => {
      const { Body, ETag } = await get("busy");
      const body = Buffer.from((await Body?.transformToByteArray()) ?? []);
      assert.equal(ETag, `"${createHash("md5").update(body).digest("hex")}"`);
      assert.ok(bodies.some((each) => each.equals(body)));
    });
    await Promise.all([...writes, ...reads]);
  });
});
