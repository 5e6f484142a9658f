import { AwsError } from "../../gateway/service";
import type { Permission, Principal } from "../../gateway/service";
import type { Directory, Role, User } from "./directory";
import { evaluate } from "./policy";
import type { Decision } from "./policy";
import type { Statement } from "../policy/statement";

/** Who is asked about: anyone but root. */
export type Identity = Exclude<Principal, { kind: "root" }>;

/** What each service calls a refusal on the wire; AccessDeniedException 400 elsewhere. */
const REFUSALS: Readonly<Record<string, readonly [code: string, status: number]>> = {
  s3: ["AccessDenied", 403],
  iam: ["AccessDenied", 403],
  sts: ["AccessDenied", 403],
  cloudwatch: ["AccessDenied", 403],
  redshift: ["AccessDenied", 403],
  sns: ["AuthorizationError", 403],
  sqs: ["AccessDenied", 403],
  ec2: ["UnauthorizedOperation", 403],
  lambda: ["AccessDeniedException", 403],
};

/** A user's ARN, or `arn:aws:sts::<account>:assumed-role/<role>/<session>`, as IAM names a role's session. */
export function callerArn(principal: Identity): string {
  if (principal.kind === "user") return principal.userArn;
  const [, , , , account = "", resource = ""] = principal.roleArn.split(":");
  const roleName = resource.slice(resource.lastIndexOf("/") + 1);
  return `arn:aws:sts::${account}:assumed-role/${roleName}/${principal.sessionName}`;
}

/** The role or user itself; undefined for one that is not of this account. */
export function identityOf(directory: Directory, principal: Identity): Role | User | undefined {
  return principal.kind === "user"
    ? directory.users.withArn(principal.userArn)
    : directory.roles.withArn(principal.roleArn);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
function keysOf({ clock }: Directory, identity: Role | User, principal: Identity, region: string) {
  const account = identity.arn.split(":")[4] ?? "";
  const now = new Date(clock());
  const isUser = principal.kind === "user";
  return new Map([
    ["aws:principalarn", identity.arn],
    ["aws:principalaccount", account],
    ["aws:resourceaccount", account],
    ["aws:principaltype", isUser ? "User" : "AssumedRole"],
    ["aws:userid", isUser ? identity.id : `${identity.id}:${principal.sessionName}`],
    ...(isUser ? [["aws:username", identity.name] as const] : []),
    ...[...identity.tags].map(
      ([key, value]) => [`aws:principaltag/${key.toLowerCase()}`, value] as const,
    ),
    ["aws:requestedregion", region],
    ["aws:currenttime", now.toISOString()],
    ["aws:epochtime", String(Math.floor(now.getTime() / 1000))],
    // The loopback gateway stands for AWS's endpoints, which these calls reach over TLS.
    ["aws:securetransport", "true"],
  ]);
}

/** The decision of an identity's policies for one action now. */
export function decide(
  directory: Directory,
  identity: Role | User,
  principal: Identity,
  [action, resource]: Permission,
  region: string,
): Decision {
  const keys = keysOf(directory, identity, principal, region);
  return evaluate(directory.statementsOf(identity), action, resource, keys);
}

/** What of a policy is about somebody. */
function about(statements: readonly Statement[], names: readonly string[]): Statement[] {
  const named = (list: readonly string[]): boolean => list.some((name) => names.includes(name));
  return statements.filter(({ principals, notPrincipals }) =>
    notPrincipals.length > 0 ? !named(notPrincipals) : named(principals),
  );
}

/** What of a trust policy is about somebody, as statements on any resource. */
function trustAbout(role: Role, names: readonly string[]) {
  return about(role.trust.statements, names).map((statement) => ({
    ...statement,
    resources: ["*"],
    notResources: [],
  }));
}

/** What is known of a request that a service of AWS makes for a resource of an account. */
function serviceKeys(service: string, accountId: string, sourceArn: string): Map<string, string> {
  return new Map([
    ["aws:sourceaccount", accountId],
    ["aws:sourcearn", sourceArn],
    ["aws:principalservicename", service],
    ["aws:principalisawsservice", "true"],
    ["aws:securetransport", "true"],
  ]);
}

/** The decision of a resource's own policy when a service of AWS does something to it for another one. */
export function decideForService(
  statements: readonly Statement[],
  service: string,
  { action, resource, sourceArn }: Readonly<Record<"action" | "resource" | "sourceArn", string>>,
): Decision {
  const account = sourceArn.split(":")[4] ?? "";
  const keys = serviceKeys(service, account, sourceArn);
  return evaluate(about(statements, [service, "*"]), action, resource, keys);
}

/**
 * The decision of a role's trust policy when a service of AWS asks to take the role for a resource,
 * such as a function, of an account.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function decideTrust(
  role: Role,
  service: string,
  accountId: string,
  sourceArn: string,
): Decision {
  // Firehose sends the account along.
  const keys = serviceKeys(service, accountId, sourceArn).set("sts:externalid", accountId);
  return evaluate(trustAbout(role, [service, "*"]), "sts:AssumeRole", role.arn, keys);
}

/**
 * Whether a user or a role of the account may take a role: its trust policy must let them, by their own
 * ARN, or by the account's, and then their own policies must, too.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html
 */
export function mayAssume(
  directory: Directory,
  role: Role,
  principal: Identity,
  region: string,
  externalId: string | undefined,
): Decision {
  const identity = identityOf(directory, principal);
  if (identity === undefined) return "implicit deny";
  const keys = keysOf(directory, identity, principal, region);
  if (externalId !== undefined) keys.set("sts:externalid", externalId);
  const action = "sts:AssumeRole";
  const { accountId } = directory;
  const own = decide(directory, identity, principal, [action, role.arn], region);
  const direct = trustAbout(role, ["*", identity.arn, callerArn(principal)]);
  const account = trustAbout(role, [accountId, `arn:aws:iam::${accountId}:root`]);
  const trust = evaluate([...direct, ...account], action, role.arn, keys);
  if (trust !== "allow" || own === "explicit deny") return trust === "allow" ? own : trust;
  return evaluate(direct, action, role.arn, keys) === "allow" ? "allow" : own;
}

/** The refusal that AWS gives, naming who, what and on which resource. */
export function denied(
  principal: Identity,
  [action, resource]: Permission,
  decision: Exclude<Decision, "allow">,
  unknownPolicies: readonly string[] = [],
): AwsError {
  const [code, status] = REFUSALS[action.split(":")[0] ?? ""] ?? ["AccessDeniedException", 400];
  const reason =
    decision === "explicit deny"
      ? "with an explicit deny in an identity-based policy"
      : `because no identity-based policy allows the ${action} action`;
  const note =
    unknownPolicies.length > 0
      ? ` (the local cloud does not know what ${unknownPolicies.join(", ")} grants)`
      : "";
  return new AwsError(
    code,
    `User: ${callerArn(principal)} is not authorized to perform: ${action} on resource: ${resource} ${reason}${note}`,
    status,
  );
}
