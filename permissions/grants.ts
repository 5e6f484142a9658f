import type { CloudClient } from "../local/gateway/service";

/** One action on one resource that an inline policy of a role allows. */
export interface Grant {
  readonly role: string;
  /** The services that may take the role, e.g. "lambda.amazonaws.com". */
  readonly trusted: readonly string[];
  readonly policy: string;
  readonly action: string;
  readonly resource: string;
  /** Which of the policy's statements has it. */
  readonly statement: number;
}

interface Statement {
  readonly Effect: string;
  readonly Principal?: { readonly Service?: string | readonly string[] };
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
}

interface Policy {
  readonly Statement: Statement | readonly Statement[];
}

const listOf = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : ([value].flat() as T[]);

const read = (document: string): Policy => JSON.parse(document) as Policy;

/** Every grant of every role's inline policies, in the order in which they stand. */
export async function grantsOf(cloud: CloudClient): Promise<Grant[]> {
  const grants: Grant[] = [];
  for (const role of (await cloud.call("iam", "ListRoles", {})).Roles) {
    const trust = listOf(read(decodeURIComponent(role.AssumeRolePolicyDocument ?? "")).Statement);
    const trusted = trust.flatMap(({ Principal }) => listOf(Principal?.Service));
    const { RoleName } = role;
    const { PolicyNames } = await cloud.call("iam", "ListRolePolicies", { RoleName });
    for (const PolicyName of PolicyNames) {
      const { Statement } = read(await documentOf(cloud, RoleName, PolicyName));
      for (const [statement, { Effect, Action, Resource }] of listOf(Statement).entries()) {
        if (Effect !== "Allow") continue;
        for (const action of listOf(Action)) {
          for (const resource of listOf(Resource)) {
            const place = { role: RoleName, trusted, policy: PolicyName, statement };
            grants.push({ ...place, action, resource });
          }
        }
      }
    }
  }
  return grants;
}

/** The document as it was put. */
async function documentOf(cloud: CloudClient, RoleName: string, PolicyName: string) {
  const { PolicyDocument } = await cloud.call("iam", "GetRolePolicy", { RoleName, PolicyName });
  return decodeURIComponent(PolicyDocument);
}

/** Runs something while a role lacks one grant, and gives the grant back. */
export async function without<T>(
  grant: Grant,
  cloud: CloudClient,
  run: () => T | Promise<T>,
): Promise<T> {
  const named = { RoleName: grant.role, PolicyName: grant.policy };
  const before = await documentOf(cloud, grant.role, grant.policy);
  const policy = read(before);
  const put = (PolicyDocument: string) =>
    cloud.call("iam", "PutRolePolicy", { ...named, PolicyDocument });
  const statements = listOf(policy.Statement);
  const left = statements.flatMap((each, index) =>
    index === grant.statement ? remaining(each, grant) : [each],
  );
  // A policy without a statement is none.
  await (left.length > 0
    ? put(JSON.stringify({ ...policy, Statement: left }))
    : cloud.call("iam", "DeleteRolePolicy", named));
  try {
    return await run();
  } finally {
    await put(before);
  }
}

/** A statement without one of its actions on one of its resources. */
function remaining(statement: Statement, { action, resource }: Grant): Statement[] {
  const actions = listOf(statement.Action);
  const resources = listOf(statement.Resource);
  const others = actions.filter((each) => each !== action);
  const elsewhere = resources.filter((each) => each !== resource);
  return [
    ...(others.length > 0 ? [{ ...statement, Action: others }] : []),
    ...(elsewhere.length > 0 ? [{ ...statement, Action: action, Resource: elsewhere }] : []),
  ];
}
