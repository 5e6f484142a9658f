import type { IpPermission } from "@aws-sdk/client-ec2";
import { AwsError, type Operations } from "../../gateway/service";
import type { Resource } from "./resources";

type Group = Resource<"security-group">;
type Direction = "IpPermissions" | "IpPermissionsEgress";
type Change = (
  now: readonly IpPermission[],
  given: readonly IpPermission[],
) => readonly IpPermission[];

/** A rule of a request as Describe shows it: with every list, also the empty ones. */
export function shownRule(rule: IpPermission): IpPermission {
  const { IpProtocol, FromPort, ToPort } = rule;
  const { IpRanges = [], Ipv6Ranges = [], UserIdGroupPairs = [], PrefixListIds = [] } = rule;
  const ports = {
    ...(FromPort !== undefined && { FromPort }),
    ...(ToPort !== undefined && { ToPort }),
  };
  return { IpProtocol, ...ports, IpRanges, Ipv6Ranges, UserIdGroupPairs, PrefixListIds };
}

/** Granting and revoking rules of security groups. */
export function ruleOperations(find: (id: string | undefined) => Group): Operations<"ec2"> {
  const change =
    (direction: Direction, next: Change) =>
    (input: {
      GroupId?: string | undefined;
      IpPermissions?: readonly IpPermission[] | undefined;
    }) => {
      const group = find(input.GroupId);
      const given = (input.IpPermissions ?? []).map(shownRule);
      const rules = next(group.shape[direction] ?? [], given);
      group.shape = { ...group.shape, [direction]: rules };
      return { Return: true };
    };
  return {
    AuthorizeSecurityGroupIngress: { run: change("IpPermissions", grant) },
    AuthorizeSecurityGroupEgress: { run: change("IpPermissionsEgress", grant) },
    RevokeSecurityGroupIngress: { run: change("IpPermissions", revoke) },
    RevokeSecurityGroupEgress: { run: change("IpPermissionsEgress", revoke) },
  };
}

const same = (left: IpPermission) => (right: IpPermission) =>
  JSON.stringify(left) === JSON.stringify(right);

const grant: Change = (now, given) => {
  if (given.some((rule) => now.some(same(rule)))) {
    throw new AwsError("InvalidPermission.Duplicate", "the specified rule already exists");
  }
  return [...now, ...given];
};

const revoke: Change = (now, given) => {
  if (given.some((rule) => !now.some(same(rule)))) {
    throw new AwsError("InvalidPermission.NotFound", "The specified rule does not exist");
  }
  return now.filter((rule) => !given.some(same(rule)));
};
