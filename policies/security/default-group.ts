import { list, text, whenKnown } from "../rule/properties";
import type { StackResource } from "../rule/resource";
import { refersTo } from "../rule/resource";
import { stackRule } from "../rule/rule";

const defaultGroup = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";

const isClosed = ({ props }: StackResource) =>
  ["ingress", "egress"].every((property) => whenKnown(() => list(props, property).length) === 0);

/** `…$awsx:ec2:Vpc$aws:ec2/vpc:Vpc::name`: whether the VPC is a child of the component. */
function isWithin(vpc: StackResource, component: StackResource): boolean {
  return (
    component.type === "awsx:ec2:Vpc" &&
    vpc.urn.includes(`${component.type}$`) &&
    vpc.name === component.name
  );
}

function vpcIdOf({ type, props }: StackResource): string | undefined {
  return whenKnown(() => text(props, type === "awsx:ec2:Vpc" ? "vpcId" : "id"));
}

export const defaultGroupClosed = stackRule({
  name: "default-security-group-closed",
  theme: "security",
  description: "The default security group of every VPC must let nothing in or out.",
  controls: ["EC2.2"],
  check: (resources) => {
    const groups = resources.filter(({ type }) => type === defaultGroup);
    const opened = groups.filter(
      (group) =>
        !isClosed(group) ||
        resources.some(
          (each) =>
            /:SecurityGroup(Ingress|Egress)?Rule$/.test(each.type) &&
            refersTo(each, "securityGroupId", group),
        ),
    );
    const vpcs = resources.filter(({ type }) =>
      ["aws:ec2/vpc:Vpc", "aws:ec2/defaultVpc:DefaultVpc", "awsx:ec2:Vpc"].includes(type),
    );
    const belongs = (group: StackResource, vpc: StackResource): boolean => {
      const id = whenKnown(() => text(group.props, "vpcId"));
      return (
        group.references["vpcId"]?.includes(vpc.urn) === true ||
        (id !== undefined && id === vpcIdOf(vpc))
      );
    };
    const related = (vpc: StackResource) =>
      vpcs.filter((each) => each === vpc || isWithin(vpc, each) || isWithin(each, vpc));
    const without = vpcs
      .filter((vpc) => !related(vpc).some((each) => groups.some((group) => belongs(group, each))))
      // A component and its VPC are one.
      .filter((vpc) => vpc.type !== "awsx:ec2:Vpc" || related(vpc).length === 1);
    return [
      ...opened.map((group) => ({
        resource: group,
        message: `The default security group ${group.name} must let nothing in or out: give it no ingress and no egress.`,
      })),
      ...without.map((vpc) => ({
        resource: vpc,
        message:
          `The VPC ${vpc.name} must have its default security group closed: add an ` +
          "aws.ec2.DefaultSecurityGroup with its vpcId, no ingress and no egress.",
      })),
    ];
  },
});
