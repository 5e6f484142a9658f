import type { CloudClient } from "../../gateway/service";
import type { Properties } from "../kind";
import { tagChanges, wantedTags } from "../outputs";
import type { Tags } from "../outputs";

/** Brings a resource's tags to those that the inputs want. */
export async function updateTags(
  arn: string,
  there: Tags,
  inputs: Properties,
  cloud: CloudClient,
): Promise<void> {
  const { set, removed } = tagChanges(there, wantedTags(inputs));
  if (removed.length > 0) {
    await cloud.call("redshift", "DeleteTags", { ResourceName: arn, TagKeys: removed });
  }
  if (set.length > 0) await cloud.call("redshift", "CreateTags", { ResourceName: arn, Tags: set });
}
