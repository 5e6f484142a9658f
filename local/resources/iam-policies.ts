import type * as aws from "@pulumi/aws";
import { jsonText, kept, parsedJson } from "./as-given";
import { defineKind } from "./define";
import type { Cloud } from "./kind";
import { nameIn } from "./tagging";

/** A policy's text as a program wrote it, where that means the same. */
export const policyText = (given: unknown, real = ""): string =>
  jsonText(kept<unknown>(given, decodeURIComponent(real), parsedJson));

/** A role given by name or by ARN. */
const roleName = (role: unknown): string => nameIn(String(role));

export async function attachedArns(RoleName: string, cloud: Cloud): Promise<string[]> {
  const answer = await cloud.call("iam", "ListAttachedRolePolicies", { RoleName });
  return (answer.AttachedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []);
}

/** The ids of inline policies are `<role>:<name>`. */
function namesIn(id: string) {
  const [RoleName = "", PolicyName = ""] = id.split(":");
  return { RoleName, PolicyName };
}

export const rolePolicyKind = defineKind<aws.iam.RolePolicyArgs, "name">({
  type: "aws:iam/rolePolicy:RolePolicy",
  required: ["policy", "role"],
  replaceOn: ["role"],
  autoname: { property: "name", maxLength: 128 },
  global: true,
  async put({ role, name: PolicyName, policy }, cloud) {
    const RoleName = roleName(role);
    const PolicyDocument = jsonText(policy);
    await cloud.call("iam", "PutRolePolicy", { RoleName, PolicyName, PolicyDocument });
    return `${RoleName}:${PolicyName}`;
  },
  async read(id, state, cloud) {
    const { RoleName: role, PolicyName: name } = namesIn(id);
    const { PolicyDocument } = await cloud.call("iam", "GetRolePolicy", namesIn(id));
    return { name, policy: policyText(state.policy, PolicyDocument), role };
  },
  delete: (id, _state, cloud) => cloud.call("iam", "DeleteRolePolicy", namesIn(id)),
});

export const rolePolicyAttachmentKind = defineKind<aws.iam.RolePolicyAttachmentArgs>({
  type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  required: ["policyArn", "role"],
  replaceOn: ["policyArn", "role"],
  global: true,
  async create({ role, policyArn: PolicyArn }, cloud) {
    const RoleName = roleName(role);
    await cloud.call("iam", "AttachRolePolicy", { RoleName, PolicyArn });
    return `${RoleName}/${PolicyArn}`;
  },
  async read(_id, { role, policyArn }, cloud) {
    const name = roleName(role);
    const attached = await attachedArns(name, cloud);
    return attached.some((arn) => arn === policyArn) ? { policyArn, role: name } : undefined;
  },
  delete: (_id, { role, policyArn: PolicyArn }, cloud) =>
    cloud.call("iam", "DetachRolePolicy", { RoleName: roleName(role), PolicyArn }),
});
