import type { Operations } from "../../../gateway/service";
import type { Directory, Group } from "../directory";
import { checkDeletable, conflict, noPolicies, type Entity } from "../entities";

const described = ({ path, name, id, arn, createdAt }: Entity) => ({
  Path: path,
  GroupName: name,
  GroupId: id,
  Arn: arn,
  CreateDate: createdAt,
});

/** Groups and who is in them. */
export function groupOperations({ groups, users }: Directory): Operations<"iam"> {
  const membersOf = (group: Group) => users.list().filter((user) => user.groups.has(group));
  return {
    CreateGroup: {
      run({ GroupName, Path }) {
        const entity = groups.fresh(GroupName, Path);
        return { Group: described(groups.add({ ...entity, ...noPolicies() })) };
      },
    },
    GetGroup: {
      run({ GroupName }) {
        const group = groups.named(GroupName);
        const Users = membersOf(group).map(({ path, name, id, arn, createdAt }) => ({
          Path: path,
          UserName: name,
          UserId: id,
          Arn: arn,
          CreateDate: createdAt,
        }));
        return { Group: described(group), Users, IsTruncated: false };
      },
    },
    ListGroups: {
      run: ({ PathPrefix }) => ({
        Groups: groups.list(PathPrefix).map(described),
        IsTruncated: false,
      }),
    },
    ListGroupsForUser: {
      run: ({ UserName }) => ({
        Groups: [...users.named(UserName).groups].map(described),
        IsTruncated: false,
      }),
    },
    AddUserToGroup: {
      run({ GroupName, UserName }) {
        users.named(UserName).groups.add(groups.named(GroupName));
        return {};
      },
    },
    RemoveUserFromGroup: {
      run({ GroupName, UserName }) {
        users.named(UserName).groups.delete(groups.named(GroupName));
        return {};
      },
    },
    DeleteGroup: {
      run({ GroupName }) {
        const group = groups.named(GroupName);
        if (membersOf(group).length > 0) throw conflict("must remove users from group");
        checkDeletable(group);
        groups.remove(group);
        return {};
      },
    },
  };
}
