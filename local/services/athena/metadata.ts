import type { Database, TableMetadata } from "@aws-sdk/client-athena";
import { AwsError } from "../../gateway/service";
import type { CloudClient, Operation, Operations, Principal } from "../../gateway/service";
import type { GlueTable } from "../glue";
import { pageOf } from "../pages";
import { databasesOf, tablesOf } from "./catalog/lists";
import { tableOf } from "./tables";
import { badToken, invalidRequest } from "./workgroups";

interface Options {
  readonly region: string;
  readonly accountId: string;
  readonly cloud: () => CloudClient;
}

/** The one catalog: Glue's. */
const catalogName = "AwsDataCatalog";

/**
 * Athena's view of catalogs, databases and tables: Glue's, with the caller's permissions on both.
 * Source: https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html
 */
export function metadataOperations(options: Options): Operations<"athena"> {
  const as = (principal: Principal) => ({ cloud: options.cloud(), as: principal });
  const arn = (name: string) =>
    `arn:aws:athena:${options.region}:${options.accountId}:datacatalog/${name}`;
  const find = (name: string): void => {
    if (name.toLowerCase() !== catalogName.toLowerCase()) {
      throw invalidRequest(`Data catalog ${name} was not found`);
    }
  };
  const allowed =
    (operation: string): NonNullable<Operation<{ CatalogName: string }>["permissions"]> =>
    ({ CatalogName }) => [[`athena:${operation}`, arn(CatalogName)]];
  return {
    ListDataCatalogs: {
      permissions: () => [["athena:ListDataCatalogs", "*"]],
      run: () => ({
        DataCatalogsSummary: [
          { CatalogName: catalogName, Type: "GLUE", Status: "CREATE_COMPLETE" },
        ],
      }),
    },
    GetDataCatalog: {
      permissions: ({ Name }) => [["athena:GetDataCatalog", arn(Name)]],
      run({ Name }) {
        find(Name);
        const Parameters = { "catalog-id": options.accountId };
        return { DataCatalog: { Name: catalogName, Type: "GLUE", Parameters } };
      },
    },
    ListDatabases: {
      permissions: allowed("ListDatabases"),
      async run({ CatalogName, NextToken, MaxResults = 50 }, { principal }) {
        find(CatalogName);
        const all = await ofGlue(() => databasesOf(as(principal)));
        const { page, next } = pageOf(all, NextToken, MaxResults, badToken);
        return { DatabaseList: page.map(described), NextToken: next };
      },
    },
    GetDatabase: {
      permissions: allowed("GetDatabase"),
      async run({ CatalogName, DatabaseName: Name }, { principal }) {
        find(CatalogName);
        const { Database: found } = await ofGlue(() =>
          options.cloud().call("glue", "GetDatabase", { Name }, principal),
        );
        return { Database: described(found ?? { Name }) };
      },
    },
    ListTableMetadata: {
      permissions: allowed("ListTableMetadata"),
      async run(input, { principal }) {
        const { CatalogName, DatabaseName, Expression, NextToken, MaxResults = 50 } = input;
        find(CatalogName);
        const all = await ofGlue(() => tablesOf(DatabaseName, as(principal), Expression));
        const { page, next } = pageOf(all, NextToken, MaxResults, badToken);
        return { TableMetadataList: page.map(tableMetadata), NextToken: next };
      },
    },
    GetTableMetadata: {
      permissions: allowed("GetTableMetadata"),
      async run({ CatalogName, DatabaseName, TableName }, { principal }) {
        find(CatalogName);
        const table = await ofGlue(() => tableOf(DatabaseName, TableName, as(principal)));
        return { TableMetadata: tableMetadata(table) };
      },
    },
  };
}

/** What Glue refuses is a MetadataException of Athena's. */
async function ofGlue<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new AwsError(
      "MetadataException",
      `${error.message} (Service: AmazonDataCatalog; Error Code: ${error.code})`,
    );
  }
}

const described = ({
  Name = "",
  Description,
  Parameters,
}: {
  readonly Name?: string;
  readonly Description?: string;
  readonly Parameters?: Record<string, string>;
}): Database & { Name: string } => ({ Name, Description, Parameters });

/** Athena tells a table's storage among its parameters. */
function tableMetadata(table: GlueTable): TableMetadata & { Name: string } {
  const { Name, CreateTime, LastAccessTime, TableType, StorageDescriptor = {} } = table;
  const { Location, InputFormat, OutputFormat, SerdeInfo, Columns = [] } = StorageDescriptor;
  const serde = Object.entries(SerdeInfo?.Parameters ?? {});
  const storage = {
    inputformat: InputFormat,
    location: Location,
    outputformat: OutputFormat,
    "serde.serialization.lib": SerdeInfo?.SerializationLibrary,
    ...Object.fromEntries(serde.map(([name, value]) => [`serde.param.${name}`, value])),
  };
  const known = Object.entries(storage).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return {
    Name,
    CreateTime,
    LastAccessTime,
    TableType,
    Columns,
    PartitionKeys: table.PartitionKeys ?? [],
    Parameters: { ...table.Parameters, ...Object.fromEntries(known) },
  };
}
