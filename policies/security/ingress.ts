import { isInternet, rangeOf } from "../iam/networks";
import type { Properties } from "../rule/properties";
import { objects, text, texts, whenKnown } from "../rule/properties";
import type { StackResource } from "../rule/resource";
import { refersTo } from "../rule/resource";
import type { Finding } from "../rule/rule";
import { resourceRule, stackRule } from "../rule/rule";

const groupTypes = [
  "aws:ec2/securityGroup:SecurityGroup",
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
];
const ruleTypes = [
  "aws:ec2/securityGroupRule:SecurityGroupRule",
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
];

/** The blocks that one rule, or one entry of a group's `ingress`, lets in. */
function blocksOf(rule: Properties): readonly string[] {
  const known = (read: () => readonly string[]) => whenKnown(read) ?? [];
  return [
    ...known(() => texts(rule, "cidrBlocks")),
    ...known(() => texts(rule, "ipv6CidrBlocks")),
    ...known(() => [text(rule, "cidrIpv4") ?? ""]),
    ...known(() => [text(rule, "cidrIpv6") ?? ""]),
    ...known(() => [text(rule, "cidr") ?? ""]),
  ].filter((block) => block !== "");
}

/** The ingress rules of a resource: its own entries, or itself. */
function ingressOf({ type, props }: StackResource): readonly Properties[] {
  if (groupTypes.includes(type)) return whenKnown(() => objects(props, "ingress")) ?? [];
  if (whenKnown(() => text(props, "type")) === "egress") return [];
  return [props];
}

const remedy = "name the groups or address ranges that need it, or remove the rule.";

export const noOpenIngress = resourceRule({
  name: "no-open-ingress",
  theme: "security",
  description: "Security groups must not let the whole internet in, in one block or in several.",
  types: [...groupTypes, ...ruleTypes],
  controls: ["EC2.13", "EC2.14", "EC2.18", "EC2.19"],
  check: (resource) => {
    const blocks = ingressOf(resource).flatMap(blocksOf);
    const unreadable = blocks.filter((block) => rangeOf(block) === undefined);
    return [
      ...(isInternet(blocks)
        ? [`The security group must not let ${blocks.join(" and ")} in: ${remedy}`]
        : []),
      ...unreadable.map(
        (block) =>
          `The address range ${block} of ${resource.name} must be one that can be read, such as ` +
          "10.0.0.0/16.",
      ),
    ];
  },
});

/** Entries of the stack's own prefix lists that a rule names. */
function listedBlocks(
  holder: StackResource,
  resources: readonly StackResource[],
): readonly string[] {
  const named = ingressOf(holder).flatMap((rule) => [
    ...(whenKnown(() => texts(rule, "prefixListIds")) ?? []),
    whenKnown(() => text(rule, "prefixListId")) ?? "",
  ]);
  const properties = ["ingress", "prefixListIds", "prefixListId"];
  const lists = resources
    .filter(({ type }) => type === "aws:ec2/managedPrefixList:ManagedPrefixList")
    .filter(
      (each) =>
        properties.some((property) => holder.references[property]?.includes(each.urn) === true) ||
        named.includes(whenKnown(() => text(each.props, "id")) ?? "?"),
    );
  const entries = resources.filter(
    (each) =>
      each.type === "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry" &&
      lists.some((owner) => refersTo(each, "prefixListId", owner)),
  );
  return [
    ...lists.flatMap(({ props }) => objects(props, "entries")),
    ...entries.map(({ props }) => props),
  ].flatMap(blocksOf);
}

export const noOpenIngressInSum = stackRule({
  name: "no-open-ingress-in-sum",
  theme: "security",
  description: "The rules of a security group must not let the whole internet in together.",
  controls: ["EC2.13", "EC2.14", "EC2.18", "EC2.19"],
  check: (resources) => {
    const groups = resources.filter(({ type }) => groupTypes.includes(type));
    const rules = resources.filter(({ type }) => ruleTypes.includes(type));
    const ownerOf = (rule: StackResource): string => {
      const group = groups.find((each) => refersTo(rule, "securityGroupId", each));
      return group?.urn ?? whenKnown(() => text(rule.props, "securityGroupId")) ?? rule.urn;
    };
    const holders = new Map<string, StackResource[]>(groups.map((group) => [group.urn, [group]]));
    for (const rule of rules) {
      const owner = ownerOf(rule);
      holders.set(owner, [...(holders.get(owner) ?? []), rule]);
    }
    return [...holders.values()].flatMap((together): readonly Finding[] => {
      const blocks = together.flatMap((holder) => [
        ...ingressOf(holder).flatMap(blocksOf),
        ...listedBlocks(holder, resources),
      ]);
      const [first] = together;
      if (first === undefined || !isInternet(blocks)) return [];
      const names = together.map(({ name }) => name).join(", ");
      return [
        {
          resource: first,
          message: `The security group must not let ${blocks.join(" and ")} in by ${names}: ${remedy}`,
        },
      ];
    });
  },
});
