import { AwsError } from "../../gateway/service";
import type { Operation, Permission } from "../../gateway/service";
import type { KeyInput } from "./keys";

interface AliasInput {
  readonly AliasName: string;
  readonly TargetKeyId: string;
}

/** Creation, change, deletion and listing of aliases; `aliases` maps them to key ids. */
export function aliasOperations(
  aliases: Map<string, string>,
  prefix: string,
  idOf: (input: KeyInput) => string,
): Record<string, Operation> {
  const known = (name: string): void => {
    if (aliases.has(name)) return;
    throw new AwsError("NotFoundException", `Alias ${prefix}${name} is not found.`);
  };
  const onAlias =
    (action: string) =>
    ({ AliasName }: AliasInput): readonly Permission[] => [[`kms:${action}`, prefix + AliasName]];
  return {
    CreateAlias: {
      run({ AliasName, TargetKeyId }: AliasInput) {
        if (!/^alias\/(?!aws\/)[A-Za-z0-9/_-]{1,250}$/.test(AliasName)) {
          throw new AwsError("ValidationException", `${AliasName} is not a valid alias.`);
        }
        if (aliases.has(AliasName)) {
          throw new AwsError("AlreadyExistsException", `${prefix}${AliasName} already exists`);
        }
        aliases.set(AliasName, idOf({ KeyId: TargetKeyId }));
        return {};
      },
      permissions: onAlias("CreateAlias"),
    },
    UpdateAlias: {
      run({ AliasName, TargetKeyId }: AliasInput) {
        known(AliasName);
        aliases.set(AliasName, idOf({ KeyId: TargetKeyId }));
        return {};
      },
      permissions: onAlias("UpdateAlias"),
    },
    DeleteAlias: {
      run({ AliasName }: AliasInput) {
        known(AliasName);
        aliases.delete(AliasName);
        return {};
      },
      permissions: onAlias("DeleteAlias"),
    },
    ListAliases: {
      run: ({ KeyId }: { KeyId?: string }) => ({
        Aliases: [...aliases]
          .filter(([, id]) => KeyId === undefined || idOf({ KeyId }) === id)
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
