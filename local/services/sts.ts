import { AwsError } from "../gateway/service";
import type { RequestContext, Service } from "../gateway/service";
import { sessionArn } from "./iam";
import type { Iam } from "./iam";

export interface StsOptions {
  readonly accountId: string;
  readonly iam: Iam;
}

function callerIdentity({ accountId, iam }: StsOptions, context: RequestContext): object {
  const { principal } = context;
  if (principal.kind === "root") {
    return { UserId: accountId, Account: accountId, Arn: `arn:aws:iam::${accountId}:root` };
  }
  return {
    UserId: `${iam.roleId(principal.roleArn)}:${principal.sessionName}`,
    Account: accountId,
    Arn: sessionArn(principal),
  };
}

interface AssumeRoleInput {
  readonly RoleArn: string;
  readonly RoleSessionName: string;
  readonly DurationSeconds?: number | string;
}

function assumeRole({ iam }: StsOptions, input: AssumeRoleInput): object {
  const { RoleArn, RoleSessionName, DurationSeconds = 3600 } = input;
  if (!/^[\w+=,.@-]{2,64}$/.test(RoleSessionName)) {
    throw new AwsError("ValidationError", `Invalid RoleSessionName: ${RoleSessionName}`);
  }
  if (!iam.knows(RoleArn)) {
    throw new AwsError("AccessDenied", `Not authorized to assume ${RoleArn}: no such role.`, 403);
  }
  const { accessKeyId, secretAccessKey, sessionToken } = iam.issue(RoleArn, RoleSessionName);
  const session = { kind: "role", roleArn: RoleArn, sessionName: RoleSessionName } as const;
  return {
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: new Date(Date.now() + Number(DurationSeconds) * 1000).toISOString(),
    },
    AssumedRoleUser: {
      AssumedRoleId: `${iam.roleId(RoleArn)}:${RoleSessionName}`,
      Arn: sessionArn(session),
    },
    PackedPolicySize: 0,
  };
}

/** STS: who is calling, and a role's temporary credentials. */
export function createSts(options: StsOptions): Service {
  return {
    name: "sts",
    operations: {
      GetCallerIdentity: {
        permissions: () => [],
        run: (_input: object, context) => callerIdentity(options, context),
      },
      AssumeRole: {
        permissions: (input: AssumeRoleInput) => [["sts:AssumeRole", input.RoleArn]],
        run: (input: AssumeRoleInput) => assumeRole(options, input),
      },
    },
  };
}
