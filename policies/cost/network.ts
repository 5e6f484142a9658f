import { text, valueAt } from "../rule/properties";
import { resourceRule, stackRule } from "../rule/rule";

const remedy =
  "remove it: functions that use the Data API need no VPC, and a gateway endpoint for S3 or " +
  "DynamoDB is free. A NAT gateway is $32.85 a month and $0.045 per GB.";

/**
 * awsx.ec2.Vpc makes a NAT gateway per zone unless told otherwise. The engine sees that component
 * without its arguments and the gateways as resources of their own; a program evaluated without the
 * engine sees only the arguments.
 */
export const noNatGateway = resourceRule({
  name: "no-nat-gateway",
  theme: "cost",
  description: "There must be no NAT gateway.",
  types: ["aws:ec2/natGateway:NatGateway", "awsx:ec2:Vpc"],
  check: ({ type, props }) => {
    if (type !== "awsx:ec2:Vpc") return `There must be no NAT gateway: ${remedy}`;
    const unseen = valueAt(props, "vpcId") !== undefined || Object.keys(props).length === 0;
    if (unseen || text(props, "natGateways", "strategy") === "None") return undefined;
    return `The VPC must have no NAT gateway: set natGateways to { strategy: "None" }, or ${remedy}`;
  },
});

export const kmsKeyCount = stackRule({
  name: "kms-key-count",
  theme: "cost",
  description: "A stack must not have more customer-managed KMS keys than the limit.",
  settings: { maxKeys: { default: 2, description: "Most keys of a stack, at $1 a month each." } },
  check: (resources, { maxKeys }) => {
    const keys = resources.filter(({ type }) => type === "aws:kms/key:Key");
    if (keys.length <= maxKeys) return [];
    return [
      {
        message:
          `The stack must have at most ${maxKeys} KMS keys, not ${keys.length} ` +
          `(${keys.map(({ name }) => name).join(", ")}): share one, or use the service's own key ` +
          "(alias/aws/…), which has no monthly price.",
      },
    ];
  },
});
