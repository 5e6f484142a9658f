import type * as aws from "@pulumi/aws";
import { kept, unordered } from "../as-given";
import { defineKind } from "../define";
import type { Cloud, State } from "../kind";
import * as tagging from "../tagging";
import { apiRules, asGiven, type GivenRule } from "./rules";
import { arnOf } from "./vpc";

interface Rules {
  readonly ingress?: readonly GivenRule[];
  readonly egress?: readonly GivenRule[];
}

async function groupOf(id: string, cloud: Cloud) {
  const answer = await cloud.call("ec2", "DescribeSecurityGroups", { GroupIds: [id] });
  return answer.SecurityGroups?.[0] ?? {};
}

/** Makes a group's rules those of the inputs; without any, nothing comes in or goes out. */
async function setRules(GroupId: string, { ingress, egress }: Rules, cloud: Cloud): Promise<void> {
  const now = await groupOf(GroupId, cloud);
  const changes = [
    ["RevokeSecurityGroupIngress", now.IpPermissions ?? []],
    ["AuthorizeSecurityGroupIngress", apiRules(ingress, GroupId)],
    ["RevokeSecurityGroupEgress", now.IpPermissionsEgress ?? []],
    ["AuthorizeSecurityGroupEgress", apiRules(egress, GroupId)],
  ] as const;
  for (const [operation, IpPermissions] of changes) {
    if (IpPermissions.length > 0) await cloud.call("ec2", operation, { GroupId, IpPermissions });
  }
}

async function currentGroup(id: string, state: State<Rules>, cloud: Cloud) {
  const group = await groupOf(id, cloud);
  const { IpPermissions = [], IpPermissionsEgress = [] } = group;
  const meaning = (rules: readonly GivenRule[]) => unordered(apiRules(rules, id));
  return {
    arn: arnOf(`security-group/${id}`, cloud),
    name: group.GroupName,
    description: group.Description,
    vpcId: group.VpcId,
    ownerId: cloud.accountId,
    ingress: kept(
      state.ingress,
      IpPermissions.map((rule) => asGiven(rule, id)),
      meaning,
    ),
    egress: kept(
      state.egress,
      IpPermissionsEgress.map((rule) => asGiven(rule, id)),
      meaning,
    ),
  };
}

/** A security group. Its rules are exactly those that the program gives, as with the real provider. */
export const securityGroupKind = defineKind<aws.ec2.SecurityGroupArgs, "name" | "description">({
  type: "aws:ec2/securityGroup:SecurityGroup",
  required: ["vpcId"],
  optional: ["description", "egress", "ingress", "revokeRulesOnDelete"],
  replaceOn: ["description", "vpcId"],
  autoname: { property: "name", maxLength: 255 },
  defaults: { description: "Managed by Pulumi", revokeRulesOnDelete: false },
  tags: tagging.ec2,
  async create({ name: GroupName, description: Description, vpcId: VpcId }, cloud) {
    const input = { GroupName, Description, VpcId };
    return (await cloud.call("ec2", "CreateSecurityGroup", input)).GroupId;
  },
  configure: setRules,
  read: currentGroup,
  delete: (GroupId, _state, cloud) => cloud.call("ec2", "DeleteSecurityGroup", { GroupId }),
});

/**
 * The security group that AWS makes with a VPC, taken over: its rules become those of the program.
 * It goes with its VPC, and a deletion leaves it as it is, as with the real provider.
 */
export const defaultGroupKind = defineKind<aws.ec2.DefaultSecurityGroupArgs, "vpcId">({
  type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  required: ["vpcId"],
  optional: ["egress", "ingress", "revokeRulesOnDelete"],
  replaceOn: ["vpcId"],
  defaults: { revokeRulesOnDelete: false },
  tags: tagging.ec2,
  async create({ vpcId }, cloud) {
    const Filters = [
      { Name: "vpc-id", Values: [vpcId] },
      { Name: "group-name", Values: ["default"] },
    ];
    const answer = await cloud.call("ec2", "DescribeSecurityGroups", { Filters });
    return answer.SecurityGroups?.[0]?.GroupId;
  },
  configure: setRules,
  read: currentGroup,
  delete: () => Promise.resolve(),
});
