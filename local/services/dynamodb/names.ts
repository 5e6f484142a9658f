import type { Permission, RequestContext } from "../../gateway/service";

/** The table's name, from a name or an ARN (of the table or of one of its indexes). */
export function tableName(nameOrArn: string): string {
  return nameOrArn.startsWith("arn:")
    ? (nameOrArn.split(":table/")[1]?.split("/")[0] ?? nameOrArn)
    : nameOrArn;
}

/** An input with its tables' names in place of their ARNs. */
export function byName(input: { TableName?: string; RequestItems?: object }): object {
  const { TableName, RequestItems } = input;
  return {
    ...input,
    ...(typeof TableName === "string" && { TableName: tableName(TableName) }),
    ...(RequestItems !== undefined && {
      RequestItems: Object.fromEntries(
        Object.entries(RequestItems).map(([table, requests]) => [tableName(table), requests]),
      ),
    }),
  };
}

/** An action on a table, or on one of its indexes. */
export function permission(
  action: string,
  table: string,
  { region, accountId }: RequestContext,
  index?: string,
): Permission {
  const arn = `arn:aws:dynamodb:${region}:${accountId}:table/${tableName(table)}`;
  return [`dynamodb:${action}`, index === undefined ? arn : `${arn}/index/${index}`];
}

/** `dynamodb:<action>` on the table that an input names. */
export function onTable(action: string) {
  return (input: { TableName: string }, context: RequestContext): readonly Permission[] => [
    permission(action, input.TableName, context),
  ];
}
