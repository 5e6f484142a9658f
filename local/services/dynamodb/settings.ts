import { AwsError } from "../../gateway/service";
import type { Engine, StoredTable } from "./engine";

/** What DynamoDB keeps about a table that dynalite does not know. */
export interface TableSettings {
  ttl?: { readonly attributeName: string };
  pointInTimeRecovery?: { readonly since: number; readonly days: number };
  deletionProtection: boolean;
  tableClass?: string;
  encryption?: { readonly keyArn: string };
  onDemandThroughput?: object;
  readonly tags: Map<string, string>;
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface SettingsInput {
  readonly DeletionProtectionEnabled?: boolean;
  readonly TableClass?: string;
  readonly SSESpecification?: { readonly Enabled?: boolean; readonly KMSMasterKeyId?: string };
  readonly OnDemandThroughput?: object;
}

/** Settings by table, kept beside the engine and merged into what DescribeTable answers. */
export interface Settings {
  of(table: string): TableSettings;
  /** Takes over the members that an input gives. */
  apply(table: string, input: SettingsInput): void;
  forget(table: string): void;
  describe(table: StoredTable): object;
  tables(): IterableIterator<[string, TableSettings]>;
}

export function createSettings(engine: Engine, region: string, accountId: string): Settings {
  const known = new Map<string, TableSettings>();
  const of = (table: string): TableSettings => {
    const found = known.get(table) ?? { deletionProtection: false, tags: new Map() };
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

/** The table's name, from a name or an ARN (of the table or of one of its indexes). */
export function tableName(nameOrArn: string): string {
  return nameOrArn.startsWith("arn:")
    ? (nameOrArn.split(":table/")[1]?.split("/")[0] ?? nameOrArn)
    : nameOrArn;
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
