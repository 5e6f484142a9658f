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
