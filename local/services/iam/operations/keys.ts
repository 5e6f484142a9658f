import { randomBytes } from "node:crypto";
import { AwsError, type Operations } from "../../../gateway/service";
import type { AccessKey, Directory, User } from "../directory";
import { uniqueId } from "../entities";
import type { Keys } from "../keys";
import { userOf } from "./users";

const described = ({ name }: User, { id, active, createdAt }: AccessKey) => ({
  UserName: name,
  AccessKeyId: id,
  Status: active ? ("Active" as const) : ("Inactive" as const),
  CreateDate: createdAt,
});

/** Users' access keys. */
export function keyOperations(directory: Directory, keys: Keys): Operations<"iam"> {
  const keyOf = (user: User, id: string): AccessKey => {
    const key = user.keys.get(id);
    if (key !== undefined) return key;
    throw new AwsError("NoSuchEntity", `The Access Key with id ${id} cannot be found.`);
  };
  return {
    CreateAccessKey: {
      run({ UserName }, context) {
        const user = userOf(directory, UserName, context);
        if (user.keys.size >= 2) {
          const message = "Cannot exceed quota for AccessKeysPerUser: 2";
          throw new AwsError("LimitExceeded", message);
        }
        const key: AccessKey = {
          id: uniqueId("AKIA", 16),
          secret: randomBytes(30).toString("base64"),
          createdAt: new Date(),
          active: true,
        };
        user.keys.set(key.id, key);
        keys.add(user, key);
        return { AccessKey: { ...described(user, key), SecretAccessKey: key.secret } };
      },
    },
    ListAccessKeys: {
      run({ UserName }, context) {
        const user = userOf(directory, UserName, context);
        const AccessKeyMetadata = [...user.keys.values()].map((key) => described(user, key));
        return { AccessKeyMetadata, IsTruncated: false };
      },
    },
    UpdateAccessKey: {
      run({ UserName, AccessKeyId, Status }, context) {
        const key = keyOf(userOf(directory, UserName, context), AccessKeyId);
        if (Status !== "Active" && Status !== "Inactive") {
          throw new AwsError("ValidationError", "Status must be Active or Inactive");
        }
        key.active = Status === "Active";
        return {};
      },
    },
    DeleteAccessKey: {
      run({ UserName, AccessKeyId }, context) {
        const user = userOf(directory, UserName, context);
        keyOf(user, AccessKeyId);
        user.keys.delete(AccessKeyId);
        keys.retire(AccessKeyId);
        return {};
      },
    },
    GetAccessKeyLastUsed: {
      run({ AccessKeyId }) {
        const found = keys.find(AccessKeyId);
        if (found === undefined) {
          const message = `The Access Key with id ${AccessKeyId} cannot be found.`;
          throw new AwsError("NoSuchEntity", message);
        }
        const { at, service = "N/A", region = "N/A" } = found.key.lastUsed ?? {};
        return {
          UserName: found.user.name,
          AccessKeyLastUsed: { LastUsedDate: at, ServiceName: service, Region: region },
        };
      },
    },
  };
}
