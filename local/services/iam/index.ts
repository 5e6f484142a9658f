import type { Authorizer } from "../../gateway/authorize";
import type { Rules } from "../../gateway/model/rules";
import type { Operation, Permission, Service } from "../../gateway/service";
import { permittedOn } from "../on-resource";
import type { TagSource } from "../tagging";
import { taggedOf, tagRules } from "../tags";
import { decide, decideTrust, denied, identityOf, mayAssume, type Identity } from "./authorizer";
import { Directory, type Role } from "./directory";
import { Keys, type Credentials, type SigningKey } from "./keys";
import { groupOperations } from "./operations/groups";
import { holderOperations } from "./operations/inline";
import { keyOperations } from "./operations/keys";
import { managedPolicyOperations } from "./operations/policies";
import { roleOperations } from "./operations/roles";
import { userOperations } from "./operations/users";

export { callerArn } from "./authorizer";
export type { Credentials } from "./keys";

/** What services ask of IAM about the roles that they take. */
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
  /** Whose key it is; undefined for one that was never made here, "invalid" for one that has ended. */
  signing(accessKeyId: string): SigningKey | "invalid" | undefined;
  /** A user's key was used. */
  used(accessKeyId: string, service: string, region: string): void;
  /** Throws AccessDenied where the role's trust or the caller's own policies are against it. */
  checkAssume(roleArn: string, principal: Identity, externalId: string | undefined): void;
  /** Temporary credentials of a user's own. */
  issueToUser(user: Identity & { kind: "user" }): Credentials;
  /** The unique id of a role (AROA…), which names its sessions in GetCallerIdentity, or of a user (AIDA…). */
  uniqueIdOf(arn: string): string;
  /** The longest session of a role, in seconds; an hour where it is not known. */
  maxSessionSeconds(roleArn: string): number;
}

/** A question to a role's or a user's policies: by whom, for what. */
export interface Asked {
  readonly principal: Identity;
  readonly permission: Permission;
}

export interface IamOptions {
  readonly accountId: string;
  readonly region: string;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  /** Told of every question, before it is answered. */
  readonly onAsked?: (asked: Asked) => void;
}

const NAME = { pattern: "[\\w+=,.@-]+" };
const DOCUMENT = {
  length: [1, 131_072],
  pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
} as const;

/** Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html and its neighbours */
const rules: Rules = {
  ...tagRules,
  RoleName: { length: [1, 64], ...NAME },
  UserName: { length: [1, 64], ...NAME },
  GroupName: { length: [1, 128], ...NAME },
  PolicyName: { length: [1, 128], ...NAME },
  AccessKeyId: { length: [16, 128], pattern: "[\\w]+" },
  VersionId: { pattern: "v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?" },
  Path: { length: [1, 512], pattern: "(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)" },
  PathPrefix: { length: [1, 512], pattern: "\\u002F[\\u0021-\\u007F]*" },
  Description: { length: [0, 1000] },
  MaxSessionDuration: { range: [3600, 43_200] },
  AssumeRolePolicyDocument: DOCUMENT,
  PolicyDocument: DOCUMENT,
  PolicyArn: { length: [20, 2048] },
  Tags: { length: [0, 50] },
  TagKeys: { length: [0, 50], each: { length: [1, 128] } },
};

interface Named {
  readonly RoleName?: string;
  readonly UserName?: string;
  readonly GroupName?: string;
  readonly PolicyName?: string;
  readonly PolicyArn?: string;
}

function operationsOf(directory: Directory, keys: Keys): Readonly<Record<string, Operation>> {
  const { roles, users, groups, policies } = directory;
  const operations = {
    ...roleOperations(directory),
    ...userOperations(directory),
    ...groupOperations(directory),
    ...keyOperations(directory, keys),
    ...managedPolicyOperations(directory),
    ...holderOperations(directory, roles, "Role"),
    ...holderOperations(directory, users, "User"),
    ...holderOperations(directory, groups, "Group"),
  };
  // Actions ask for the entity that they change; attaching a policy names the policy besides.
  return permittedOn("iam", operations, (input: Named, operation) => {
    if (input.RoleName !== undefined) return [roles.arnOf(input.RoleName)];
    if (input.GroupName !== undefined) return [groups.arnOf(input.GroupName)];
    if (input.UserName !== undefined) return [users.arnOf(input.UserName)];
    if (input.PolicyArn !== undefined) return [input.PolicyArn];
    return [operation === "CreatePolicy" ? policies.arnOf(input.PolicyName ?? "") : "*"];
  });
}

/** IAM's identities and their policies, and the decisions that follow from them. */
export function createIam({ accountId, region, clock, onAsked }: IamOptions): Iam {
  const directory = new Directory(accountId, clock);
  const { roles, users, policies } = directory;
  const keys = new Keys();
  const decisionOf = (role: Role, action: string, resource: string) => {
    const principal = { kind: "role", roleArn: role.arn, sessionName: "awslambda" } as const;
    onAsked?.({ principal, permission: [action, resource] });
    return decide(directory, role, principal, [action, resource], region);
  };

  return {
    name: "iam",
    rules,
    operations: operationsOf(directory, keys),
    authorize(principal, permission) {
      if (principal.kind === "root") return;
      const identity = identityOf(directory, principal);
      if (identity === undefined) return;
      onAsked?.({ principal, permission });
      const decision = decide(directory, identity, principal, permission, region);
      if (decision === "allow") return;
      throw denied(principal, permission, decision, directory.unknownOf(identity));
    },
    issue: (roleArn, sessionName) =>
      keys.issue(`${roleArn}|${sessionName}`, { kind: "role", roleArn, sessionName }),
    issueToUser: (user) => keys.issue(user.userArn, user),
    signing: (id) => keys.signing(id),
    used: (...use) => {
      keys.used(...use);
    },
    knows: (roleArn) => roles.withArn(roleArn) !== undefined,
    allows(roleArn, action, resource) {
      const role = roles.withArn(roleArn);
      return role === undefined || decisionOf(role, action, resource) === "allow";
    },
    canAssume(roleArn, servicePrincipal, sourceArn) {
      const role = roles.withArn(roleArn);
      if (role === undefined) return true;
      return decideTrust(role, servicePrincipal, accountId, sourceArn) === "allow";
    },
    checkAssume(roleArn, principal, externalId) {
      const role = roles.withArn(roleArn);
      const decision =
        role === undefined
          ? "implicit deny"
          : mayAssume(directory, role, principal, region, externalId);
      if (decision !== "allow") throw denied(principal, ["sts:AssumeRole", roleArn], decision);
    },
    tagged: () => taggedOf([...roles.list(), ...users.list(), ...policies.list()]),
    uniqueIdOf: (arn) => (roles.withArn(arn) ?? users.withArn(arn))?.id ?? "AROALOCALUNKNOWN00000",
    maxSessionSeconds: (roleArn) => roles.withArn(roleArn)?.maxSessionSeconds ?? 3600,
  };
}
