import type { IpPermission } from "@aws-sdk/client-ec2";
import type { CloudClient } from "../../gateway/service";
import type { Created, Properties, ResourceKind } from "../kind";
import { kept, tagOutputs, unless } from "../outputs";
import { GONE, arn, changeTags, described, tagSpecification, tagsOf } from "./described";
import type { Shape } from "./described";
import { apiRules, asGiven } from "./rules";
import type { GivenRule } from "./rules";
import { finish } from "../unfinished";

export const groupOf = (id: string, cloud: CloudClient): Promise<Shape> =>
  described(cloud, "DescribeSecurityGroups", { GroupIds: [id] }, "SecurityGroups");

/** Makes a group's rules those of the inputs; without any, nothing comes in or goes out. */
export async function setRules(
  GroupId: string,
  inputs: Properties,
  cloud: CloudClient,
): Promise<void> {
  const now = await groupOf(GroupId, cloud);
  for (const direction of ["Ingress", "Egress"] as const) {
    const member = direction === "Ingress" ? "IpPermissions" : "IpPermissionsEgress";
    const standing = now[member] as readonly IpPermission[];
    const wanted = apiRules(inputs[direction.toLowerCase()], GroupId);
    const call = (verb: string, IpPermissions: readonly object[]): Promise<object> =>
      cloud.call("ec2", `${verb}SecurityGroup${direction}`, { GroupId, IpPermissions });
    if (standing.length > 0) await call("Revoke", standing);
    if (wanted.length > 0) await call("Authorize", wanted);
  }
}

export async function currentGroup(
  id: string,
  state: Properties,
  cloud: CloudClient,
): Promise<Created> {
  const group = await groupOf(id, cloud);
  const rules = (member: string): readonly GivenRule[] =>
    (group[member] as readonly IpPermission[]).map((rule) => asGiven(rule, id));
  const meaning = (given: unknown): readonly string[] =>
    apiRules(given, id)
      .map((rule) => JSON.stringify(rule))
      .sort();
  const outputs = {
    arn: arn(cloud, `security-group/${id}`),
    name: group["GroupName"],
    description: group["Description"],
    vpcId: group["VpcId"],
    ownerId: cloud.accountId,
    region: cloud.region,
    ingress: kept(state["ingress"], rules("IpPermissions"), meaning),
    egress: kept(state["egress"], rules("IpPermissionsEgress"), meaning),
    revokeRulesOnDelete: state["revokeRulesOnDelete"] ?? false,
    ...tagOutputs(tagsOf(group), state),
  };
  return { id, outputs };
}

/** A security group. Its rules are exactly those that the program gives, as with the real provider. */
export const securityGroupKind: ResourceKind = {
  type: "aws:ec2/securityGroup:SecurityGroup",
  required: ["vpcId"],
  optional: ["description", "egress", "ingress", "name", "region", "revokeRulesOnDelete", "tags"],
  replaceOn: ["description", "name", "region", "vpcId"],
  autoname: { property: "name", maxLength: 255 },
  defaults: { description: "Managed by Pulumi", revokeRulesOnDelete: false },
  async create(inputs, cloud) {
    const { GroupId: groupId } = await cloud.call<{ GroupId: string }>(
      "ec2",
      "CreateSecurityGroup",
      {
        GroupName: inputs["name"],
        Description: inputs["description"],
        VpcId: inputs["vpcId"],
        TagSpecifications: tagSpecification(inputs),
      },
    );
    return finish(groupId, async () => {
      await setRules(groupId, inputs, cloud);
      return currentGroup(groupId, inputs, cloud);
    });
  },
  read: (id, state, cloud) => unless(GONE, currentGroup(id, state, cloud)),
  async update(id, _state, inputs, cloud) {
    await setRules(id, inputs, cloud);
    await changeTags(id, await groupOf(id, cloud), inputs, cloud);
    return (await currentGroup(id, inputs, cloud)).outputs;
  },
  async delete(id, _state, cloud) {
    await unless(GONE, cloud.call("ec2", "DeleteSecurityGroup", { GroupId: id }));
  },
};
