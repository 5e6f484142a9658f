import type { ResourceKind } from "../kind";
import { unless } from "../outputs";
import { GONE, changeTags, described } from "./described";
import { currentGroup, groupOf, setRules } from "./security-group";

/**
 * The security group that AWS makes with a VPC, taken over: its rules become those of the program.
 * It goes with its VPC, and a deletion leaves it as it is, as with the real provider.
 */
export const defaultGroupKind: ResourceKind = {
  type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  required: ["vpcId"],
  optional: ["egress", "ingress", "region", "revokeRulesOnDelete", "tags"],
  replaceOn: ["region", "vpcId"],
  defaults: { revokeRulesOnDelete: false },
  async create(inputs, cloud) {
    const Filters = [
      { Name: "vpc-id", Values: [String(inputs["vpcId"])] },
      { Name: "group-name", Values: ["default"] },
    ];
    const group = await described(cloud, "DescribeSecurityGroups", { Filters }, "SecurityGroups");
    const id = String(group["GroupId"]);
    await setRules(id, inputs, cloud);
    await changeTags(id, group, inputs, cloud);
    return currentGroup(id, inputs, cloud);
  },
  read: (id, state, cloud) => unless(GONE, currentGroup(id, state, cloud)),
  async update(id, _state, inputs, cloud) {
    await setRules(id, inputs, cloud);
    await changeTags(id, await groupOf(id, cloud), inputs, cloud);
    return (await currentGroup(id, inputs, cloud)).outputs;
  },
  async delete() {
    await Promise.resolve();
  },
};
