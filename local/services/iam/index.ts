import { randomBytes } from "node:crypto";

import type { Authorizer } from "../../gateway/authorize";
import type { Rules } from "../../gateway/model/rules";
import type { Principal, Service } from "../../gateway/service";
import { permittedOn } from "../on-resource";
import { taggedOf, tagRules } from "../tags";
import type { TagSource } from "../tagging";
import { decide, decideTrust, denied } from "./authorizer";
import { policyOperations, roleOperations } from "./operations";
import { Roles, uniqueId } from "./roles";

export { sessionArn } from "./authorizer";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** What the Lambda service asks of IAM about a function's execution role. */
export interface CredentialIssuer {
  /** The role's temporary credentials: the same ones for the same session name. */
  issue(roleArn: string, sessionName: string): Credentials;
  /** False for a role that was never created here: its calls are not restricted. */
  knows(roleArn: string): boolean;
  /** Whether the role's policies allow the action: an event source mapping asks before it reads. */
  allows(roleArn: string, action: string, resource: string): boolean;
  /**
   * Whether the role's trust policy lets a service such as "lambda.amazonaws.com" assume it for a
   * resource of this account, which `sourceArn` names.
   */
  canAssume(roleArn: string, servicePrincipal: string, sourceArn: string): boolean;
}

export interface Iam extends Service, CredentialIssuer, TagSource {
  /** Throws the refusal that AWS gives; root and the roles of other accounts may do everything. */
  readonly authorize: Authorizer;
  principalOf(accessKeyId: string | undefined): Principal;
  /** A role's unique id (AROA…), which names its sessions in GetCallerIdentity. */
  roleId(roleArn: string): string;
}

export interface IamOptions {
  readonly accountId: string;
  readonly region: string;
}

/** Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
const rules: Rules = {
  ...tagRules,
  RoleName: { length: [1, 64], pattern: "[\\w+=,.@-]+" },
  Path: { length: [1, 512], pattern: "(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)" },
  PathPrefix: { length: [1, 512], pattern: "\\u002F[\\u0021-\\u007F]*" },
  Description: { length: [0, 1000] },
  MaxSessionDuration: { range: [3600, 43_200] },
  AssumeRolePolicyDocument: { length: [1, 131_072] },
  PolicyDocument: { length: [1, 131_072] },
  PolicyName: { length: [1, 128], pattern: "[\\w+=,.@-]+" },
  PolicyArn: { length: [20, 2048] },
  Tags: { length: [0, 50] },
  TagKeys: { length: [0, 50], each: { length: [1, 128] } },
};

/** IAM's roles and their policies, and the decisions that follow from them. */
export function createIam(options: IamOptions): Iam {
  const { accountId, region } = options;
  const roles = new Roles(accountId);
  const bySession = new Map<string, Credentials>();
  const byKey = new Map<string, Principal>();

  return {
    name: "iam",
    rules,
    operations: permittedOn(
      "iam",
      { ...roleOperations(roles), ...policyOperations(roles) },
      ({ RoleName = "" }: { readonly RoleName?: string }) => [roles.arnOf(RoleName)],
    ),
    authorize(principal, permission) {
      if (principal.kind === "root") return;
      const role = roles.withArn(principal.roleArn);
      if (role === undefined) return;
      const decision = decide(role, ...permission, region);
      if (decision !== "allow") throw denied(principal, permission, decision, role);
    },
    issue(roleArn, sessionName) {
      const session = `${roleArn}|${sessionName}`;
      const known = bySession.get(session);
      if (known !== undefined) return known;
      const credentials = {
        accessKeyId: uniqueId("ASIA", 16),
        secretAccessKey: randomBytes(30).toString("base64"),
        sessionToken: randomBytes(96).toString("base64"),
      };
      bySession.set(session, credentials);
      byKey.set(credentials.accessKeyId, { kind: "role", roleArn, sessionName });
      return credentials;
    },
    principalOf: (accessKeyId) => byKey.get(accessKeyId ?? "") ?? { kind: "root" },
    knows: (roleArn) => roles.withArn(roleArn) !== undefined,
    allows(roleArn, action, resource) {
      const role = roles.withArn(roleArn);
      return role === undefined || decide(role, action, resource, region) === "allow";
    },
    canAssume(roleArn, servicePrincipal, sourceArn) {
      const role = roles.withArn(roleArn);
      if (role === undefined) return true;
      return decideTrust(role, servicePrincipal, accountId, sourceArn) === "allow";
    },
    tagged: () => taggedOf(roles.list("/")),
    roleId: (roleArn) => roles.withArn(roleArn)?.id ?? "AROALOCALUNKNOWN00000",
  };
}
