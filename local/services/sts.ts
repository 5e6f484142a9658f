import { AwsError } from "../gateway/service";
import type { InputOf, OutputOf } from "../gateway/model/apis";
import type { Rules } from "../gateway/model/rules";
import type { Operations, Principal, RequestContext, Service } from "../gateway/service";
import { callerArn } from "./iam";
import type { Credentials, Iam } from "./iam";

export interface StsOptions {
  readonly accountId: string;
  readonly iam: Iam;
}

/** Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const rules: Rules = {
  RoleArn: { length: [20, 2048] },
  RoleSessionName: { length: [2, 64], pattern: "[\\w+=,.@-]*" },
  ExternalId: { length: [2, 1224], pattern: "[\\w+=,.@:\\/-]*" },
  "AssumeRoleRequest.DurationSeconds": { range: [900, 43_200] },
  "GetSessionTokenRequest.DurationSeconds": { range: [900, 129_600] },
  AccessKeyId: { length: [16, 128], pattern: "[\\w]*" },
};

/** A caller's unique id, e.g. of a role's session `AROA…:session`. */
export function userIdOf(
  iam: Iam,
  { accountId }: { readonly accountId: string },
  principal: Principal,
): string {
  if (principal.kind === "root") return accountId;
  if (principal.kind === "user") return iam.uniqueIdOf(principal.userArn);
  return `${iam.uniqueIdOf(principal.roleArn)}:${principal.sessionName}`;
}

function callerIdentity(
  { accountId, iam }: StsOptions,
  { principal }: RequestContext,
): OutputOf<"sts", "GetCallerIdentity"> {
  return {
    UserId: userIdOf(iam, { accountId }, principal),
    Account: accountId,
    Arn: principal.kind === "root" ? `arn:aws:iam::${accountId}:root` : callerArn(principal),
  };
}

function shown(credentials: Credentials, seconds: number) {
  return {
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    SessionToken: credentials.sessionToken,
    Expiration: new Date(Date.now() + seconds * 1000),
  };
}

function checkDuration(seconds: number, most: number, chained: boolean): void {
  if (chained && seconds > 3600) {
    const message =
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining";
    throw new AwsError("ValidationError", message);
  }
  if (seconds > most) {
    const message =
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
    throw new AwsError("ValidationError", message);
  }
}

function assumeRole(
  { iam }: StsOptions,
  input: InputOf<"sts", "AssumeRole">,
  { principal }: RequestContext,
): OutputOf<"sts", "AssumeRole"> {
  const { RoleArn, RoleSessionName, DurationSeconds = 3600, ExternalId } = input;
  if (principal.kind !== "root") iam.checkAssume(RoleArn, principal, ExternalId);
  if (!iam.knows(RoleArn)) {
    throw new AwsError("AccessDenied", `Not authorized to assume ${RoleArn}: no such role.`, 403);
  }
  checkDuration(DurationSeconds, iam.maxSessionSeconds(RoleArn), principal.kind === "role");
  const session = { kind: "role", roleArn: RoleArn, sessionName: RoleSessionName } as const;
  return {
    Credentials: shown(iam.issue(RoleArn, RoleSessionName), DurationSeconds),
    AssumedRoleUser: {
      AssumedRoleId: `${iam.uniqueIdOf(RoleArn)}:${RoleSessionName}`,
      Arn: callerArn(session),
    },
  };
}

function sessionToken(
  { iam }: StsOptions,
  { DurationSeconds = 43_200 }: InputOf<"sts", "GetSessionToken">,
  { principal }: RequestContext,
): OutputOf<"sts", "GetSessionToken"> {
  if (principal.kind !== "user") {
    const message = "Cannot call GetSessionToken without a user's access key";
    throw new AwsError("AccessDenied", message, 403);
  }
  return { Credentials: shown(iam.issueToUser(principal), DurationSeconds) };
}

/** STS: who is calling, and temporary credentials. */
export function createSts(options: StsOptions): Service {
  const operations: Operations<"sts"> = {
    GetCallerIdentity: {
      permissions: () => [],
      run: (_input, context) => callerIdentity(options, context),
    },
    // The role's trust has a say in it: see checkAssume.
    AssumeRole: {
      permissions: () => [],
      run: (input, context) => assumeRole(options, input, context),
    },
    GetSessionToken: {
      permissions: () => [],
      run: (input, context) => sessionToken(options, input, context),
    },
    GetAccessKeyInfo: { run: () => ({ Account: options.accountId }) },
  };
  return { name: "sts", stateless: true, rules, operations };
}
