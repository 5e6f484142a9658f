import type { CloudClient } from "../../gateway/service";
import type { Created, Properties, ResourceKind } from "../kind";
import { defined, unless } from "../outputs";

interface Status {
  readonly LoggingEnabled: boolean;
  readonly BucketName?: string;
  readonly S3KeyPrefix?: string;
  readonly LogDestinationType?: string;
  readonly LogExports?: readonly string[];
}

const gone = ["ClusterNotFound"];

async function current(id: string, cloud: CloudClient): Promise<Created | undefined> {
  const input = { ClusterIdentifier: id };
  const status = await cloud.call<Status>("redshift", "DescribeLoggingStatus", input);
  if (!status.LoggingEnabled) return undefined;
  const outputs = defined({
    clusterIdentifier: id,
    region: cloud.region,
    bucketName: status.BucketName,
    s3KeyPrefix: status.S3KeyPrefix,
    logDestinationType: status.LogDestinationType,
    logExports: status.LogExports,
  });
  return { id, outputs };
}

async function enable(id: string, inputs: Properties, cloud: CloudClient): Promise<Created> {
  const input = defined({
    ClusterIdentifier: id,
    BucketName: inputs["bucketName"],
    S3KeyPrefix: inputs["s3KeyPrefix"],
    LogDestinationType: inputs["logDestinationType"],
    LogExports: inputs["logExports"],
  });
  await cloud.call("redshift", "EnableLogging", input);
  const created = await current(id, cloud);
  if (created === undefined) throw new Error(`the logging of ${id} did not stay`);
  return created;
}

/** A cluster's audit logs. */
export const loggingKind: ResourceKind = {
  type: "aws:redshift/logging:Logging",
  required: ["clusterIdentifier"],
  optional: ["bucketName", "logDestinationType", "logExports", "region", "s3KeyPrefix"],
  replaceOn: ["clusterIdentifier", "region"],
  create: (inputs, cloud) => enable(String(inputs["clusterIdentifier"]), inputs, cloud),
  read: async (id, _state, cloud) => unless(gone, current(id, cloud)),
  update: async (id, _state, inputs, cloud) => (await enable(id, inputs, cloud)).outputs,
  async delete(id, _state, cloud) {
    await unless(gone, cloud.call("redshift", "DisableLogging", { ClusterIdentifier: id }));
  },
};
