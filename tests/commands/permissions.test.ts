import assert from "node:assert/strict";
import { createCloud } from "../../local/cloud";
import { Questions, tryEach } from "../../permissions/try";
import { finished } from "./process";

const policy = (Statement: object) => JSON.stringify({ Version: "2012-10-17", Statement });

describe("npm run permissions", () => {
  it("tells what shows a permission, which document asks for it, or that nothing does", async () => {
    const questions = new Questions();
    const onAsked = (asked: Parameters<Questions["add"]>[0]) => {
      questions.add(asked);
    };
    const cloud = await createCloud({ services: ["iam", "sns", "s3"], iam: { onAsked } });
    const RoleName = "delivery";
    const Principal = { Service: "firehose.amazonaws.com" };
    await cloud.client.call("iam", "CreateRole", {
      RoleName,
      AssumeRolePolicyDocument: policy({ Effect: "Allow", Principal, Action: "sts:AssumeRole" }),
    });
    const PolicyDocument = policy({
      Effect: "Allow",
      Action: ["s3:ListAllMyBuckets", "s3:GetObject", "sns:Publish"],
      Resource: "*",
    });
    const PolicyName = "own";
    await cloud.client.call("iam", "PutRolePolicy", { RoleName, PolicyName, PolicyDocument });
    const roleArn = "arn:aws:iam::000000000000:role/delivery";
    const role = { kind: "role", roleArn, sessionName: "AWSFirehoseToS3" } as const;
    await cloud.client.call("s3", "ListBuckets", {}, role);
    const findings = await tryEach(cloud, questions, () => undefined);
    const told = findings.map(({ grant, shown, page }) => [
      grant.action,
      shown && `${shown.by}: ${shown.error.code}`,
      page?.replace(/.*#/, ""),
    ]);
    assert.deepEqual(told, [
      ["s3:ListAllMyBuckets", "Firehose: AccessDenied", undefined],
      ["s3:GetObject", undefined, "using-iam-s3"],
      ["sns:Publish", undefined, undefined],
    ]);
    const named = { RoleName, PolicyName };
    const { PolicyDocument: after } = await cloud.client.call("iam", "GetRolePolicy", named);
    assert.deepEqual(JSON.parse(decodeURIComponent(after)), JSON.parse(PolicyDocument));
    await cloud.stop();
  });

  it("finds each permission of a pipeline to be for something", async () => {
    const args = ["--scenario", "event-logs"];
    const { code, output } = await finished("commands/permissions.ts", args);
    assert.equal(code, 0, output);
    assert.match(
      output,
      /dynamodb:BatchWriteItem .*table\/EventLogs\n +shown by: function event-logs/,
    );
    assert.match(output, /\n11 permissions: 11 shown, 0 asked for by documents alone\n/);
  });
});
