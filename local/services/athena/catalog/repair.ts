import type { CallOutput } from "../../../gateway/model/apis";
import { required } from "../existing";
import { folderOf, locationOf, partitionFolder, partitionValues } from "../locations";
import type { StatementScope } from "../query";
import type { TableName } from "../statements/reader";
import { registeredPartitions } from "../tables";
import { registerPartitions } from "../write/places";
import { hiveFault } from "./fault";

/**
 * MSCK REPAIR TABLE: registers the partitions that stand below the table as `key=value/`; what it added, it
 * tells. Partitions whose files are gone stay, as in Athena.
 * Source: https://docs.aws.amazon.com/athena/latest/ug/msck-repair-table.html
 */
export async function repairTable(
  { database = "", table: name }: TableName,
  scope: StatementScope,
): Promise<readonly string[]> {
  const table = await required(database === "" ? scope.database : database, name, scope);
  const keys = (table.PartitionKeys ?? []).map(({ Name }) => Name.toLowerCase());
  if (keys.length === 0) throw hiveFault(`Table ${name} is not partitioned`);
  const location = folderOf(table.StorageDescriptor?.Location ?? "");
  const known = new Set(
    (await registeredPartitions(table, scope)).map(({ Values }) => JSON.stringify(Values)),
  );
  const found = new Map<string, { values: string[]; location: string }>();
  for (const key of await keysBelow(location, scope)) {
    const values = partitionValues(key, keys);
    const id = JSON.stringify(values);
    if (!values || known.has(id) || found.has(id)) continue;
    const folder = key.split("/").slice(0, keys.length).join("/");
    found.set(id, { values, location: `${location}${folder}/` });
  }
  const added = [...found.values()];
  await registerPartitions(table.DatabaseName ?? "", table, added, scope);
  const names = added.map(({ values }) => `${name}:${partitionFolder(keys, values).slice(0, -1)}`);
  if (names.length === 0) return [];
  return [
    `Partitions not in metastore:\t${names.join("\t")}`,
    ...names.map((each) => `Repair: Added partition to metastore ${each}`),
  ];
}

/** The keys of objects below a folder, without it. */
async function keysBelow(folder: string, { cloud, as }: StatementScope): Promise<string[]> {
  const { bucket: Bucket, prefix: Prefix } = locationOf(folder);
  const keys: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const token = ContinuationToken === undefined ? {} : { ContinuationToken };
    const input = { Bucket, Prefix, ...token };
    const page: CallOutput<"s3", "ListObjectsV2"> = await cloud.call(
      "s3",
      "ListObjectsV2",
      input,
      as,
    );
    for (const { Key = "" } of page.Contents ?? []) keys.push(Key.slice(Prefix.length));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return keys;
}
