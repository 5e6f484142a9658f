import type { InputOf } from "../../../gateway/model/apis";
import { QueryFault } from "../faults";
import { locationOf } from "../locations";
import type { LakeScope } from "../tables";
import type { Written } from "./index";

type Scope = Pick<LakeScope, "cloud" | "as">;

/** Throws QueryFault where objects stand below an address already. */
export async function checkEmpty(location: string, table: string, scope: Scope): Promise<void> {
  const { bucket: Bucket, prefix: Prefix } = locationOf(location);
  const input = { Bucket, Prefix, MaxKeys: 1 };
  const { Contents = [] } = await scope.cloud.call("s3", "ListObjectsV2", input, scope.as);
  if (Contents.length === 0) return;
  const told = `Target directory for table '${table}' already exists: ${location}`;
  throw new QueryFault("HIVE_PATH_ALREADY_EXISTS", told);
}

/** Another query may have registered the same partition in the meantime. */
const alreadyThere = "AlreadyExistsException";

type TableInput = Pick<
  NonNullable<InputOf<"glue", "CreateTable">["TableInput"]>,
  "Name" | "StorageDescriptor"
>;

/** Puts partitions of a table into Glue, each with the table's own storage. */
export async function registerPartitions(
  DatabaseName: string,
  { Name: TableName, StorageDescriptor }: TableInput,
  partitions: Written["partitions"],
  { cloud, as }: Scope,
): Promise<void> {
  const inputs = partitions.map(({ values, location: Location }) => ({
    Values: [...values],
    StorageDescriptor: { ...StorageDescriptor, Location },
  }));
  for (let at = 0; at < inputs.length; at += 100) {
    const PartitionInputList = inputs.slice(at, at + 100);
    const input = { DatabaseName, TableName, PartitionInputList };
    const { Errors = [] } = await cloud.call("glue", "BatchCreatePartition", input, as);
    const failed = Errors.find(({ ErrorDetail }) => ErrorDetail?.ErrorCode !== alreadyThere);
    if (failed)
      throw new QueryFault("HIVE_METASTORE_ERROR", failed.ErrorDetail?.ErrorMessage ?? "");
  }
}
