import { flag, isSet, objects, text, texts } from "../rule/properties";
import { resourceRule } from "../rule/rule";

export const warehousePrivate = resourceRule({
  name: "redshift-private",
  theme: "security",
  description: "Redshift must not be reachable from the internet.",
  types: ["aws:redshift/cluster:Cluster", "aws:redshiftserverless/workgroup:Workgroup"],
  check: ({ props }) =>
    flag(props, "publiclyAccessible") === false
      ? undefined
      : "The warehouse must be private: set publiclyAccessible to false. The Data API reaches it " +
        "without an open port.",
});

export const warehousePassword = resourceRule({
  name: "redshift-managed-password",
  theme: "security",
  description: "Redshift must manage its administrator's password in Secrets Manager.",
  types: ["aws:redshift/cluster:Cluster", "aws:redshiftserverless/namespace:Namespace"],
  check: ({ props }) => {
    const managed =
      flag(props, "manageMasterPassword") === true || flag(props, "manageAdminPassword") === true;
    const written = isSet(props, "masterPassword") || isSet(props, "adminUserPassword");
    if (managed && !written) return undefined;
    return (
      "The administrator's password must be made and rotated by Redshift: set " +
      "manageMasterPassword (serverless: manageAdminPassword) to true, and no password."
    );
  },
});

const everywhere = ["0.0.0.0/0", "::/0"];

export const noOpenIngress = resourceRule({
  name: "no-open-ingress",
  theme: "security",
  description: "Security groups must not let the whole internet in.",
  types: [
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  ],
  check: ({ type, props }) => {
    const own = type.endsWith(":SecurityGroup") ? [] : [props];
    const rules = [...own, ...objects(props, "ingress")];
    const open = rules
      .filter((rule) => text(rule, "type") !== "egress")
      .flatMap((rule) => [
        ...texts(rule, "cidrBlocks"),
        ...texts(rule, "ipv6CidrBlocks"),
        text(rule, "cidrIpv4") ?? "",
        text(rule, "cidrIpv6") ?? "",
      ])
      .filter((block) => everywhere.includes(block));
    if (open.length === 0) return undefined;
    return (
      `The security group must not let ${open.join(" and ")} in: name the groups or address ` +
      "ranges that need it, or remove the rule."
    );
  },
});
