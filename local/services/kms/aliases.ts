import { AwsError } from "../../gateway/service";
import type { Operations, Permission } from "../../gateway/service";

/** Creation, change, deletion and listing of aliases; `aliases` maps them to key ids. */
export function aliasOperations(
  aliases: Map<string, string>,
  prefix: string,
  idOf: (keyId: string) => string,
): Operations<"kms"> {
  const known = (name: string): void => {
    if (aliases.has(name)) return;
    throw new AwsError("NotFoundException", `Alias ${prefix}${name} is not found.`);
  };
  const on =
    (action: string) =>
    ({ AliasName }: { readonly AliasName: string }): readonly Permission[] => [
      [`kms:${action}`, prefix + AliasName],
    ];
  return {
    CreateAlias: {
      permissions: on("CreateAlias"),
      run({ AliasName, TargetKeyId }) {
        checkName(AliasName);
        if (aliases.has(AliasName)) {
          throw new AwsError("AlreadyExistsException", `${prefix}${AliasName} already exists`);
        }
        aliases.set(AliasName, idOf(TargetKeyId));
        return {};
      },
    },
    UpdateAlias: {
      permissions: on("UpdateAlias"),
      run({ AliasName, TargetKeyId }) {
        known(AliasName);
        aliases.set(AliasName, idOf(TargetKeyId));
        return {};
      },
    },
    DeleteAlias: {
      permissions: on("DeleteAlias"),
      run({ AliasName }) {
        known(AliasName);
        aliases.delete(AliasName);
        return {};
      },
    },
    ListAliases: {
      run: ({ KeyId }) => ({
        Aliases: [...aliases]
          .filter(([, id]) => KeyId === undefined || idOf(KeyId) === id)
          .map(([AliasName, TargetKeyId]) => ({
            AliasName,
            AliasArn: prefix + AliasName,
            TargetKeyId,
          })),
        Truncated: false,
      }),
    },
  };
}

/** Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html */
function checkName(name: string): void {
  if (!name.startsWith("alias/")) {
    throw new AwsError("ValidationException", 'Alias must start with the prefix "alias/".');
  }
  if (!/^alias\/(?!aws\/)[\w/-]+$/.test(name)) {
    throw new AwsError("InvalidAliasNameException", `${name} is not a valid alias.`);
  }
}
