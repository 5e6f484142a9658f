import { AwsError } from "../../gateway/service";

export const invalidArgument = (message: string): AwsError =>
  new AwsError("InvalidArgumentException", message);

export const notFound = (message: string): AwsError =>
  new AwsError("ResourceNotFoundException", message);

/** Why one record of several is refused. */
export interface Refused {
  readonly code: string;
  readonly message: string;
}

/** What a shard answers beyond its limits. */
export const throttled = (
  { name, accountId }: { readonly name: string; readonly accountId: string },
  shard: { readonly id: string },
): Refused => ({
  code: "ProvisionedThroughputExceededException",
  message: `Rate exceeded for shard ${shard.id} in stream ${name} under account ${accountId}.`,
});

/** Throws where a request, which was checked, is only to be checked. */
export function endDryRun({ DryRun }: { readonly DryRun?: boolean | undefined }): void {
  if (DryRun !== true) return;
  const message = "The request was rejected because the DryRun parameter was specified.";
  throw new AwsError("DryRunOperationException", message);
}

/** What a capacity that is bought for the account alone would give. */
export function refuseWarmThroughput(mibps: number | undefined): void {
  if (mibps === undefined) return;
  throw invalidArgument(
    "WarmThroughputMiBps needs the on-demand Advantage mode, which this account does not have.",
  );
}
