import type { TableName } from "./reader";

/** Names and values of `WITH (…)`, in lower case; an `ARRAY[…]` is a list. */
export type Properties = ReadonlyMap<string, string | readonly string[]>;

export interface ColumnDefinition {
  readonly Name: string;
  /** Hive's. */
  readonly Type: string;
  readonly Comment?: string;
}

/** A partition by its keys' values: `(year = '2024', month = '01')`. */
export type PartitionSpec = ReadonlyMap<string, string>;

export interface TableDefinition {
  readonly table: TableName;
  readonly ifNotExists: boolean;
  readonly columns: readonly ColumnDefinition[];
  readonly comment: string | undefined;
  readonly partitionKeys: readonly ColumnDefinition[];
  readonly serde: string | undefined;
  readonly serdeProperties: Readonly<Record<string, string>>;
  /** After STORED AS, in lower case; or the class names of INPUTFORMAT and OUTPUTFORMAT. */
  readonly storedAs: string | readonly [input: string, output: string] | undefined;
  readonly location: string | undefined;
  readonly properties: Readonly<Record<string, string>>;
}

/** A change of ALTER TABLE. */
export type TableChange =
  | {
      readonly kind: "add partitions";
      readonly ifNotExists: boolean;
      readonly partitions: readonly { spec: PartitionSpec; location: string | undefined }[];
    }
  | {
      readonly kind: "drop partitions";
      readonly ifExists: boolean;
      readonly partitions: readonly PartitionSpec[];
    }
  | { readonly kind: "rename partition"; readonly from: PartitionSpec; readonly to: PartitionSpec }
  | { readonly kind: "add columns"; readonly columns: readonly ColumnDefinition[] }
  | { readonly kind: "replace columns"; readonly columns: readonly ColumnDefinition[] }
  | { readonly kind: "set properties"; readonly properties: Readonly<Record<string, string>> }
  | {
      readonly kind: "set location";
      readonly partition: PartitionSpec | undefined;
      readonly location: string;
    };

/** Statements that show what the catalog has. */
export type ShowStatement =
  | { readonly kind: "show databases"; readonly like: string | undefined }
  | {
      readonly kind: "show tables" | "show views";
      readonly database: string | undefined;
      readonly like: string | undefined;
    }
  | {
      readonly kind:
        | "show partitions"
        | "show columns"
        | "show create table"
        | "show create view"
        | "describe view";
      readonly table: TableName;
    }
  | {
      readonly kind: "show table properties";
      readonly table: TableName;
      readonly property: string | undefined;
    }
  | { readonly kind: "describe"; readonly table: TableName; readonly formatted: boolean };

/** Statements that change the catalog. */
export type CatalogStatement =
  | {
      readonly kind: "create database";
      readonly name: string;
      readonly ifNotExists: boolean;
      readonly comment: string | undefined;
      readonly location: string | undefined;
      readonly properties: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "drop database";
      readonly name: string;
      readonly ifExists: boolean;
      readonly cascade: boolean;
    }
  | ({ readonly kind: "create table" } & TableDefinition)
  | {
      readonly kind: "drop table" | "drop view";
      readonly table: TableName;
      readonly ifExists: boolean;
    }
  | { readonly kind: "alter table"; readonly table: TableName; readonly change: TableChange }
  | { readonly kind: "repair table"; readonly table: TableName }
  | {
      readonly kind: "create view";
      readonly table: TableName;
      readonly replace: boolean;
      readonly select: string;
    };

/** Statements whose SELECT is written into S3. */
export type WriteStatement =
  | {
      readonly kind: "create table as";
      readonly table: TableName;
      readonly ifNotExists: boolean;
      readonly properties: Properties;
      readonly select: string;
      readonly withData: boolean;
    }
  | {
      readonly kind: "unload";
      readonly select: string;
      readonly location: string;
      readonly properties: Properties;
    }
  | {
      readonly kind: "insert";
      readonly table: TableName;
      readonly columns: readonly string[] | undefined;
      readonly select: string;
    };

/** Statements about prepared ones. */
export type PreparedStatement =
  | { readonly kind: "prepare"; readonly name: string; readonly query: string }
  | { readonly kind: "execute"; readonly name: string; readonly parameters: readonly string[] }
  | { readonly kind: "deallocate"; readonly name: string };

/** What Athena is asked to do. */
export type Statement =
  | { readonly kind: "select"; readonly select: string }
  | ShowStatement
  | CatalogStatement
  | WriteStatement
  | PreparedStatement;
