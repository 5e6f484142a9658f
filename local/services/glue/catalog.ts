import { AwsError } from "../../gateway/service";

export interface GlueColumn {
  readonly Name: string;
  readonly Type?: string;
  readonly Comment?: string;
}

export interface StorageDescriptor {
  readonly Columns?: readonly GlueColumn[];
  readonly Location?: string;
  readonly InputFormat?: string;
  readonly OutputFormat?: string;
  readonly SerdeInfo?: {
    readonly Name?: string;
    readonly SerializationLibrary?: string;
    readonly Parameters?: Readonly<Record<string, string>>;
  };
  readonly [member: string]: unknown;
}

export interface TableInput {
  readonly Name: string;
  readonly Description?: string;
  readonly TableType?: string;
  readonly PartitionKeys?: readonly GlueColumn[];
  readonly Parameters?: Readonly<Record<string, string>>;
  readonly StorageDescriptor?: StorageDescriptor;
  readonly [member: string]: unknown;
}

/** A table as GetTable gives it; times in epoch seconds. */
export interface GlueTable extends TableInput {
  readonly DatabaseName: string;
  readonly CreateTime: number;
  readonly UpdateTime: number;
  readonly VersionId: string;
  readonly CatalogId: string;
}

export interface GluePartition {
  readonly Values: readonly string[];
  readonly StorageDescriptor?: StorageDescriptor;
  readonly [member: string]: unknown;
}

export interface DatabaseInput {
  readonly Name: string;
  readonly Description?: string;
  readonly LocationUri?: string;
  readonly Parameters?: Readonly<Record<string, string>>;
}

interface KeptTable {
  table: GlueTable;
  readonly versions: GlueTable[];
  readonly partitions: Map<string, GluePartition>;
}

interface KeptDatabase {
  shape: DatabaseInput & { readonly CreateTime: number; readonly CatalogId: string };
  readonly tables: Map<string, KeptTable>;
}

/** The Data Catalog's content. Names are lower case, as Glue keeps them. */
export class Catalog {
  readonly #databases = new Map<string, KeptDatabase>();

  constructor(
    private readonly accountId: string,
    private readonly clock: () => number = Date.now,
  ) {}

  createDatabase(input: DatabaseInput): void {
    const name = input.Name.toLowerCase();
    if (this.#databases.has(name)) throw exists("Database");
    const shape = { ...input, Name: name, ...this.#stamp() };
    this.#databases.set(name, { shape, tables: new Map() });
  }

  updateDatabase(name: string, input: DatabaseInput): void {
    const kept = this.database(name);
    kept.shape = { ...kept.shape, ...input, Name: kept.shape.Name };
  }

  /** Its tables go with it, as in Glue. */
  deleteDatabase(name: string): void {
    this.#databases.delete(this.database(name).shape.Name);
  }

  database(name: string): KeptDatabase {
    const kept = this.#databases.get(name.toLowerCase());
    if (kept) return kept;
    throw new AwsError("EntityNotFoundException", `Database ${name} not found.`);
  }

  databases(): readonly KeptDatabase[] {
    return [...this.#databases.values()];
  }

  createTable(databaseName: string, input: TableInput): void {
    const { shape, tables } = this.database(databaseName);
    const Name = input.Name.toLowerCase();
    if (tables.has(Name)) throw exists("Table");
    const stamp = this.#stamp();
    const table: GlueTable = {
      ...input,
      ...stamp,
      Name,
      DatabaseName: shape.Name,
      UpdateTime: stamp.CreateTime,
      VersionId: "0",
    };
    tables.set(Name, { table, versions: [table], partitions: new Map() });
  }

  /** Replaces the definition; a version of it is kept. */
  updateTable(databaseName: string, input: TableInput): void {
    const kept = this.table(databaseName, input.Name);
    const { DatabaseName, CreateTime, CatalogId, Name, VersionId } = kept.table;
    const table: GlueTable = {
      ...input,
      Name,
      DatabaseName,
      CreateTime,
      CatalogId,
      UpdateTime: this.clock() / 1000,
      VersionId: String(Number(VersionId) + 1),
    };
    kept.table = table;
    kept.versions.push(table);
  }

  deleteTable(databaseName: string, name: string): void {
    this.table(databaseName, name);
    this.database(databaseName).tables.delete(name.toLowerCase());
  }

  table(databaseName: string, name: string): KeptTable {
    const kept = this.database(databaseName).tables.get(name.toLowerCase());
    if (kept) return kept;
    throw new AwsError("EntityNotFoundException", `Table ${name} not found.`);
  }

  createPartition(
    databaseName: string,
    tableName: string,
    input: Omit<GluePartition, "Values"> & Partial<Pick<GluePartition, "Values">>,
  ): void {
    const { partitions, table } = this.table(databaseName, tableName);
    const { Values = [] } = input;
    if (Values.length !== (table.PartitionKeys?.length ?? 0)) {
      throw new AwsError("InvalidInputException", "The number of partition keys do not match.");
    }
    const key = partitionKey(Values);
    if (partitions.has(key)) throw exists("Partition");
    const names = { DatabaseName: table.DatabaseName, TableName: table.Name };
    partitions.set(key, { ...input, ...names, Values, CreationTime: this.clock() / 1000 });
  }

  partition(databaseName: string, tableName: string, values: readonly string[]): GluePartition {
    const found = this.table(databaseName, tableName).partitions.get(partitionKey(values));
    if (found) return found;
    throw new AwsError("EntityNotFoundException", "Cannot find partition.");
  }

  deletePartition(databaseName: string, tableName: string, values: readonly string[]): void {
    this.partition(databaseName, tableName, values);
    this.table(databaseName, tableName).partitions.delete(partitionKey(values));
  }

  #stamp(): { readonly CreateTime: number; readonly CatalogId: string } {
    return { CreateTime: this.clock() / 1000, CatalogId: this.accountId };
  }
}

function partitionKey(values: readonly string[]): string {
  return JSON.stringify(values);
}

function exists(what: string): AwsError {
  return new AwsError("AlreadyExistsException", `${what} already exists.`);
}
