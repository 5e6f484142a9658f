import type { IpPermission } from "@aws-sdk/client-ec2";
import type * as aws from "@pulumi/aws";
import type { Inputs } from "../kind";

export type GivenRule = NonNullable<Inputs<aws.ec2.SecurityGroupArgs>["ingress"]>[number];

/** Rules of a program in the shape of a request; `self` is the group's own id. */
export function apiRules(rules: readonly GivenRule[] = [], self: string): IpPermission[] {
  return rules.map((rule) => {
    const groups = [...(rule.securityGroups ?? []), ...(rule.self === true ? [self] : [])];
    const { description } = rule;
    return {
      IpProtocol: rule.protocol,
      // The protocol -1 is of all ports.
      ...(rule.protocol !== "-1" && { FromPort: rule.fromPort, ToPort: rule.toPort }),
      IpRanges: (rule.cidrBlocks ?? []).map((CidrIp) => ({
        CidrIp,
        ...(description && { Description: description }),
      })),
      Ipv6Ranges: (rule.ipv6CidrBlocks ?? []).map((CidrIpv6) => ({ CidrIpv6 })),
      UserIdGroupPairs: groups.map((GroupId) => ({ GroupId })),
      PrefixListIds: (rule.prefixListIds ?? []).map((PrefixListId) => ({ PrefixListId })),
    };
  });
}

/** A rule as it stands, as a program would write it. */
export function asGiven(rule: IpPermission, self: string): GivenRule {
  const { IpRanges = [], Ipv6Ranges = [], UserIdGroupPairs = [], PrefixListIds = [] } = rule;
  const groups = UserIdGroupPairs.map(({ GroupId = "" }) => GroupId);
  return {
    protocol: rule.IpProtocol ?? "-1",
    fromPort: rule.FromPort ?? 0,
    toPort: rule.ToPort ?? 0,
    cidrBlocks: IpRanges.map(({ CidrIp = "" }) => CidrIp),
    ipv6CidrBlocks: Ipv6Ranges.map(({ CidrIpv6 = "" }) => CidrIpv6),
    prefixListIds: PrefixListIds.map(({ PrefixListId = "" }) => PrefixListId),
    securityGroups: groups.filter((id) => id !== self),
    self: groups.includes(self),
    description: IpRanges[0]?.Description ?? "",
  };
}
