import assert from "node:assert/strict";
import http from "node:http";
import { Readable } from "node:stream";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { Gateway } from "../../local/gateway/server";
import { AwsError } from "../../local/gateway/service";
import { locate } from "../../local/services/s3/endpoint";
import type { RestRequest } from "../../local/gateway/service";
import { dechunk } from "../../local/gateway/protocols/aws-chunked";
import { clientOptions, service, start } from "./cloud";

describe("the gateway's REST services", () => {
  const requests: RestRequest[] = [];
  const last = (): RestRequest => requests.at(-1) as RestRequest;
  let gateway: Gateway;
  let s3: S3Client;

  before(async () => {
    gateway = await start([
      service(
        {
          name: "s3",
          locate(request) {
            requests.push(request);
            return locate(request);
          },
        },
        {
          PutObject: () => ({}),
          GetObject() {
            throw new AwsError("NoSuchKey", "No <such> key.", 404, { Key: "k&" });
          },
        },
      ),
      service(
        { name: "lambda" },
        {
          GetFunction() {
            throw new AwsError("ResourceNotFoundException", "Function not found");
          },
        },
      ),
    ]);
    s3 = new S3Client({ ...clientOptions(gateway), forcePathStyle: true });
  });

  after(async () => {
    s3.destroy();
    await gateway.stop();
  });

  it("takes the aws-chunked framing and its trailers off a streamed upload", async () => {
    const bytes = Buffer.alloc(300_000, "0123456789");
    const Body = Readable.from([bytes.subarray(0, 8192), bytes.subarray(8192)]);
    const put = { Bucket: "b", Key: "dir/k", Body, ContentLength: bytes.length };
    await s3.send(new PutObjectCommand({ ...put, ContentEncoding: "br" }));
    assert.deepEqual(last().body, bytes);
    assert.equal(last().path, "/b/dir/k");
    assert.equal(last().headers["content-encoding"], "br");
    assert.ok(last().headers["x-amz-checksum-crc32"]);
    assert.equal(last().headers["x-amz-decoded-content-length"], String(bytes.length));
  });

  // Amazon S3 API Reference, "Signature calculations … (chunked upload)": at least 8 KB but the last.
  it("refuses an upload in chunks that S3 finds too small", async () => {
    const bytes = Buffer.alloc(20_000, "x");
    const Body = Readable.from([bytes.subarray(0, 8191), bytes.subarray(8191)]);
    await assert.rejects(
      s3.send(new PutObjectCommand({ Bucket: "b", Key: "k", Body, ContentLength: bytes.length })),
      { name: "InvalidChunkSizeError", message: /Only the last chunk is allowed/ },
    );
  });

  it("lets a client that asks first send its body", async () => {
    const body = Buffer.alloc(2_000_000, "x");
    await s3.send(new PutObjectCommand({ Bucket: "b", Key: "k", Body: body }));
    assert.equal(last().body.length, body.length);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const authorization = "AWS4-HMAC-SHA256 Credential=a/20240101/us-east-1/s3/aws4_request";
      const request = http.request(`${gateway.endpoint}/b/k2`, {
        method: "PUT",
        headers: { expect: "100-continue", "content-length": "5", authorization },
      });
      request.once("continue", () => request.end("hello"));
      request.once("response", (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.once("error", reject);
    });
    assert.equal(status, 200);
    assert.equal(last().body.toString(), "hello");
  });

  it("reports S3's errors in XML and Lambda's in JSON, each with its request id", async () => {
    await assert.rejects(s3.send(new GetObjectCommand({ Bucket: "b", Key: "k&" })), (error) => {
      const { name, message, Key, $metadata } = error as Record<string, unknown>;
      assert.deepEqual(
        { name, message, Key },
        { name: "NoSuchKey", message: "No <such> key.", Key: "k&" },
      );
      assert.ok(($metadata as { requestId?: string }).requestId);
      return true;
    });
    const lambda = new LambdaClient(clientOptions(gateway));
    await assert.rejects(lambda.send(new GetFunctionCommand({ FunctionName: "f" })), {
      name: "ResourceNotFoundException",
      message: "Function not found",
    });
    lambda.destroy();
  });

  it("serves presigned and virtual-hosted requests without an Authorization header", async () => {
    const get = (path: string, host: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const options = { headers: { host } };
        http
          .get(`${gateway.endpoint}${path}`, options, (response) => {
            response.resume();
            resolve(response.statusCode);
          })
          .once("error", reject);
      });
    const query = "X-Amz-Credential=a%2F20240101%2Fus-east-1%2Fs3%2Faws4_request";
    assert.equal(await get(`/b/k?${query}`, "localhost"), 404);
    assert.equal(await get("/k", "bucket.s3.localhost:4566"), 404);
    assert.equal(last().headers["host"], "bucket.s3.localhost:4566");
  });

  it("refuses framing that ends early", () => {
    const framed = Buffer.from(
      "5;chunk-signature=ab\r\nhello\r\n0\r\nx-amz-checksum-crc32:AA==\r\n\r\n",
    );
    assert.deepEqual(dechunk(framed), {
      body: Buffer.from("hello"),
      trailers: { "x-amz-checksum-crc32": "AA==" },
    });
    assert.throws(() => dechunk(framed.subarray(0, 24)), { code: "IncompleteBody" });
    assert.throws(() => dechunk(Buffer.from("zz\r\n")), { code: "IncompleteBody" });
  });
});
