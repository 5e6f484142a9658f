export interface WireRule {
  readonly ipProtocol: string;
  readonly fromPort?: string | number;
  readonly toPort?: string | number;
  readonly ipRanges: readonly { readonly cidrIp: string; readonly description?: string }[];
  readonly ipv6Ranges: readonly { readonly cidrIpv6: string }[];
  readonly groups: readonly { readonly groupId: string }[];
  readonly prefixListIds: readonly { readonly prefixListId: string }[];
}

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
export function apiRules(rules: unknown, self: string): readonly object[] {
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
      Groups: groups.map((GroupId) => ({ GroupId })),
      PrefixListIds: (rule.prefixListIds ?? []).map((PrefixListId) => ({ PrefixListId })),
    };
  });
}

/** A rule as it stands, in the request's shape, so that it can be revoked. */
export function asRequest(rule: WireRule): object {
  return {
    IpProtocol: rule.ipProtocol,
    ...(rule.fromPort !== undefined && { FromPort: rule.fromPort }),
    ...(rule.toPort !== undefined && { ToPort: rule.toPort }),
    IpRanges: rule.ipRanges.map(({ cidrIp, description }) => ({
      CidrIp: cidrIp,
      ...(description !== undefined && { Description: description }),
    })),
    Ipv6Ranges: rule.ipv6Ranges.map(({ cidrIpv6 }) => ({ CidrIpv6: cidrIpv6 })),
    Groups: rule.groups.map(({ groupId }) => ({ GroupId: groupId })),
    PrefixListIds: rule.prefixListIds.map(({ prefixListId }) => ({ PrefixListId: prefixListId })),
  };
}

/** A rule as it stands, as a program would write it. */
export function asGiven(rule: WireRule, self: string): GivenRule {
  const groups = rule.groups.map(({ groupId }) => groupId);
  return {
    protocol: rule.ipProtocol,
    fromPort: Number(rule.fromPort ?? 0),
    toPort: Number(rule.toPort ?? 0),
    cidrBlocks: rule.ipRanges.map(({ cidrIp }) => cidrIp),
    ipv6CidrBlocks: rule.ipv6Ranges.map(({ cidrIpv6 }) => cidrIpv6),
    prefixListIds: rule.prefixListIds.map(({ prefixListId }) => prefixListId),
    securityGroups: groups.filter((id) => id !== self),
    self: groups.includes(self),
    description: rule.ipRanges[0]?.description ?? "",
  };
}
