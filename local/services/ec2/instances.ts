import { AwsError, type Operations } from "../../gateway/service";

const ID = /^i-([0-9a-f]{8}|[0-9a-f]{17})$/;

/**
 * What EC2 says of instances of which there are none.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
function none(ids: readonly string[]): never {
  const malformed = ids.find((id) => !ID.test(id));
  if (malformed !== undefined) {
    throw new AwsError("InvalidInstanceID.Malformed", `Invalid id: "${malformed}"`);
  }
  const named = ids.join(", ");
  const message =
    ids.length === 1
      ? `The instance ID '${named}' does not exist`
      : `The instance IDs '${named}' do not exist`;
  throw new AwsError("InvalidInstanceID.NotFound", message);
}

function changed({ InstanceIds }: { readonly InstanceIds: readonly string[] }): never {
  if (InstanceIds.length > 0) none(InstanceIds);
  throw new AwsError(
    "MissingParameter",
    "The request must contain the parameter InstanceIds, which cannot be empty",
  );
}

/** The local cloud runs no instances, and says so as EC2 does in an account without any. */
export const instanceOperations: Operations<"ec2"> = {
  DescribeInstances: {
    run: ({ InstanceIds = [] }) =>
      InstanceIds.length > 0 ? none(InstanceIds) : { Reservations: [] },
  },
  DescribeInstanceStatus: {
    run: ({ InstanceIds = [] }) =>
      InstanceIds.length > 0 ? none(InstanceIds) : { InstanceStatuses: [] },
  },
  RebootInstances: { run: changed },
  StartInstances: { run: changed },
  StopInstances: { run: changed },
  TerminateInstances: { run: changed },
};
