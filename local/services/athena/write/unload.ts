import { folderOf } from "../locations";
import { notSupported } from "../faults";
import type { Answer, StatementScope } from "../query";
import { writtenResult } from "../results";
import { withSelect } from "../select";
import type { WriteStatement } from "../statements/statement";
import { checkNames, hiveColumns, keepRows } from "./columns";
import { checkEmpty } from "./places";
import { formatIn, partitionKeysIn } from "./properties";
import { below, writeRows } from "./index";

const known = ["format", "compression", "compression_level", "field_delimiter", "partitioned_by"];

/**
 * UNLOAD: the rows go into files alone. Without partitions, the location must be empty.
 * Source: https://docs.aws.amazon.com/athena/latest/ug/unload.html
 */
export async function unload(
  { select, properties, location: address }: Extract<WriteStatement, { kind: "unload" }>,
  scope: StatementScope,
): Promise<Answer> {
  if (!properties.has("format")) throw notSupported("UNLOAD needs the property format");
  const format = formatIn(properties, known);
  const location = folderOf(address);
  if (!properties.has("partitioned_by")) {
    await checkEmpty(location, `awsdatacatalog.${scope.database}.${scope.id}`, scope);
  }
  return withSelect(
    select,
    scope,
    async ({ session, sql, columns: given, scannedBytes }) => {
      const columns = hiveColumns(given);
      checkNames(columns);
      const keys = partitionKeysIn(
        properties,
        columns.map(({ Name }) => Name),
      );
      const partitionKeys = columns.slice(columns.length - keys.length);
      const updated = await keepRows(sql, columns, session);
      const target = { columns, partitionKeys, format, locationOf: below(location, partitionKeys) };
      const { files } = await writeRows(target, { ...scope, session, name: scope.fileName });
      return { result: writtenResult, scannedBytes, updated, files };
    },
    scope.folder,
  );
}
