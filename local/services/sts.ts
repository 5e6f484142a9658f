import { AwsError } from "../gateway/service";
import type { InputOf, OutputOf } from "../gateway/model/apis";
import type { Rules } from "../gateway/model/rules";
import type { Operations, Principal, RequestContext, Service } from "../gateway/service";
import { sessionArn } from "./iam";
import type { Iam } from "./iam";

export interface StsOptions {
  readonly accountId: string;
  readonly iam: Iam;
}

/** Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const rules: Rules = {
  RoleArn: { length: [20, 2048] },
  RoleSessionName: { length: [2, 64], pattern: "[\\w+=,.@-]*" },
  DurationSeconds: { range: [900, 43_200] },
};

/** A caller's unique id, e.g. of a role's session `AROA…:session`. */
export function userIdOf(
  iam: Iam,
  { accountId }: { readonly accountId: string },
  principal: Principal,
): string {
  if (principal.kind === "root") return accountId;
  return `${iam.roleId(principal.roleArn)}:${principal.sessionName}`;
}

function callerIdentity(
  { accountId, iam }: StsOptions,
  { principal }: RequestContext,
): OutputOf<"sts", "GetCallerIdentity"> {
  return {
    UserId: userIdOf(iam, { accountId }, principal),
    Account: accountId,
    Arn: principal.kind === "root" ? `arn:aws:iam::${accountId}:root` : sessionArn(principal),
  };
}

function assumeRole(
  { iam }: StsOptions,
  { RoleArn, RoleSessionName, DurationSeconds = 3600 }: InputOf<"sts", "AssumeRole">,
): OutputOf<"sts", "AssumeRole"> {
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
      Expiration: new Date(Date.now() + DurationSeconds * 1000),
    },
    AssumedRoleUser: {
      AssumedRoleId: `${iam.roleId(RoleArn)}:${RoleSessionName}`,
      Arn: sessionArn(session),
    },
  };
}

/** STS: who is calling, and a role's temporary credentials. */
export function createSts(options: StsOptions): Service {
  const operations: Operations<"sts"> = {
    GetCallerIdentity: {
      permissions: () => [],
      run: (_input, context) => callerIdentity(options, context),
    },
    AssumeRole: {
      permissions: ({ RoleArn }) => [["sts:AssumeRole", RoleArn]],
      run: (input) => assumeRole(options, input),
    },
  };
  return { name: "sts", rules, operations };
}
