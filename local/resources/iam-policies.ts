import type { CloudClient } from "../gateway/service";
import type { Created, Properties, ResourceKind } from "./kind";
import { jsonText, sameJson, unlessGone } from "./state";

/** A role given by name or by ARN. */
const roleName = (role: unknown): string => String(role).split("/").at(-1) ?? "";

async function put(inputs: Properties, cloud: CloudClient): Promise<Created> {
  const role = roleName(inputs.role);
  const name = String(inputs.name);
  await cloud.call("iam", "PutRolePolicy", {
    RoleName: role,
    PolicyName: name,
    PolicyDocument: jsonText(inputs.policy),
  });
  return { id: `${role}:${name}`, outputs: { name, policy: jsonText(inputs.policy), role } };
}

async function current(id: string, state: Properties, cloud: CloudClient): Promise<Created> {
  const [RoleName = "", PolicyName = ""] = id.split(":");
  const { PolicyDocument } = await cloud.call<{ PolicyDocument: string }>("iam", "GetRolePolicy", {
    RoleName,
    PolicyName,
  });
  const actual = decodeURIComponent(PolicyDocument);
  const before = jsonText(state.policy ?? "");
  const policy = sameJson(before, actual) ? before : actual;
  return { id, outputs: { name: PolicyName, policy, role: RoleName } };
}

export const rolePolicyKind: ResourceKind = {
  type: "aws:iam/rolePolicy:RolePolicy",
  required: ["policy", "role"],
  optional: ["name"],
  replaceOn: ["name", "role"],
  autoname: { property: "name", maxLength: 128 },
  create: put,
  read: (id, state, cloud) => unlessGone(current(id, state, cloud)),
  async update(_id, _state, inputs, cloud) {
    return (await put(inputs, cloud)).outputs;
  },
  async delete(id, _state, cloud) {
    const [RoleName, PolicyName] = id.split(":");
    await unlessGone(cloud.call("iam", "DeleteRolePolicy", { RoleName, PolicyName }));
  },
};

export const rolePolicyAttachmentKind: ResourceKind = {
  type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  required: ["policyArn", "role"],
  optional: [],
  replaceOn: ["policyArn", "role"],
  async create(inputs, cloud) {
    const role = roleName(inputs.role);
    const policyArn = String(inputs.policyArn);
    await cloud.call("iam", "AttachRolePolicy", { RoleName: role, PolicyArn: policyArn });
    return { id: `${role}/${policyArn}`, outputs: { policyArn, role } };
  },
  async read(id, state, cloud) {
    const RoleName = roleName(state.role);
    const listed = await unlessGone(
      cloud.call<{ AttachedPolicies: { PolicyArn: string }[] }>("iam", "ListAttachedRolePolicies", {
        RoleName,
      }),
    );
    const there = listed?.AttachedPolicies.some(({ PolicyArn }) => PolicyArn === state.policyArn);
    if (there !== true) return undefined;
    return { id, outputs: { policyArn: state.policyArn, role: RoleName } };
  },
  async delete(_id, state, cloud) {
    const input = { RoleName: roleName(state.role), PolicyArn: state.policyArn };
    await unlessGone(cloud.call("iam", "DetachRolePolicy", input));
  },
};
