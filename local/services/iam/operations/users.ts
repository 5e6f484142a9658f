import { AwsError, type Operations, type RequestContext } from "../../../gateway/service";
import { tagOperations } from "../../tags";
import type { Directory, User } from "../directory";
import { checkDeletable, conflict, noPolicies } from "../entities";

function described(user: User) {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: user.createdAt,
    ...(user.tags.size > 0 && { Tags: user.tags.list() }),
  };
}

/** The user that an operation is about: by default the one who calls. */
export function userOf(
  { users }: Directory,
  name: string | undefined,
  { principal }: RequestContext,
): User {
  if (name !== undefined) return users.named(name);
  if (principal.kind === "user") return users.named(principal.userName);
  const message = "Must specify userName when calling with non-User credentials";
  throw new AwsError("ValidationError", message);
}

/** Creating, describing and deleting users, and their tags. */
export function userOperations(directory: Directory): Operations<"iam"> {
  const { users, accountId } = directory;
  return {
    CreateUser: {
      run({ UserName, Path, Tags }) {
        const entity = users.fresh(UserName, Path, Tags);
        const own = { groups: new Set<never>(), keys: new Map<string, never>() };
        return { User: described(users.add({ ...entity, ...noPolicies(), ...own })) };
      },
    },
    GetUser: {
      run({ UserName }, context) {
        if (UserName === undefined && context.principal.kind === "root") {
          const root = { UserId: accountId, Arn: `arn:aws:iam::${accountId}:root` };
          return { User: { ...root, Path: "/", UserName: "root", CreateDate: new Date(0) } };
        }
        return { User: described(userOf(directory, UserName, context)) };
      },
    },
    ListUsers: {
      run: ({ PathPrefix }) => ({
        Users: users.list(PathPrefix).map(described),
        IsTruncated: false,
      }),
    },
    DeleteUser: {
      run({ UserName }) {
        const user = users.named(UserName);
        if (user.keys.size > 0) throw conflict("must delete access keys");
        if (user.groups.size > 0) throw conflict("must remove users from group");
        checkDeletable(user);
        users.remove(user);
        return {};
      },
    },
    GetLoginProfile: {
      run({ UserName = "" }) {
        const message = `Login Profile for User ${users.named(UserName).name} cannot be found.`;
        throw new AwsError("NoSuchEntity", message);
      },
    },
    // What Terraform and consoles ask before a deletion: none of these can be made here.
    ListMFADevices: { run: () => ({ MFADevices: [], IsTruncated: false }) },
    ListSSHPublicKeys: { run: () => ({ SSHPublicKeys: [], IsTruncated: false }) },
    ListSigningCertificates: { run: () => ({ Certificates: [], IsTruncated: false }) },
    ListServiceSpecificCredentials: { run: () => ({ ServiceSpecificCredentials: [] }) },
    ...tagOperations("iam", {
      tag: "TagUser",
      untag: "UntagUser",
      list: "ListUserTags",
      resource: "UserName",
      besides: { IsTruncated: false },
      find: (name) => users.named(name).tags,
      arn: (name) => users.arnOf(name),
    }),
  };
}
