import assert from "node:assert/strict";

import { AwsError } from "../../local/gateway/service";
import { createIam, type Iam } from "../../local/services/iam";

const context = {
  requestId: "r",
  region: "us-east-1",
  accountId: "000000000000",
  principal: { kind: "root" },
  signal: new AbortController().signal,
} as const;

const TABLE = "arn:aws:dynamodb:us-east-1:000000000000:table/HttpRequests";

/** A role with these statements, and what it may do. */
async function roleWith(Statement: object[], managed: string[] = []) {
  const iam = createIam({ region: "us-east-1", accountId: "000000000000" });
  const run = (operation: string, input: object): unknown =>
    iam.operations[operation]?.run(input as never, context);
  const Principal = { Service: "lambda.amazonaws.com" };
  const trust = { Statement: [{ Effect: "Allow", Principal, Action: "sts:AssumeRole" }] };
  await run("CreateRole", { RoleName: "r", AssumeRolePolicyDocument: JSON.stringify(trust) });
  if (Statement.length > 0) {
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await run("PutRolePolicy", { RoleName: "r", PolicyName: "p", PolicyDocument });
  }
  for (const PolicyArn of managed) await run("AttachRolePolicy", { RoleName: "r", PolicyArn });
  return { iam, may: (action: string, resource: string) => iam.allows(ROLE, action, resource) };
}

const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:store";
const ROLE = "arn:aws:iam::000000000000:role/r";

function refusal(iam: Iam, action: string, resource: string): AwsError {
  try {
    iam.authorize({ kind: "role", roleArn: ROLE, sessionName: "store" }, [action, resource]);
  } catch (error) {
    assert.ok(error instanceof AwsError);
    return error;
  }
  return assert.fail(`${action} was allowed`);
}

describe("A role's policies", () => {
  it("allow what they name, and nothing else", async () => {
    const { may } = await roleWith([
      { Effect: "Allow", Action: ["dynamodb:BatchWriteItem", "dynamodb:Get*"], Resource: TABLE },
    ]);
    assert.equal(may("dynamodb:BatchWriteItem", TABLE), true);
    assert.equal(may("DynamoDB:getitem", TABLE), true);
    assert.equal(may("dynamodb:DeleteItem", TABLE), false);
    assert.equal(may("dynamodb:GetItem", `${TABLE}s`), false);
    assert.equal(may("dynamodb:GetItem", "*"), false);
  });

  it("match resources with * and ?, and take dots as they are", async () => {
    const { may } = await roleWith([
      { Effect: "Allow", Action: "s3:*", Resource: "arn:aws:s3:::my.bucket/raw/*/?.json" },
    ]);
    assert.equal(may("s3:PutObject", "arn:aws:s3:::my.bucket/raw/a/b/1.json"), true);
    assert.equal(may("s3:PutObject", "arn:aws:s3:::my.bucket/raw/a/12.json"), false);
    assert.equal(may("s3:PutObject", "arn:aws:s3:::my-bucket/raw/a/1.json"), false);
  });

  it("allow everything but what NotAction and NotResource name", async () => {
    const { may } = await roleWith([
      { Effect: "Allow", NotAction: "iam:*", NotResource: `${TABLE}/*` },
    ]);
    assert.equal(may("sns:Publish", "arn:aws:sns:us-east-1:000000000000:t"), true);
    assert.equal(may("iam:CreateRole", "*"), false);
    assert.equal(may("dynamodb:Query", `${TABLE}/index/byDay`), false);
  });

  it("deny what is denied, whatever is allowed", async () => {
    const { iam } = await roleWith([
      { Effect: "Allow", Action: "*", Resource: "*" },
      { Effect: "Deny", Action: "s3:DeleteObject", Resource: "*" },
    ]);
    const { code, statusCode, message } = refusal(iam, "s3:DeleteObject", "arn:aws:s3:::b/k");
    assert.deepEqual([code, statusCode], ["AccessDenied", 403]);
    assert.equal(
      message,
      "User: arn:aws:sts::000000000000:assumed-role/r/store is not authorized to perform: s3:DeleteObject on resource: arn:aws:s3:::b/k with an explicit deny in an identity-based policy",
    );
  });

  it("name the role, the action and the resource when nothing allows it", async () => {
    const { iam } = await roleWith([]);
    const { code, statusCode, message } = refusal(iam, "dynamodb:BatchWriteItem", TABLE);
    assert.deepEqual([code, statusCode], ["AccessDeniedException", 400]);
    assert.equal(
      message,
      `User: arn:aws:sts::000000000000:assumed-role/r/store is not authorized to perform: dynamodb:BatchWriteItem on resource: ${TABLE} because no identity-based policy allows the dynamodb:BatchWriteItem action`,
    );
  });

  const conditions: [string, object, boolean][] = [
    ["the region asked for", { StringEquals: { "aws:RequestedRegion": "us-east-1" } }, true],
    ["another region", { StringEquals: { "aws:RequestedRegion": ["eu-west-1"] } }, false],
    ["any region but this", { StringNotEquals: { "aws:RequestedRegion": "us-east-1" } }, false],
    [
      "a principal like its ARN",
      { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/?" } },
      true,
    ],
    ["TLS, which AWS's endpoints have", { Bool: { "aws:SecureTransport": "true" } }, true],
    ["a date to come", { DateLessThan: { "aws:CurrentTime": "2020-01-01T00:00:00Z" } }, false],
    ["a key that is not known here", { StringNotEquals: { "kms:ViaService": "x" } }, false],
  ];
  for (const [what, Condition, allowed] of conditions) {
    it(`${allowed ? "allow" : "do not allow"} on the condition of ${what}`, async () => {
      const { may } = await roleWith([
        { Effect: "Allow", Action: "sns:Publish", Resource: "*", Condition },
      ]);
      assert.equal(may("sns:Publish", "arn:aws:sns:us-east-1:000000000000:t"), allowed);
    });
  }

  it("include the managed ones that are known; of others a refusal says that they grant nothing", async () => {
    const group = "arn:aws:logs:us-east-1:000000000000:log-group:g:log-stream:s";
    const { iam, may } = await roleWith(
      [],
      [
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        "arn:aws:iam::aws:policy/AmazonEC2FullAccess",
      ],
    );
    assert.equal(may("logs:PutLogEvents", group), true);
    assert.match(
      refusal(iam, "s3:PutObject", "arn:aws:s3:::b/k").message,
      /does not know what arn:aws:iam::aws:policy\/AmazonEC2FullAccess grants/,
    );
  });

  it("do not restrict root, nor a role that is not known here", async () => {
    const { iam } = await roleWith([]);
    iam.authorize({ kind: "root" }, ["s3:PutObject", "*"]);
    const elsewhere = "arn:aws:iam::111111111111:role/other";
    iam.authorize({ kind: "role", roleArn: elsewhere, sessionName: "s" }, ["s3:PutObject", "*"]);
    assert.equal(iam.knows(elsewhere), false);
  });

  it("say who may assume the role", async () => {
    const { iam } = await roleWith([]);
    assert.equal(iam.canAssume(ROLE, "lambda.amazonaws.com", FUNCTION), true);
    assert.equal(iam.canAssume(ROLE, "firehose.amazonaws.com", FUNCTION), false);
  });

  // A service says for which account and resource it takes a role; the local one is of this account.
  for (const [name, condition, allowed] of [
    ["its own account", { StringEquals: { "aws:SourceAccount": "000000000000" } }, true],
    ["another account", { StringEquals: { "aws:SourceAccount": "111111111111" } }, false],
    [
      "an account if it is said",
      { StringEqualsIfExists: { "aws:SourceAccount": "000000000000" } },
      true,
    ],
    [
      "its functions",
      { ArnLike: { "aws:SourceArn": "arn:aws:lambda:*:000000000000:function:*" } },
      true,
    ],
    [
      "others' functions",
      { ArnLike: { "aws:SourceArn": "arn:aws:lambda:*:111111111111:function:*" } },
      false,
    ],
    ["any other account", { StringNotEquals: { "aws:SourceAccount": "000000000000" } }, false],
  ] as const)
    it(`let a service take the role for ${name}${allowed ? "" : ", which it does not"}`, async () => {
      const { iam } = await roleWith([]);
      const statement = {
        Effect: "Allow",
        Principal: { Service: "lambda.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: condition,
      };
      const PolicyDocument = JSON.stringify({ Statement: [statement] });
      await iam.operations["UpdateAssumeRolePolicy"]?.run(
        { RoleName: "r", PolicyDocument } as never,
        context,
      );
      assert.equal(iam.canAssume(ROLE, "lambda.amazonaws.com", FUNCTION), allowed);
    });

  it("let nobody in by another action than AssumeRole", async () => {
    const { iam } = await roleWith([]);
    const Principal = { Service: "lambda.amazonaws.com" };
    const PolicyDocument = JSON.stringify({
      Statement: [{ Effect: "Allow", Principal, Action: "sts:TagSession" }],
    });
    await iam.operations["UpdateAssumeRolePolicy"]?.run(
      { RoleName: "r", PolicyDocument } as never,
      context,
    );
    assert.equal(iam.canAssume(ROLE, "lambda.amazonaws.com", FUNCTION), false);
  });

  it("give one session one key, by which its calls are known", async () => {
    const { iam } = await roleWith([]);
    const key = iam.issue(ROLE, "store").accessKeyId;
    assert.equal(iam.issue(ROLE, "store").accessKeyId, key);
    assert.notEqual(iam.issue(ROLE, "alert").accessKeyId, key);
    const signing = iam.signing(key);
    assert.ok(typeof signing === "object");
    assert.deepEqual(signing.principal, { kind: "role", roleArn: ROLE, sessionName: "store" });
    assert.equal(iam.signing("AKIA"), undefined);
  });
});
