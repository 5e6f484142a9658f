import assert from "node:assert/strict";
import * as iam from "@aws-sdk/client-iam";
import { CreateStreamCommand, KinesisClient, ListStreamsCommand } from "@aws-sdk/client-kinesis";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import * as sts from "@aws-sdk/client-sts";
import { createCloud, settingsOf, type Cloud } from "../cloud";

const ACCOUNT = "arn:aws:iam::000000000000";
const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const allow = (Action: string, Resource = "*") => policy({ Effect: "Allow", Action, Resource });

describe("IAM users", () => {
  let cloud: Cloud;
  let root: iam.IAMClient;
  before(async () => {
    cloud = await createCloud({ services: ["iam", "sts", "kinesis", "s3"] });
    root = new iam.IAMClient(settingsOf(cloud));
  });
  after(async () => {
    root.destroy();
    await cloud.stop();
  });

  /** A new user with a key, and the settings of clients that sign with it. */
  async function userWith(UserName: string, PolicyDocument?: string) {
    await root.send(new iam.CreateUserCommand({ UserName }));
    if (PolicyDocument !== undefined) {
      const put = { UserName, PolicyName: "own", PolicyDocument };
      await root.send(new iam.PutUserPolicyCommand(put));
    }
    const { AccessKey } = await root.send(new iam.CreateAccessKeyCommand({ UserName }));
    const { AccessKeyId: accessKeyId = "", SecretAccessKey: secretAccessKey = "" } =
      AccessKey ?? {};
    const credentials = { accessKeyId, secretAccessKey };
    return { ...settingsOf(cloud), credentials, maxAttempts: 1 };
  }

  async function identityOf(settings: sts.STSClientConfig): Promise<string | undefined> {
    const client = new sts.STSClient(settings);
    try {
      return (await client.send(new sts.GetCallerIdentityCommand({}))).Arn;
    } finally {
      client.destroy();
    }
  }

  it("are who their access key signs for, and may do what their policies allow", async () => {
    const settings = await userWith("reader", allow("kinesis:ListStreams"));
    assert.equal(await identityOf(settings), `${ACCOUNT}:user/reader`);
    const kinesis = new KinesisClient(settings);
    assert.deepEqual((await kinesis.send(new ListStreamsCommand({}))).StreamNames, []);
    await assert.rejects(kinesis.send(new CreateStreamCommand({ StreamName: "s" })), {
      name: "AccessDeniedException",
      message: new RegExp(
        `^User: ${ACCOUNT}:user/reader is not authorized to perform: kinesis:CreateStream on`,
      ),
    });
    kinesis.destroy();
    const used = await root.send(
      new iam.GetAccessKeyLastUsedCommand({ AccessKeyId: settings.credentials.accessKeyId }),
    );
    assert.equal(used.UserName, "reader");
    assert.equal(used.AccessKeyLastUsed?.ServiceName, "kinesis");
  });

  it("have their groups' and managed policies, too", async () => {
    const settings = await userWith("member");
    const kinesis = new KinesisClient(settings);
    const list = () => kinesis.send(new ListStreamsCommand({}));
    await assert.rejects(list(), { name: "AccessDeniedException" });
    const inGroup = { GroupName: "team", UserName: "member" };
    await root.send(new iam.CreateGroupCommand({ GroupName: "team" }));
    await root.send(new iam.AddUserToGroupCommand(inGroup));
    const PolicyDocument = allow("kinesis:ListStreams");
    const { Policy } = await root.send(
      new iam.CreatePolicyCommand({ PolicyName: "listing", PolicyDocument }),
    );
    const PolicyArn = Policy?.Arn ?? "";
    await root.send(new iam.AttachGroupPolicyCommand({ GroupName: "team", PolicyArn }));
    await list();
    await root.send(
      new iam.CreatePolicyVersionCommand({
        PolicyArn,
        PolicyDocument: allow("kinesis:GetRecords"),
        SetAsDefault: true,
      }),
    );
    await assert.rejects(list(), { name: "AccessDeniedException" });
    await root.send(new iam.SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
    await list();
    await assert.rejects(root.send(new iam.DeletePolicyCommand({ PolicyArn })), {
      name: "DeleteConflictException",
    });
    await root.send(new iam.RemoveUserFromGroupCommand(inGroup));
    await assert.rejects(list(), { name: "AccessDeniedException" });
    kinesis.destroy();
  });

  it("may have what is named after them", async () => {
    const Resource = "arn:aws:s3:::homes/${aws:username}/*";
    const own = { Effect: "Allow", Action: ["s3:PutObject", "s3:GetObject"], Resource };
    const settings = await userWith("ann", policy(own));
    const open = new S3Client({ ...settingsOf(cloud), forcePathStyle: true });
    await open.send(new CreateBucketCommand({ Bucket: "homes" }));
    const s3 = new S3Client({ ...settings, forcePathStyle: true });
    const Key = "ann/a b(1)+ü.txt";
    await s3.send(new PutObjectCommand({ Bucket: "homes", Key, Body: "mine" }));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: "homes", Key }));
    assert.equal(await Body?.transformToString(), "mine");
    await assert.rejects(
      s3.send(new PutObjectCommand({ Bucket: "homes", Key: "bob/a", Body: "his" })),
      { name: "AccessDenied" },
    );
    open.destroy();
    s3.destroy();
  });

  it("are refused with a wrong secret, in each protocol's words", async () => {
    const { credentials, ...settings } = await userWith("forged", allow("*"));
    const forged = {
      ...settings,
      credentials: { ...credentials, secretAccessKey: "wrong" },
    };
    await assert.rejects(identityOf(forged), { name: "SignatureDoesNotMatch" });
    const kinesis = new KinesisClient(forged);
    await assert.rejects(kinesis.send(new ListStreamsCommand({})), {
      name: "InvalidSignatureException",
    });
    kinesis.destroy();
    const s3 = new S3Client({ ...forged, forcePathStyle: true });
    await assert.rejects(s3.send(new ListBucketsCommand({})), { name: "SignatureDoesNotMatch" });
    s3.destroy();
  });

  it("are refused with a key that is inactive or deleted", async () => {
    const settings = await userWith("leaving");
    const AccessKeyId = settings.credentials.accessKeyId;
    const key = { UserName: "leaving", AccessKeyId };
    await root.send(new iam.UpdateAccessKeyCommand({ ...key, Status: "Inactive" }));
    const refused = { name: "InvalidClientTokenId" };
    await assert.rejects(identityOf(settings), refused);
    await root.send(new iam.UpdateAccessKeyCommand({ ...key, Status: "Active" }));
    assert.equal(await identityOf(settings), `${ACCOUNT}:user/leaving`);
    const { AccessKeyMetadata = [] } = await root.send(
      new iam.ListAccessKeysCommand({ UserName: "leaving" }),
    );
    assert.deepEqual(
      AccessKeyMetadata.map(({ Status }) => Status),
      ["Active"],
    );
    await assert.rejects(root.send(new iam.DeleteUserCommand({ UserName: "leaving" })), {
      name: "DeleteConflictException",
      message: "Cannot delete entity, must delete access keys first.",
    });
    await root.send(new iam.DeleteAccessKeyCommand(key));
    await assert.rejects(identityOf(settings), refused);
    await root.send(new iam.DeleteUserCommand({ UserName: "leaving" }));
    await assert.rejects(root.send(new iam.GetUserCommand({ UserName: "leaving" })), {
      name: "NoSuchEntityException",
      message: "The user with name leaving cannot be found.",
    });
  });

  it("have two keys at most", async () => {
    await userWith("two");
    const create = () => root.send(new iam.CreateAccessKeyCommand({ UserName: "two" }));
    await create();
    await assert.rejects(create(), { message: "Cannot exceed quota for AccessKeysPerUser: 2" });
  });

  it("take a role that trusts them by name, or the account and their policies allow it", async () => {
    const settings = await userWith("taker");
    const trustIn = (AWS: string) =>
      policy({ Effect: "Allow", Principal: { AWS }, Action: "sts:AssumeRole" });
    const make = (RoleName: string, AWS: string) =>
      root.send(new iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trustIn(AWS) }));
    await userWith("other");
    await make("named", `${ACCOUNT}:user/taker`);
    await make("account", `${ACCOUNT}:root`);
    await make("others", `${ACCOUNT}:user/other`);
    const client = new sts.STSClient(settings);
    const take = (role: string) =>
      client.send(
        new sts.AssumeRoleCommand({ RoleArn: `${ACCOUNT}:role/${role}`, RoleSessionName: "me" }),
      );
    const refused = {
      name: "AccessDenied",
      message: new RegExp(`^User: ${ACCOUNT}:user/taker is not authorized to perform: sts:Assume`),
    };
    await assert.rejects(take("account"), refused);
    const PolicyDocument = allow("sts:AssumeRole");
    await root.send(
      new iam.PutUserPolicyCommand({ UserName: "taker", PolicyName: "take", PolicyDocument }),
    );
    await take("account");
    await assert.rejects(take("others"), refused);
    await assert.rejects(take("missing"), refused);
    const { Credentials } = await take("named");
    assert.equal(
      await identityOf({
        ...settings,
        credentials: {
          accessKeyId: Credentials?.AccessKeyId ?? "",
          secretAccessKey: Credentials?.SecretAccessKey ?? "",
          sessionToken: Credentials?.SessionToken ?? "",
        },
      }),
      "arn:aws:sts::000000000000:assumed-role/named/me",
    );
    client.destroy();
  });
});
