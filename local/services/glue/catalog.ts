import type { Database } from "@aws-sdk/client-glue";
import type { CallOutput, InputOf } from "../../gateway/model/apis";
import { AwsError } from "../../gateway/service";
import { TagStore, type TagLimits } from "../tags";

export type GlueTable = NonNullable<CallOutput<"glue", "GetTable">["Table"]>;
export type GlueColumn = NonNullable<GlueTable["PartitionKeys"]>[number];
export type GluePartition = NonNullable<CallOutput<"glue", "GetPartition">["Partition"]>;
type DatabaseInput = InputOf<"glue", "CreateDatabase">["DatabaseInput"];
type TableInput = NonNullable<InputOf<"glue", "CreateTable">["TableInput"]>;
type PartitionInput = InputOf<"glue", "CreatePartition">["PartitionInput"];

interface CatalogTable {
  /** The last version. */
  table: GlueTable;
  readonly versions: GlueTable[];
  readonly partitions: Map<string, GluePartition>;
}

/** Source: https://docs.aws.amazon.com/glue/latest/webapi/API_TagResource.html */
const TAGS: TagLimits = {
  tooMany: ["InvalidInputException", "A resource can have at most 50 tags."],
  invalid: "InvalidInputException",
};

interface CatalogDatabase {
  readonly arn: string;
  readonly tags: TagStore;
  shape: Database & { readonly Name: string };
  readonly tables: Map<string, CatalogTable>;
}

/** The Data Catalog's content. Names are lower case, as Glue keeps them. */
export class Catalog {
  readonly #databases = new Map<string, CatalogDatabase>();

  constructor(
    private readonly accountId: string,
    private readonly arn: (resource: string) => string,
  ) {}

  createDatabase(input: DatabaseInput, tags?: Readonly<Record<string, string>>): void {
    const Name = input.Name.toLowerCase();
    if (this.#databases.has(Name)) throw exists("Database");
    const shape = { ...input, Name, CreateTime: new Date(), CatalogId: this.accountId };
    const arn = this.arn(`database/${Name}`);
    const stored = new TagStore(TAGS, tags);
    this.#databases.set(Name, { arn, tags: stored, shape, tables: new Map() });
  }

  updateDatabase(name: string, input: DatabaseInput): void {
    const database = this.database(name);
    database.shape = { ...database.shape, ...input, Name: database.shape.Name };
  }

  /** Its tables go with it, as in Glue. */
  deleteDatabase(name: string): void {
    this.#databases.delete(this.database(name).shape.Name);
  }

  database(name: string): CatalogDatabase {
    const found = this.#databases.get(name.toLowerCase());
    if (found) return found;
    throw new AwsError("EntityNotFoundException", `Database ${name} not found.`);
  }

  /** Databases alone have tags here. */
  byArn(arn: string): CatalogDatabase {
    const found = this.databases().find((each) => each.arn === arn);
    if (found) return found;
    throw new AwsError("EntityNotFoundException", `Resource ${arn} not found.`);
  }

  databases(): readonly CatalogDatabase[] {
    return [...this.#databases.values()];
  }

  createTable(databaseName: string, input: TableInput): void {
    const { shape, tables } = this.database(databaseName);
    const Name = input.Name.toLowerCase();
    if (tables.has(Name)) throw exists("Table");
    const now = new Date();
    const times = { CreateTime: now, UpdateTime: now };
    const names = { Name, DatabaseName: shape.Name, CatalogId: this.accountId };
    const table = { ...input, ...names, ...times, VersionId: "0" };
    tables.set(Name, { table, versions: [table], partitions: new Map() });
  }

  /** Replaces the definition; a version of it is kept. */
  updateTable(databaseName: string, input: TableInput): void {
    const found = this.table(databaseName, input.Name);
    const { Name, DatabaseName, CatalogId, CreateTime } = found.table;
    const names = { Name, DatabaseName, CatalogId };
    const times = { CreateTime, UpdateTime: new Date() };
    found.table = { ...input, ...names, ...times, VersionId: String(found.versions.length) };
    found.versions.push(found.table);
  }

  deleteTable(databaseName: string, name: string): void {
    this.database(databaseName).tables.delete(this.table(databaseName, name).table.Name);
  }

  table(databaseName: string, name: string): CatalogTable {
    const found = this.database(databaseName).tables.get(name.toLowerCase());
    if (found) return found;
    throw new AwsError("EntityNotFoundException", `Table ${name} not found.`);
  }

  createPartition(databaseName: string, tableName: string, input: PartitionInput): void {
    const { partitions, table } = this.table(databaseName, tableName);
    const { Values = [] } = input;
    if (Values.length !== (table.PartitionKeys?.length ?? 0)) {
      throw wrongValues();
    }
    const key = JSON.stringify(Values);
    if (partitions.has(key)) throw exists("Partition");
    const names = { DatabaseName: table.DatabaseName, TableName: table.Name };
    partitions.set(key, { ...input, ...names, Values, CreationTime: new Date() });
  }

  /** Replaces a partition, which may get other values. */
  updatePartition(
    databaseName: string,
    tableName: string,
    values: readonly string[],
    input: PartitionInput,
  ): void {
    const { CreationTime } = this.partition(databaseName, tableName, values);
    const { partitions, table } = this.table(databaseName, tableName);
    const { Values = [...values] } = input;
    const [from, to] = [JSON.stringify(values), JSON.stringify(Values)];
    if (Values.length !== values.length) throw wrongValues();
    if (from !== to && partitions.has(to)) throw exists("Partition");
    partitions.delete(from);
    const names = { DatabaseName: table.DatabaseName, TableName: table.Name };
    partitions.set(to, { ...input, ...names, Values, CreationTime });
  }

  partition(databaseName: string, tableName: string, values: readonly string[]): GluePartition {
    const { partitions } = this.table(databaseName, tableName);
    const found = partitions.get(JSON.stringify(values));
    if (found) return found;
    throw new AwsError("EntityNotFoundException", "Cannot find partition.");
  }

  deletePartition(databaseName: string, tableName: string, values: readonly string[]): void {
    this.partition(databaseName, tableName, values);
    this.table(databaseName, tableName).partitions.delete(JSON.stringify(values));
  }
}

const wrongValues = (): AwsError =>
  new AwsError("InvalidInputException", "The number of partition keys do not match.");

function exists(what: string): AwsError {
  return new AwsError("AlreadyExistsException", `${what} already exists.`);
}
