import type { TableDescription } from "@aws-sdk/client-dynamodb";
import type { InputOf } from "../../gateway/model/apis";
import { AwsError } from "../../gateway/service";
import { TagStore, type TagLimits } from "../tags";
import type { Engine, StoredTable } from "./engine";
import { tableName } from "./names";

type SettingsInput = Pick<
  InputOf<"dynamodb", "UpdateTable">,
  "DeletionProtectionEnabled" | "TableClass" | "SSESpecification" | "OnDemandThroughput"
>;

/** What DynamoDB keeps about a table that dynalite does not know. */
export interface TableSettings {
  ttl?: { readonly attributeName: string } | undefined;
  pointInTimeRecovery?: { readonly since: Date; readonly days: number } | undefined;
  deletionProtection: boolean;
  tableClass?: SettingsInput["TableClass"];
  encryption?: { readonly keyArn: string } | undefined;
  onDemandThroughput?: SettingsInput["OnDemandThroughput"];
  readonly tags: TagStore;
}

/** Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Tagging.html */
const TAGS: TagLimits = {
  tooMany: ["ValidationException", "A table can have at most 50 tags."],
  invalid: "ValidationException",
};

/** Settings by table, kept beside the engine and merged into what DescribeTable answers. */
export interface Settings {
  of(table: string): TableSettings;
  /** Takes over the members that an input gives. */
  apply(table: string, input: SettingsInput): void;
  forget(table: string): void;
  describe(table: StoredTable): TableDescription;
  tables(): IterableIterator<[string, TableSettings]>;
}

export function createSettings(engine: Engine, region: string, accountId: string): Settings {
  const known = new Map<string, TableSettings>();
  const of = (table: string): TableSettings => {
    const found = known.get(table) ?? { deletionProtection: false, tags: new TagStore(TAGS) };
    known.set(table, found);
    return found;
  };
  const defaultKey = `arn:aws:kms:${region}:${accountId}:key/aws-dynamodb`;

  return {
    of,
    apply(table, input) {
      const settings = of(table);
      settings.deletionProtection = input.DeletionProtectionEnabled ?? settings.deletionProtection;
      settings.tableClass = input.TableClass ?? settings.tableClass;
      settings.onDemandThroughput = input.OnDemandThroughput ?? settings.onDemandThroughput;
      const encryption = input.SSESpecification;
      if (encryption === undefined) return;
      const keyArn = encryption.KMSMasterKeyId ?? defaultKey;
      settings.encryption = encryption.Enabled === true ? { keyArn } : undefined;
    },
    forget: (table) => {
      known.delete(table);
    },
    describe(table) {
      const items = engine.store.getItemDb(table.TableName);
      const settings = of(table.TableName);
      return {
        ...table,
        ItemCount: items.count,
        TableSizeBytes: items.byteLength,
        DeletionProtectionEnabled: settings.deletionProtection,
        ...(settings.tableClass && { TableClassSummary: { TableClass: settings.tableClass } }),
        ...(settings.onDemandThroughput && { OnDemandThroughput: settings.onDemandThroughput }),
        ...(settings.encryption && {
          SSEDescription: {
            Status: "ENABLED",
            SSEType: "KMS",
            KMSMasterKeyArn: settings.encryption.keyArn,
          },
        }),
      };
    },
    tables: () => known.entries(),
  };
}

/** The table as it is kept. Throws ResourceNotFoundException. */
export function existingTable(engine: Engine, nameOrArn: string): StoredTable {
  const name = tableName(nameOrArn);
  const table = engine.table(name);
  if (table === undefined) {
    throw new AwsError(
      "ResourceNotFoundException",
      `Requested resource not found: Table: ${name} not found`,
    );
  }
  return table;
}
