import { AwsError, type Operations } from "../../../gateway/service";
import { tagOperations } from "../../tags";
import type { Directory, ManagedPolicy, PolicyVersion } from "../directory";
import { MANAGED_POLICIES, managedDocument } from "../managed";
import { checkSize, policyOf } from "../policy";
import { encoded } from "./inline";

/** Managed policies: the account's own with their versions, and what is known of AWS's. */
export function managedPolicyOperations(directory: Directory): Operations<"iam"> {
  const { policies } = directory;

  const described = (policy: ManagedPolicy) => {
    const { roles, users, groups } = directory.holdersOf(policy.arn);
    return {
      PolicyName: policy.name,
      PolicyId: policy.id,
      Arn: policy.arn,
      Path: policy.path,
      DefaultVersionId: policy.defaultVersion,
      AttachmentCount: roles.length + users.length + groups.length,
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      Description: policy.description,
      CreateDate: policy.createdAt,
      UpdateDate: policy.updatedAt,
      ...(policy.tags.size > 0 && { Tags: policy.tags.list() }),
    };
  };
  const versioned = (policy: ManagedPolicy, id: string, { createdAt }: PolicyVersion) => ({
    VersionId: id,
    IsDefaultVersion: policy.defaultVersion === id,
    CreateDate: createdAt,
  });
  const own = (arn: string): ManagedPolicy => {
    const policy = policies.withArn(arn);
    if (policy !== undefined) return policy;
    directory.checkPolicyArn(arn);
    throw new AwsError("NoSuchEntity", `Policy ${arn} was not found.`);
  };
  const versionOf = (policy: ManagedPolicy, id: string): PolicyVersion => {
    const version = policy.versions.get(id);
    if (version !== undefined) return version;
    const message = `Policy ${policy.arn} version ${id} does not exist or is not attachable.`;
    throw new AwsError("NoSuchEntity", message);
  };
  const read = (document: string): PolicyVersion => {
    checkSize(document, "PolicySize");
    return { ...policyOf(document, "managed"), createdAt: new Date() };
  };

  return {
    CreatePolicy: {
      run({ PolicyName, Path, PolicyDocument, Description = "", Tags }) {
        const entity = policies.fresh(PolicyName, Path, Tags);
        const policy = policies.add({
          ...entity,
          description: Description,
          versions: new Map([["v1", read(PolicyDocument)]]),
          defaultVersion: "v1",
          made: 1,
          updatedAt: entity.createdAt,
        });
        return { Policy: described(policy) };
      },
    },
    GetPolicy: {
      run: ({ PolicyArn }) => ({ Policy: ofAws(PolicyArn) ?? described(own(PolicyArn)) }),
    },
    ListPolicies: {
      run: ({ Scope = "All", PathPrefix, OnlyAttached = false }) => ({
        Policies: [
          ...(Scope === "Local" ? [] : [...MANAGED_POLICIES.keys()].flatMap((a) => ofAws(a) ?? [])),
          ...(Scope === "AWS" ? [] : policies.list(PathPrefix).map(described)),
        ].filter(({ AttachmentCount }) => !OnlyAttached || AttachmentCount > 0),
        IsTruncated: false,
      }),
    },
    DeletePolicy: {
      run({ PolicyArn }) {
        const policy = own(PolicyArn);
        if (described(policy).AttachmentCount > 0) {
          throw new AwsError("DeleteConflict", "Cannot delete a policy attached to entities.");
        }
        if (policy.versions.size > 1) {
          const message =
            "This policy has more than one version. Before you delete a policy, you must delete " +
            "the policy's versions. The default version is deleted with the policy.";
          throw new AwsError("DeleteConflict", message);
        }
        policies.remove(policy);
        return {};
      },
    },
    CreatePolicyVersion: {
      run({ PolicyArn, PolicyDocument, SetAsDefault = false }) {
        const policy = own(PolicyArn);
        const version = read(PolicyDocument);
        if (policy.versions.size >= 5) {
          const message =
            "A managed policy can have up to 5 versions. Before you create a new version, you must " +
            "delete an existing version.";
          throw new AwsError("LimitExceeded", message);
        }
        policy.made += 1;
        const id = `v${policy.made}`;
        policy.versions.set(id, version);
        if (SetAsDefault) policy.defaultVersion = id;
        policy.updatedAt = version.createdAt;
        return { PolicyVersion: versioned(policy, id, version) };
      },
    },
    GetPolicyVersion: {
      run({ PolicyArn, VersionId }) {
        const Document = managedDocument(PolicyArn);
        if (Document !== undefined) {
          const found = { VersionId, IsDefaultVersion: true, CreateDate: new Date(0) };
          return { PolicyVersion: { ...found, Document: encoded(Document) } };
        }
        const policy = own(PolicyArn);
        const version = versionOf(policy, VersionId);
        const shown = versioned(policy, VersionId, version);
        return { PolicyVersion: { ...shown, Document: encoded(version.document) } };
      },
    },
    ListPolicyVersions: {
      run({ PolicyArn }) {
        const policy = own(PolicyArn);
        const all = [...policy.versions].map(([id, version]) => versioned(policy, id, version));
        return { Versions: all.reverse(), IsTruncated: false };
      },
    },
    SetDefaultPolicyVersion: {
      run({ PolicyArn, VersionId }) {
        const policy = own(PolicyArn);
        versionOf(policy, VersionId);
        policy.defaultVersion = VersionId;
        return {};
      },
    },
    DeletePolicyVersion: {
      run({ PolicyArn, VersionId }) {
        const policy = own(PolicyArn);
        versionOf(policy, VersionId);
        if (policy.defaultVersion === VersionId) {
          const message = "Cannot delete the default version of a policy.";
          throw new AwsError("DeleteConflict", message);
        }
        policy.versions.delete(VersionId);
        return {};
      },
    },
    ListEntitiesForPolicy: {
      run({ PolicyArn }) {
        directory.checkPolicyArn(PolicyArn);
        const { roles, users, groups } = directory.holdersOf(PolicyArn);
        return {
          PolicyRoles: roles.map(({ name, id }) => ({ RoleName: name, RoleId: id })),
          PolicyUsers: users.map(({ name, id }) => ({ UserName: name, UserId: id })),
          PolicyGroups: groups.map(({ name, id }) => ({ GroupName: name, GroupId: id })),
          IsTruncated: false,
        };
      },
    },
    ...tagOperations("iam", {
      tag: "TagPolicy",
      untag: "UntagPolicy",
      list: "ListPolicyTags",
      resource: "PolicyArn",
      besides: { IsTruncated: false },
      find: (arn) => own(arn).tags,
      arn: (arn) => arn,
    }),
  };

  /** A policy of AWS's that is known here. */
  function ofAws(arn: string) {
    if (!MANAGED_POLICIES.has(arn)) return undefined;
    const { roles, users, groups } = directory.holdersOf(arn);
    return {
      PolicyName: arn.slice(arn.lastIndexOf("/") + 1),
      Arn: arn,
      Path: arn.slice(arn.indexOf(":policy") + 7, arn.lastIndexOf("/") + 1),
      DefaultVersionId: "v1",
      AttachmentCount: roles.length + users.length + groups.length,
      IsAttachable: true,
    };
  }
}
