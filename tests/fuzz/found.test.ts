import assert from "node:assert/strict";
import http from "node:http";
import { createCloud, type Cloud } from "../../local/cloud";
import { modelOf } from "../../local/gateway/model/schemas";
import { prepare } from "../../fuzz/prepared";
import { protocolsOf, wireOf } from "../../fuzz/wire";

/** What `npm run fuzz` found once: each was answered with 500, or ended the gateway. */
const found: readonly (readonly [service: string, operation: string, input: object])[] = [
  ["kinesis", "CreateStream", { StreamName: "s", ShardCount: 0.5 }],
  [
    "sts",
    "AssumeRole",
    {
      RoleArn: "arn:aws:iam::000000000000:role/known",
      RoleSessionName: "me",
      DurationSeconds: 1e308,
    },
  ],
  ["s3", "PutBucketPolicy", { Bucket: "known", Policy: "null" }],
  ["s3", "PutBucketPolicy", { Bucket: "known", Policy: '{"Statement":[null]}' }],
  ["s3", "CopyObject", { Bucket: "known", Key: "k", CopySource: "%" }],
  [
    "s3",
    "UploadPartCopy",
    { Bucket: "known", Key: "k", CopySource: "%E0%A4", PartNumber: 1, UploadId: "u" },
  ],
  ["dynamodb", "TagResource", { Tags: [] }],
  ["dynamodb", "ListTagsOfResource", {}],
  ["dynamodb", "TransactGetItems", { TransactItems: [{}] }],
  [
    "dynamodb",
    "TransactGetItems",
    {
      TransactItems: [
        { Get: { TableName: "none", Key: { pk: { S: "a" } } } },
        { Get: { TableName: "known", Key: {} } },
      ],
    },
  ],
  ["glue", "CreatePartition", { DatabaseName: "known", TableName: "known", PartitionInput: {} }],
  [
    "redshift-data",
    "ListTables",
    { Database: "known", WorkgroupName: "known", TablePattern: "\u0000" },
  ],
];

describe("requests that were once too much", () => {
  let cloud: Cloud;
  before(async () => {
    cloud = await createCloud();
    await prepare(cloud.client);
    await cloud.client.call("glue", "CreateTable", {
      DatabaseName: "known",
      TableInput: { Name: "known", PartitionKeys: [{ Name: "day" }] },
    });
  });
  after(() => cloud.stop());

  for (const [service, operation, input] of found)
    it(`are refused: ${operation} of ${JSON.stringify(input)}`, async () => {
      const model = modelOf(service);
      const shape = model?.operations.get(operation);
      assert.ok(model && shape);
      const [protocol = "json"] = protocolsOf(service, model);
      const { method, path, headers, body } = wireOf(service, model, shape, protocol, input);
      const status = await new Promise<number>((resolve, reject) => {
        http
          .request(cloud.endpoint + path, { method, headers }, (response) => {
            response.resume();
            resolve(response.statusCode ?? 0);
          })
          .once("error", reject)
          .end(body);
      });
      assert.ok(status >= 400 && status < 500, String(status));
    });
});
