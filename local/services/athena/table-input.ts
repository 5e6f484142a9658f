import type { InputOf } from "../../gateway/model/apis";
import type { GlueTable } from "../glue";

type TableInput = NonNullable<InputOf<"glue", "UpdateTable">["TableInput"]>;

/** A table's definition as UpdateTable takes it, with what changes. */
export function updatedTable(table: GlueTable, change: Partial<TableInput>): TableInput {
  const { Name, Description, Owner, Retention, StorageDescriptor, PartitionKeys } = table;
  const { ViewOriginalText, ViewExpandedText, TableType, Parameters } = table;
  return {
    Name,
    Description,
    Owner,
    Retention,
    StorageDescriptor,
    PartitionKeys,
    ViewOriginalText,
    ViewExpandedText,
    TableType,
    Parameters,
    ...change,
  };
}
