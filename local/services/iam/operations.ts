import { AwsError } from "../../gateway/service";
import type { Operation } from "../../gateway/service";
import { policyDocument } from "./roles";
import type { Role, Roles } from "./roles";

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

interface RoleName {
  readonly RoleName: string;
}

/** IAM answers documents percent-encoded. */
const encoded = (document: string): string => encodeURIComponent(document);

const tagList = (role: Role): Tag[] => [...role.tags].map(([Key, Value]) => ({ Key, Value }));

/** A role as IAM's query protocol describes it: dates in ISO 8601. */
function roleShape(role: Role): object {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: role.createdAt.toISOString(),
    AssumeRolePolicyDocument: encoded(role.trust.document),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
    ...(role.tags.size > 0 && { Tags: tagList(role) }),
  };
}

function setTags(role: Role, tags: readonly Tag[] | undefined): void {
  for (const { Key, Value } of tags ?? []) role.tags.set(Key, Value);
  if (role.tags.size > 50) {
    throw new AwsError("LimitExceeded", "Cannot exceed quota for TagsPerRole: 50", 409);
  }
}

function sessionSeconds(value: number | string | undefined): number {
  const seconds = Number(value ?? 3600);
  if (Number.isInteger(seconds) && seconds >= 3600 && seconds <= 43_200) return seconds;
  throw new AwsError("ValidationError", "MaxSessionDuration must be from 3600 to 43200 seconds.");
}

/** Creating, describing and deleting roles, and their tags. */
export function roleOperations(roles: Roles): Record<string, Operation> {
  return {
    CreateRole: {
      run: (
        input: RoleName & {
          AssumeRolePolicyDocument: string;
          Path?: string;
          Description?: string;
          MaxSessionDuration?: number | string;
          Tags?: readonly Tag[];
        },
      ) => {
        const role = roles.create({
          name: input.RoleName,
          path: input.Path ?? "/",
          trust: input.AssumeRolePolicyDocument,
          description: input.Description ?? "",
          maxSessionSeconds: sessionSeconds(input.MaxSessionDuration),
        });
        setTags(role, input.Tags);
        return { Role: roleShape(role) };
      },
    },
    GetRole: { run: (input: RoleName) => ({ Role: roleShape(roles.named(input.RoleName)) }) },
    ListRoles: {
      run: (input: { PathPrefix?: string }) => ({
        Roles: roles.list(input.PathPrefix ?? "/").map(roleShape),
        IsTruncated: false,
      }),
    },
    UpdateRole: {
      run: (input: RoleName & { Description?: string; MaxSessionDuration?: number | string }) => {
        const role = roles.named(input.RoleName);
        role.description = input.Description ?? role.description;
        role.maxSessionSeconds = sessionSeconds(input.MaxSessionDuration ?? role.maxSessionSeconds);
        return {};
      },
    },
    UpdateAssumeRolePolicy: {
      run: (input: RoleName & { PolicyDocument: string }) => {
        roles.named(input.RoleName).trust = policyDocument(input.PolicyDocument, "trust");
        return {};
      },
    },
    DeleteRole: {
      run: (input: RoleName) => {
        roles.delete(input.RoleName);
        return {};
      },
    },
    TagRole: {
      run: (input: RoleName & { Tags: readonly Tag[] }) => {
        setTags(roles.named(input.RoleName), input.Tags);
        return {};
      },
    },
    UntagRole: {
      run: (input: RoleName & { TagKeys: readonly string[] }) => {
        const { tags } = roles.named(input.RoleName);
        for (const key of input.TagKeys) tags.delete(key);
        return {};
      },
    },
    ListRoleTags: {
      run: (input: RoleName) => ({
        Tags: tagList(roles.named(input.RoleName)),
        IsTruncated: false,
      }),
    },
    ListInstanceProfilesForRole: {
      run: (input: RoleName) => {
        roles.named(input.RoleName);
        return { InstanceProfiles: [], IsTruncated: false };
      },
    },
  };
}

/** A role's inline and attached policies. */
export function policyOperations(roles: Roles): Record<string, Operation> {
  type Named = RoleName & { PolicyName: string };
  type Attached = RoleName & { PolicyArn: string };
  const missing = (what: string): AwsError => new AwsError("NoSuchEntity", what, 404);
  return {
    PutRolePolicy: {
      run: (input: Named & { PolicyDocument: string }) => {
        const policy = policyDocument(input.PolicyDocument, "identity");
        roles.named(input.RoleName).inline.set(input.PolicyName, policy);
        return {};
      },
    },
    GetRolePolicy: {
      run: (input: Named) => {
        const policy = roles.named(input.RoleName).inline.get(input.PolicyName);
        if (policy === undefined) {
          throw missing(`The role policy with name ${input.PolicyName} cannot be found.`);
        }
        const { RoleName, PolicyName } = input;
        return { RoleName, PolicyName, PolicyDocument: encoded(policy.document) };
      },
    },
    ListRolePolicies: {
      run: (input: RoleName) => ({
        PolicyNames: [...roles.named(input.RoleName).inline.keys()].sort(),
        IsTruncated: false,
      }),
    },
    DeleteRolePolicy: {
      run: (input: Named) => {
        if (roles.named(input.RoleName).inline.delete(input.PolicyName)) return {};
        throw missing(`The role policy with name ${input.PolicyName} cannot be found.`);
      },
    },
    AttachRolePolicy: {
      run: (input: Attached) => {
        roles.named(input.RoleName).attached.add(input.PolicyArn);
        return {};
      },
    },
    DetachRolePolicy: {
      run: (input: Attached) => {
        if (roles.named(input.RoleName).attached.delete(input.PolicyArn)) return {};
        throw missing(`Policy ${input.PolicyArn} was not found.`);
      },
    },
    ListAttachedRolePolicies: {
      run: (input: RoleName) => ({
        AttachedPolicies: [...roles.named(input.RoleName).attached].map((arn) => ({
          PolicyName: arn.slice(arn.lastIndexOf("/") + 1),
          PolicyArn: arn,
        })),
        IsTruncated: false,
      }),
    },
  };
}
