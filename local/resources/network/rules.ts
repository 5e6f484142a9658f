import type { IpPermission } from "@aws-sdk/client-ec2";

export interface GivenRule {
  readonly protocol: string | number;
  readonly fromPort: number;
  readonly toPort: number;
  readonly cidrBlocks?: readonly string[];
  readonly ipv6CidrBlocks?: readonly string[];
  readonly prefixListIds?: readonly string[];
  readonly securityGroups?: readonly string[];
  readonly self?: boolean;
  readonly description?: string;
}

/** Rules of a program in the shape of a request; `self` is the group's own id. */
export function apiRules(rules: unknown, self: string): readonly IpPermission[] {
  return ((rules ?? []) as readonly GivenRule[]).map((rule) => {
    const groups = [...(rule.securityGroups ?? []), ...(rule.self === true ? [self] : [])];
    const { description } = rule;
    return {
      IpProtocol: String(rule.protocol),
      // The protocol -1 is of all ports.
      ...(String(rule.protocol) !== "-1" && { FromPort: rule.fromPort, ToPort: rule.toPort }),
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
