import { AwsError, type Operations } from "../../../gateway/service";
import { tagOperations } from "../../tags";
import type { Directory, Role } from "../directory";
import { checkDeletable, noPolicies } from "../entities";
import { checkSize, policyOf, type Policy } from "../policy";
import { encoded } from "./inline";

function described(role: Role) {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: role.createdAt,
    AssumeRolePolicyDocument: encoded(role.trust.document),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
    ...(role.tags.size > 0 && { Tags: role.tags.list() }),
  };
}

/** Creating, describing and deleting roles, and their tags. */
export function roleOperations(directory: Directory): Operations<"iam"> {
  const { roles } = directory;
  return {
    CreateRole: {
      run(input) {
        const entity = roles.fresh(input.RoleName, input.Path, input.Tags);
        const role = roles.add({
          ...entity,
          ...noPolicies(),
          description: input.Description ?? "",
          maxSessionSeconds: input.MaxSessionDuration ?? 3600,
          trust: trustOf(input.AssumeRolePolicyDocument, directory),
        });
        return { Role: described(role) };
      },
    },
    GetRole: { run: ({ RoleName }) => ({ Role: described(roles.named(RoleName)) }) },
    ListRoles: {
      run: ({ PathPrefix }) => ({
        Roles: roles.list(PathPrefix).map(described),
        IsTruncated: false,
      }),
    },
    UpdateRole: {
      run({ RoleName, Description, MaxSessionDuration }) {
        const role = roles.named(RoleName);
        role.description = Description ?? role.description;
        role.maxSessionSeconds = MaxSessionDuration ?? role.maxSessionSeconds;
        return {};
      },
    },
    UpdateAssumeRolePolicy: {
      run({ RoleName, PolicyDocument }) {
        roles.named(RoleName).trust = trustOf(PolicyDocument, directory);
        return {};
      },
    },
    DeleteRole: {
      run({ RoleName }) {
        const role = roles.named(RoleName);
        checkDeletable(role);
        roles.remove(role);
        return {};
      },
    },
    ListInstanceProfilesForRole: {
      run({ RoleName }) {
        roles.named(RoleName);
        return { InstanceProfiles: [], IsTruncated: false };
      },
    },
    ...tagOperations("iam", {
      tag: "TagRole",
      untag: "UntagRole",
      list: "ListRoleTags",
      resource: "RoleName",
      besides: { IsTruncated: false },
      find: (name) => roles.named(name).tags,
      arn: (name) => roles.arnOf(name),
    }),
  };
}

/** A trust policy; IAM asks that the account's own users and roles that it names are there. */
function trustOf(document: string, { accountId, roles, users }: Directory): Policy {
  checkSize(document, "ACLSizePerRole");
  const trust = policyOf(document, "trust");
  const own = `arn:aws:iam::${accountId}:`;
  for (const name of trust.statements.flatMap(({ principals }) => principals)) {
    const named = name.startsWith(`${own}user/`) || name.startsWith(`${own}role/`);
    if (!named || roles.withArn(name) || users.withArn(name)) continue;
    throw new AwsError("MalformedPolicyDocument", `Invalid principal in policy: "AWS":"${name}"`);
  }
  return trust;
}
