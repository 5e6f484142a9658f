import type * as aws from "@pulumi/aws";
import { jsonText } from "./as-given";
import { defineKind } from "./define";
import { unlessGone } from "./gone";
import { attachedArns, policyText } from "./iam-policies";
import type { Cloud, State } from "./kind";
import { instant } from "./names";
import * as tagging from "./tagging";

type Args = aws.iam.RoleArgs;

const inlineOf = ({ inlinePolicies = [] }: State<Args>) =>
  inlinePolicies.flatMap(({ name = "", policy }) => (policy === undefined ? [] : { name, policy }));

const managedOf = ({ managedPolicyArns = [] }: State<Args>) => managedPolicyArns;

async function policyNames(RoleName: string, cloud: Cloud): Promise<string[]> {
  return (await cloud.call("iam", "ListRolePolicies", { RoleName })).PolicyNames;
}

/** Takes policies from a role; those that are not there are no matter. */
async function takeAway(
  RoleName: string,
  inline: readonly string[],
  managed: readonly string[],
  cloud: Cloud,
): Promise<void> {
  for (const PolicyName of inline) {
    await unlessGone(cloud.call("iam", "DeleteRolePolicy", { RoleName, PolicyName }));
  }
  for (const PolicyArn of managed) {
    await unlessGone(cloud.call("iam", "DetachRolePolicy", { RoleName, PolicyArn }));
  }
}

async function declaredInline(RoleName: string, state: State<Args>, cloud: Cloud) {
  if (state.inlinePolicies === undefined) return undefined;
  const declared = inlineOf(state);
  return Promise.all(
    (await policyNames(RoleName, cloud)).map(async (name) => {
      const input = { RoleName, PolicyName: name };
      const { PolicyDocument } = await cloud.call("iam", "GetRolePolicy", input);
      const before = declared.find((item) => item.name === name)?.policy;
      return { name, policy: policyText(before, PolicyDocument) };
    }),
  );
}

export const roleKind = defineKind<Args, "name">({
  type: "aws:iam/role:Role",
  id: "name",
  required: ["assumeRolePolicy"],
  optional: [
    "description",
    "forceDetachPolicies",
    "inlinePolicies",
    "managedPolicyArns",
    "maxSessionDuration",
    "path",
  ],
  replaceOn: ["path"],
  autoname: { property: "name", maxLength: 64 },
  defaults: { forceDetachPolicies: false, maxSessionDuration: 3600, path: "/" },
  global: true,
  tags: tagging.role,
  create: (inputs, cloud) =>
    cloud.call("iam", "CreateRole", {
      RoleName: inputs.name,
      AssumeRolePolicyDocument: jsonText(inputs.assumeRolePolicy),
      Description: inputs.description,
      MaxSessionDuration: inputs.maxSessionDuration,
      Path: inputs.path,
    }),
  async update(RoleName, inputs, cloud) {
    const { description: Description = "", maxSessionDuration: MaxSessionDuration } = inputs;
    await cloud.call("iam", "UpdateRole", { RoleName, Description, MaxSessionDuration });
    const PolicyDocument = jsonText(inputs.assumeRolePolicy);
    await cloud.call("iam", "UpdateAssumeRolePolicy", { RoleName, PolicyDocument });
  },
  /** Puts the policies that the role itself declares; those that it declared before and no longer go. */
  async configure(RoleName, inputs, cloud, before) {
    const wanted = inlineOf(inputs);
    for (const { name: PolicyName, policy } of wanted) {
      const PolicyDocument = jsonText(policy);
      await cloud.call("iam", "PutRolePolicy", { RoleName, PolicyName, PolicyDocument });
    }
    const managed = managedOf(inputs);
    for (const PolicyArn of managed) {
      await cloud.call("iam", "AttachRolePolicy", { RoleName, PolicyArn });
    }
    const names = inlineOf(before).map(({ name }) => name);
    const inline = names.filter((name) => !wanted.some((other) => other.name === name));
    const attached = managedOf(before).filter((arn) => !managed.includes(arn));
    await takeAway(RoleName, inline, attached, cloud);
  },
  async read(name, state, cloud) {
    const { Role: role } = await cloud.call("iam", "GetRole", { RoleName: name });
    return {
      arn: role.Arn,
      assumeRolePolicy: policyText(state.assumeRolePolicy, role.AssumeRolePolicyDocument),
      createDate: instant(role.CreateDate),
      description: role.Description === "" ? undefined : role.Description,
      managedPolicyArns: await attachedArns(name, cloud),
      maxSessionDuration: role.MaxSessionDuration,
      path: role.Path,
      uniqueId: role.RoleId,
      inlinePolicies: await declaredInline(name, state, cloud),
    };
  },
  async delete(RoleName, state, cloud) {
    const force = state.forceDetachPolicies === true;
    // Policies that something else put on the role stop its deletion, as on AWS.
    const inline = force
      ? await policyNames(RoleName, cloud)
      : inlineOf(state).map(({ name }) => name);
    const managed = force ? await attachedArns(RoleName, cloud) : managedOf(state);
    await takeAway(RoleName, inline, managed, cloud);
    await cloud.call("iam", "DeleteRole", { RoleName });
  },
});
