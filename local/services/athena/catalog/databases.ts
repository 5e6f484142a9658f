import type { StatementScope } from "../query";
import type { CatalogStatement } from "../statements/statement";
import { hiveFault, unless } from "./fault";

export async function createDatabase(
  statement: Extract<CatalogStatement, { kind: "create database" }>,
  { cloud, as }: StatementScope,
): Promise<void> {
  const { name: Name, comment: Description, location: LocationUri, properties } = statement;
  const DatabaseInput = {
    Name,
    ...(Description !== undefined && { Description }),
    ...(LocationUri !== undefined && { LocationUri }),
    Parameters: properties,
  };
  await unless<unknown>(
    "AlreadyExistsException",
    () => cloud.call("glue", "CreateDatabase", { DatabaseInput }, as),
    () => {
      if (!statement.ifNotExists) throw hiveFault(`Database ${Name} already exists`);
    },
  );
}

/** Without CASCADE, a database that has tables stays. */
export async function dropDatabase(
  { name: Name, ifExists, cascade }: Extract<CatalogStatement, { kind: "drop database" }>,
  { cloud, as }: StatementScope,
): Promise<void> {
  const drop = async (): Promise<unknown> => {
    const { TableList = [] } = await cloud.call("glue", "GetTables", { DatabaseName: Name }, as);
    if (TableList.length > 0 && !cascade) {
      throw hiveFault(`Database ${Name} is not empty. One or more tables exist.`);
    }
    return cloud.call("glue", "DeleteDatabase", { Name }, as);
  };
  await unless("EntityNotFoundException", drop, () => {
    if (!ifExists) throw hiveFault(`Database does not exist: ${Name}`);
  });
}
