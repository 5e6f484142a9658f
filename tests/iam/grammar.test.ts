import assert from "node:assert/strict";
import { IAMClient } from "@aws-sdk/client-iam";
import * as iam from "@aws-sdk/client-iam";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateTopicCommand, SetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { createCloud, settingsOf, type Cloud } from "../cloud";

const allow = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const changed = (change: object) => policy({ ...allow, ...change });
const VENDOR = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
const SYNTAX = /^Syntax errors in policy\. \(.+\)$/;

/** Each with the document and what IAM says of it. */
const identity: [what: string, document: string, said: string | RegExp][] = [
  ["is no JSON", "{", SYNTAX],
  ["is no object", "[]", SYNTAX],
  ["has no statement", '{"Version":"2012-10-17"}', SYNTAX],
  ["has an empty list of statements", policy(), SYNTAX],
  ["is of a version that never was", '{"Version":"2020-01-01","Statement":[]}', SYNTAX],
  ["has an unknown element", '{"Version":"2012-10-17","Statements":[]}', SYNTAX],
  ["has an unknown element in a statement", changed({ Actions: "s3:*" }), SYNTAX],
  ["has no effect", changed({ Effect: undefined }), SYNTAX],
  ["has another effect", changed({ Effect: "allow" }), SYNTAX],
  ["has both Action and NotAction", changed({ NotAction: "s3:*" }), SYNTAX],
  ["has both Resource and NotResource", changed({ NotResource: "*" }), SYNTAX],
  ["has a number for an action", changed({ Action: 1 }), SYNTAX],
  ["has no action", changed({ Action: undefined }), "Policy statement must contain actions."],
  [
    "has an empty list of actions",
    changed({ Action: [] }),
    "Policy statement must contain actions.",
  ],
  ["has no resource", changed({ Resource: undefined }), "Policy statement must contain resources."],
  ["has an action without a vendor", changed({ Action: "GetObject" }), VENDOR],
  ["has an empty action", changed({ Action: "" }), VENDOR],
  [
    "has an action with two colons",
    changed({ Action: "s3:Get:Object" }),
    "Actions/Condition can contain only one colon.",
  ],
  ["has a vendor with a blank", changed({ Action: "s 3:Get" }), "Vendor s 3 is not valid"],
  [
    "has a resource that is no ARN",
    changed({ Resource: "my-bucket" }),
    'Resource my-bucket must be in ARN format or "*".',
  ],
  [
    "has a resource of another partition",
    changed({ Resource: "arn:aws2:s3:::b" }),
    'Partition "aws2" is not valid for resource "arn:aws2:s3:::b".',
  ],
  [
    "has an ARN with an open vendor",
    changed({ Resource: "arn:aws:*:::b" }),
    "Resource vendor must be fully qualified and cannot contain regexes.",
  ],
  ["has a short ARN", changed({ Resource: "arn:aws:s3:::".slice(0, 10) }), /legacy parsing/],
  [
    "names a region for a bucket",
    changed({ Resource: "arn:aws:s3:us-east-1::b" }),
    "Resource arn:aws:s3:us-east-1::b can not contain region information.",
  ],
  [
    "names a principal",
    changed({ Principal: "*" }),
    "Policy document should not specify a principal.",
  ],
  [
    "has an unknown condition",
    changed({ Condition: { StringAlmost: { "aws:x": "y" } } }),
    "Invalid Condition type : StringAlmost",
  ],
  ["has a condition on no vendor's key", changed({ Condition: { Bool: { x: "true" } } }), VENDOR],
  ["has a condition that is text", changed({ Condition: "x" }), SYNTAX],
  [
    "has one Sid twice",
    policy({ ...allow, Sid: "a" }, { ...allow, Sid: "a" }),
    "Statement IDs (SID) in a single policy must be unique.",
  ],
  [
    "has a Sid with a blank",
    changed({ Sid: "a b" }),
    /^Statement IDs \(SID\) must be alpha-numeric/,
  ],
];

const assume = {
  Effect: "Allow",
  Principal: { Service: "lambda.amazonaws.com" },
  Action: "sts:AssumeRole",
};
const trusting = (change: object) => policy({ ...assume, ...change });

const trust: [what: string, document: string, said: string | RegExp][] = [
  ["is no JSON", "no", "This policy contains invalid Json"],
  ["names nobody", trusting({ Principal: undefined }), "Missing required field Principal"],
  [
    "names a service that is none",
    trusting({ Principal: { Service: "lambda" } }),
    'Invalid principal in policy: "SERVICE":"lambda"',
  ],
  [
    "names a user who is not there",
    trusting({ Principal: { AWS: "arn:aws:iam::000000000000:user/nobody" } }),
    'Invalid principal in policy: "AWS":"arn:aws:iam::000000000000:user/nobody"',
  ],
  ["has a resource", trusting({ Resource: "*" }), "Has prohibited field Resource"],
  [
    "is about other actions",
    trusting({ Action: "s3:GetObject" }),
    "AssumeRole policy may only specify STS AssumeRole actions.",
  ],
];

describe("IAM's grammar", () => {
  let cloud: Cloud;
  let client: IAMClient;
  const RoleName = "plain";
  before(async () => {
    cloud = await createCloud({ services: ["iam", "s3", "sns", "kms"] });
    client = new IAMClient({ ...settingsOf(cloud), maxAttempts: 1 });
    const AssumeRolePolicyDocument = policy(assume);
    await client.send(new iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  });
  after(async () => {
    client.destroy();
    await cloud.stop();
  });
  const malformed = (message: string | RegExp) => ({
    name: "MalformedPolicyDocumentException",
    message,
  });

  for (const [what, PolicyDocument, said] of identity) {
    it(`refuses an identity's policy that ${what}`, async () => {
      const put = new iam.PutRolePolicyCommand({ RoleName, PolicyName: "p", PolicyDocument });
      await assert.rejects(client.send(put), malformed(said));
    });
  }

  for (const [what, document, said] of trust) {
    it(`refuses a trust policy that ${what}`, async () => {
      const update = new iam.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: document });
      await assert.rejects(client.send(update), malformed(said));
    });
  }

  it("asks a managed policy, and no inline one, for its version", async () => {
    const PolicyDocument = JSON.stringify({ Statement: allow });
    await client.send(new iam.PutRolePolicyCommand({ RoleName, PolicyName: "p", PolicyDocument }));
    await assert.rejects(
      client.send(new iam.CreatePolicyCommand({ PolicyName: "p", PolicyDocument })),
      malformed("Policy document must be version 2012-10-17 or greater."),
    );
  });

  it("keeps all of a role's inline policies, without white space, to 10,240 characters", async () => {
    const Resource = Array.from({ length: 60 }, (_, n) => `arn:aws:s3:::b/${"x".repeat(80)}${n}`);
    const put = (PolicyName: string) =>
      client.send(
        new iam.PutRolePolicyCommand({
          RoleName,
          PolicyName,
          PolicyDocument: JSON.stringify({ Statement: { ...allow, Resource } }, null, 8),
        }),
      );
    await put("first");
    await put("first");
    await assert.rejects(put("second"), {
      name: "LimitExceededException",
      message: "Maximum policy size of 10240 bytes exceeded for role plain",
    });
  });

  it("keeps trust policies to 2,048 characters, and managed ones to 6,144", async () => {
    const Sid = "x".repeat(6200);
    await assert.rejects(
      client.send(
        new iam.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trusting({ Sid }) }),
      ),
      { name: "LimitExceededException", message: "Cannot exceed quota for ACLSizePerRole: 2048" },
    );
    await assert.rejects(
      client.send(
        new iam.CreatePolicyCommand({ PolicyName: "long", PolicyDocument: changed({ Sid }) }),
      ),
      { name: "LimitExceededException", message: "Cannot exceed quota for PolicySize: 6144" },
    );
  });

  it("holds for a bucket's policy, whose resources are the bucket's", async () => {
    const s3 = new S3Client({ ...settingsOf(cloud), forcePathStyle: true });
    const Bucket = "guarded";
    await s3.send(new CreateBucketCommand({ Bucket }));
    const own = { ...allow, Principal: "*", Resource: `arn:aws:s3:::${Bucket}/*` };
    const put = (change: object) =>
      s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policy({ ...own, ...change }) }));
    await put({});
    const refusals: [object, string][] = [
      [{ Principal: undefined }, "Missing required field Principal"],
      [{ Resource: undefined }, "Missing required field Resource"],
      [{ Resource: "arn:aws:s3:::another/*" }, "Policy has invalid resource"],
      [{ Action: "sns:Publish" }, "Policy has invalid action"],
      [{ Effect: "Maybe" }, 'Invalid effect: "Maybe"'],
      [{ Conditions: {} }, "Unknown field Conditions"],
    ];
    for (const [change, message] of refusals) {
      await assert.rejects(put(change), { name: "MalformedPolicy", message });
    }
    s3.destroy();
  });

  it("holds for a topic's and a key's policy", async () => {
    const sns = new SNSClient(settingsOf(cloud));
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "t" }));
    const grant = {
      Effect: "Allow",
      Principal: "*",
      Action: "sns:CreateTopic",
      Resource: TopicArn,
    };
    const set = (change: object) =>
      sns.send(
        new SetTopicAttributesCommand({
          TopicArn,
          AttributeName: "Policy",
          AttributeValue: policy({ ...grant, ...change }),
        }),
      );
    await set({ Action: "sns:Publish" });
    await assert.rejects(set({}), {
      name: "InvalidParameterException",
      message: "Invalid parameter: Policy statement action out of service scope!",
    });
    await assert.rejects(set({ Principal: undefined }), /Invalid parameter: Policy Error/);
    sns.destroy();
    const kms = new KMSClient(settingsOf(cloud));
    await assert.rejects(kms.send(new CreateKeyCommand({ Policy: "{}" })), {
      name: "MalformedPolicyDocumentException",
    });
    const locked = policy({ Effect: "Allow", Principal: "*", Action: "kms:Sign", Resource: "*" });
    await assert.rejects(kms.send(new CreateKeyCommand({ Policy: locked })), {
      message: "The new key policy will not allow you to update the key policy in the future.",
    });
    kms.destroy();
  });
});
