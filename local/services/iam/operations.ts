import { AwsError } from "../../gateway/service";
import type { Operations } from "../../gateway/service";
import { tagOperations } from "../tags";
import { policyDocument } from "./roles";
import type { Role, Roles } from "./roles";

/** IAM answers documents percent-encoded. */
const encoded = (document: string): string => encodeURIComponent(document);

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
export function roleOperations(roles: Roles): Operations<"iam"> {
  return {
    CreateRole: { run: (input) => ({ Role: described(roles.create(input)) }) },
    GetRole: { run: ({ RoleName }) => ({ Role: described(roles.named(RoleName)) }) },
    ListRoles: {
      run: ({ PathPrefix = "/" }) => ({
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
        roles.named(RoleName).trust = policyDocument(PolicyDocument, "trust");
        return {};
      },
    },
    DeleteRole: {
      run({ RoleName }) {
        roles.delete(RoleName);
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

/** A role's inline and attached policies. */
export function policyOperations(roles: Roles): Operations<"iam"> {
  const missing = (name: string): AwsError =>
    new AwsError("NoSuchEntity", `The role policy with name ${name} cannot be found.`);
  return {
    PutRolePolicy: {
      run({ RoleName, PolicyName, PolicyDocument }) {
        const policy = policyDocument(PolicyDocument, "identity");
        roles.named(RoleName).inline.set(PolicyName, policy);
        return {};
      },
    },
    GetRolePolicy: {
      run({ RoleName, PolicyName }) {
        const policy = roles.named(RoleName).inline.get(PolicyName);
        if (policy === undefined) throw missing(PolicyName);
        return { RoleName, PolicyName, PolicyDocument: encoded(policy.document) };
      },
    },
    ListRolePolicies: {
      run: ({ RoleName }) => ({
        PolicyNames: [...roles.named(RoleName).inline.keys()].sort(),
        IsTruncated: false,
      }),
    },
    DeleteRolePolicy: {
      run({ RoleName, PolicyName }) {
        if (roles.named(RoleName).inline.delete(PolicyName)) return {};
        throw missing(PolicyName);
      },
    },
    AttachRolePolicy: {
      run({ RoleName, PolicyArn }) {
        roles.named(RoleName).attached.add(PolicyArn);
        return {};
      },
    },
    DetachRolePolicy: {
      run({ RoleName, PolicyArn }) {
        if (roles.named(RoleName).attached.delete(PolicyArn)) return {};
        throw new AwsError("NoSuchEntity", `Policy ${PolicyArn} was not found.`);
      },
    },
    ListAttachedRolePolicies: {
      run: ({ RoleName }) => ({
        AttachedPolicies: [...roles.named(RoleName).attached].map((arn) => ({
          PolicyName: arn.slice(arn.lastIndexOf("/") + 1),
          PolicyArn: arn,
        })),
        IsTruncated: false,
      }),
    },
  };
}
