import { AwsError } from "../../gateway/service";
import type { Operation } from "../../gateway/service";
import type { Resource } from "./resources";

interface Rule {
  readonly IpProtocol: string;
  readonly FromPort?: string;
  readonly ToPort?: string;
  readonly IpRanges?: readonly { readonly CidrIp: string; readonly Description?: string }[];
  readonly Ipv6Ranges?: readonly { readonly CidrIpv6: string }[];
  readonly Groups?: readonly { readonly GroupId: string }[];
  readonly PrefixListIds?: readonly { readonly PrefixListId: string }[];
}

interface RulesInput {
  readonly GroupId: string;
  readonly IpPermissions?: readonly Rule[];
}

/** A rule of a request as Describe shows it. */
export function wireRule(rule: Rule): object {
  return {
    ipProtocol: rule.IpProtocol,
    ...(rule.FromPort !== undefined && { fromPort: rule.FromPort }),
    ...(rule.ToPort !== undefined && { toPort: rule.ToPort }),
    ipRanges: (rule.IpRanges ?? []).map(({ CidrIp, Description }) => ({
      cidrIp: CidrIp,
      ...(Description !== undefined && { description: Description }),
    })),
    ipv6Ranges: (rule.Ipv6Ranges ?? []).map(({ CidrIpv6 }) => ({ cidrIpv6: CidrIpv6 })),
    groups: (rule.Groups ?? []).map(({ GroupId }) => ({ groupId: GroupId })),
    prefixListIds: (rule.PrefixListIds ?? []).map(({ PrefixListId }) => ({
      prefixListId: PrefixListId,
    })),
  };
}

/** Granting and revoking rules of security groups. */
export function ruleOperations(find: (id: string) => Resource): Record<string, Operation> {
  const same = (left: object) => (right: object) => JSON.stringify(left) === JSON.stringify(right);
  const change =
    (
      member: string,
      next: (now: readonly object[], given: readonly object[]) => readonly object[],
    ) =>
    ({ GroupId, IpPermissions = [] }: RulesInput): object => {
      const group = find(GroupId);
      const now = group.shape[member] as readonly object[];
      group.shape = { ...group.shape, [member]: next(now, IpPermissions.map(wireRule)) };
      return { return: true };
    };
  const grant = (now: readonly object[], given: readonly object[]): readonly object[] => {
    if (given.some((rule) => now.some(same(rule)))) {
      throw new AwsError("InvalidPermission.Duplicate", "the specified rule already exists");
    }
    return [...now, ...given];
  };
  const revoke = (now: readonly object[], given: readonly object[]): readonly object[] => {
    if (given.some((rule) => !now.some(same(rule)))) {
      throw new AwsError("InvalidPermission.NotFound", "The specified rule does not exist");
    }
    return now.filter((rule) => !given.some(same(rule)));
  };
  return {
    AuthorizeSecurityGroupIngress: { run: change("ipPermissions", grant) },
    AuthorizeSecurityGroupEgress: { run: change("ipPermissionsEgress", grant) },
    RevokeSecurityGroupIngress: { run: change("ipPermissions", revoke) },
    RevokeSecurityGroupEgress: { run: change("ipPermissionsEgress", revoke) },
  };
}
