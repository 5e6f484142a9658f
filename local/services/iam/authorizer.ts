import { AwsError } from "../../gateway/service";
import type { Permission, Principal } from "../../gateway/service";
import { MANAGED_POLICIES } from "./managed";
import { evaluate } from "./policy";
import type { Decision } from "./policy";
import { statementsOf } from "./roles";
import type { Role } from "./roles";

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

/** `arn:aws:sts::<account>:assumed-role/<role>/<session>`, as IAM names a role's session. */
export function sessionArn(principal: Principal & { kind: "role" }): string {
  const [, , , , account = "", resource = ""] = principal.roleArn.split(":");
  const roleName = resource.slice(resource.lastIndexOf("/") + 1);
  return `arn:aws:sts::${account}:assumed-role/${roleName}/${principal.sessionName}`;
}

/** The decision of a role's policies for one action now. */
export function decide(role: Role, action: string, resource: string, region: string): Decision {
  const account = role.arn.split(":")[4] ?? "";
  const now = new Date();
  const keys = new Map([
    ["aws:principalarn", role.arn],
    ["aws:principalaccount", account],
    ["aws:resourceaccount", account],
    ["aws:principaltype", "AssumedRole"],
    ["aws:requestedregion", region],
    ["aws:currenttime", now.toISOString()],
    ["aws:epochtime", String(Math.floor(now.getTime() / 1000))],
    // The loopback gateway stands for AWS's endpoints, which these calls reach over TLS.
    ["aws:securetransport", "true"],
  ]);
  return evaluate(statementsOf(role), action, resource, keys);
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
  const keys = new Map([
    ["aws:sourceaccount", accountId],
    ["aws:sourcearn", sourceArn],
    ["aws:principalservicename", service],
    ["aws:principalisawsservice", "true"],
    ["aws:securetransport", "true"],
    // Firehose sends the account along.
    ["sts:externalid", accountId],
  ]);
  const about = role.trust.statements.filter(({ principals }) =>
    principals.some((name) => name === service || name === "*"),
  );
  const anyResource = about.map((statement) => ({
    ...statement,
    resources: ["*"],
    notResources: [],
  }));
  return evaluate(anyResource, "sts:AssumeRole", role.arn, keys);
}

/** The refusal that AWS gives, naming who, what and on which resource. */
export function denied(
  principal: Principal & { kind: "role" },
  [action, resource]: Permission,
  decision: Exclude<Decision, "allow">,
  role: Role,
): AwsError {
  const [code, status] = REFUSALS[action.split(":")[0] ?? ""] ?? ["AccessDeniedException", 400];
  const reason =
    decision === "explicit deny"
      ? "with an explicit deny in an identity-based policy"
      : `because no identity-based policy allows the ${action} action`;
  const empty = [...role.attached].filter((arn) => !MANAGED_POLICIES.has(arn));
  const note =
    empty.length > 0 ? ` (the local cloud does not know what ${empty.join(", ")} grants)` : "";
  return new AwsError(
    code,
    `User: ${sessionArn(principal)} is not authorized to perform: ${action} on resource: ${resource} ${reason}${note}`,
    status,
  );
}
