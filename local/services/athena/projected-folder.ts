import type { GlueTable } from "../glue";
import { folderOf } from "./locations";

/**
 * Where the partitions of a table with partition projection stand, by their keys' names in `${}`; undefined
 * for a table without projection.
 */
export function templateOf({
  Parameters = {},
  PartitionKeys: keys = [],
  StorageDescriptor,
}: GlueTable): { readonly names: readonly string[]; readonly template: string } | undefined {
  const enabled = Parameters["projection.enabled"]?.toLowerCase() === "true";
  if (!enabled || keys.length === 0) return undefined;
  const names = keys.map(({ Name }) => Name.toLowerCase());
  const location = folderOf(StorageDescriptor?.Location ?? "");
  const standard = location + names.map((name) => `${name}=\${${name}}/`).join("");
  return { names, template: folderOf(Parameters["storage.location.template"] ?? standard) };
}

/** The folder of a partition of such a table. */
export function projectedFolder(
  table: GlueTable,
): ((values: readonly string[]) => string) | undefined {
  const found = templateOf(table);
  if (!found) return undefined;
  const { names, template } = found;
  return (values) =>
    template.replace(
      /\$\{(\w+)\}/g,
      (_whole, name: string) => values[names.indexOf(name.toLowerCase())] ?? "",
    );
}
