import { CloudWatchLogsClient, paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import { EC2Client, paginateDescribeNetworkInterfaces } from "@aws-sdk/client-ec2";
import { paginateDescribeClusterSnapshots, RedshiftClient } from "@aws-sdk/client-redshift";
import {
  paginateGetResources,
  ResourceGroupsTaggingAPIClient,
} from "@aws-sdk/client-resource-groups-tagging-api";
import { paginateListSecrets, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetBucketTaggingCommand, ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { stackNames, type StackNames } from "./names";

/** Something that still exists and belongs to a stack. */
export interface Leftover {
  /** ARN, or a name where the service gives none. */
  readonly resource: string;
  /** How it was recognised. */
  readonly because: string;
}

export interface StackIdentity {
  readonly project: string;
  readonly stack: string;
}

export interface ClientSettings {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

type Look = (settings: ClientSettings, names: StackNames) => Promise<Leftover[]>;

/** Whatever the tagging API knows with the stack's tags. */
const byTags: Look = async (settings, { project, stack }) => {
  const client = new ResourceGroupsTaggingAPIClient(settings);
  const TagFilters = [
    { Key: "project", Values: [project] },
    { Key: "stack", Values: [stack] },
  ];
  const found: Leftover[] = [];
  for await (const page of paginateGetResources({ client }, { TagFilters })) {
    for (const { ResourceARN } of page.ResourceTagMappingList ?? []) {
      found.push({ resource: ResourceARN ?? "", because: "has the stack's tags" });
    }
  }
  client.destroy();
  return found;
};

/** Lambda writes its log group anew when a function outlives it: without tags, but by name. */
const logGroups: Look = async (settings, names) => {
  const client = new CloudWatchLogsClient(settings);
  const found: Leftover[] = [];
  for await (const page of paginateDescribeLogGroups({ client }, {})) {
    for (const { logGroupName = "" } of page.logGroups ?? []) {
      if (names.isLogGroup(logGroupName)) {
        found.push({ resource: logGroupName, because: "a log group with the stack's name" });
      }
    }
  }
  client.destroy();
  return found;
};

/** Buckets by their own tags: the tagging API's index runs behind. */
const buckets: Look = async (settings, { project, stack }) => {
  const client = new S3Client({ ...settings, forcePathStyle: settings.endpoint !== undefined });
  const { Buckets } = await client.send(new ListBucketsCommand({}));
  const found: Leftover[] = [];
  for (const { Name = "" } of Buckets ?? []) {
    const tags = await bucketTags(client, Name);
    if (tags.get("project") === project && tags.get("stack") === stack) {
      found.push({ resource: `arn:aws:s3:::${Name}`, because: "has the stack's tags" });
    }
  }
  client.destroy();
  return found;
};

async function bucketTags(client: S3Client, bucket: string): Promise<Map<string, string>> {
  try {
    const { TagSet } = await client.send(new GetBucketTaggingCommand({ Bucket: bucket }));
    return new Map((TagSet ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
  } catch (error) {
    // Untagged, another region's, or somebody else's to read: none of them is this stack's.
    const foreign = ["NoSuchTagSet", "PermanentRedirect", "AccessDenied", "NoSuchBucket"];
    if (error instanceof Error && foreign.includes(error.name)) return new Map();
    throw error;
  }
}

/** A final snapshot outlives its cluster. */
const snapshots: Look = async (settings, names) => {
  const client = new RedshiftClient(settings);
  const found: Leftover[] = [];
  for await (const page of paginateDescribeClusterSnapshots({ client }, {})) {
    for (const { ClusterIdentifier, SnapshotIdentifier = "" } of page.Snapshots ?? []) {
      if (ClusterIdentifier === names.cluster) {
        found.push({ resource: SnapshotIdentifier, because: "a snapshot of the stack's cluster" });
      }
    }
  }
  client.destroy();
  return found;
};

/** Network interfaces of a deleted cluster keep its subnets from going. */
const networkInterfaces: Look = async (settings, { project, stack }) => {
  const client = new EC2Client(settings);
  const Filters = [
    { Name: "tag:project", Values: [project] },
    { Name: "tag:stack", Values: [stack] },
  ];
  const found: Leftover[] = [];
  for await (const page of paginateDescribeNetworkInterfaces({ client }, { Filters })) {
    for (const { NetworkInterfaceId = "" } of page.NetworkInterfaces ?? []) {
      found.push({ resource: NetworkInterfaceId, because: "has the stack's tags" });
    }
  }
  client.destroy();
  return found;
};

/** Redshift's managed password lives in Secrets Manager. */
const secrets: Look = async (settings, names) => {
  const client = new SecretsManagerClient(settings);
  const found: Leftover[] = [];
  for await (const page of paginateListSecrets({ client }, {})) {
    for (const { ARN = "", Name = "" } of page.SecretList ?? []) {
      if (Name.startsWith(`redshift!${names.cluster}-`)) {
        found.push({ resource: ARN, because: "the password of the stack's cluster" });
      }
    }
  }
  client.destroy();
  return found;
};

/**
 * Everything that still exists of a stack: by its tags, and by its names where AWS leaves things
 * behind without tags. Empty after a `pulumi destroy` that left nothing.
 */
export async function findLeftovers(
  settings: ClientSettings,
  identity: StackIdentity,
): Promise<Leftover[]> {
  const names = stackNames(identity);
  const looks = [byTags, logGroups, buckets, snapshots, networkInterfaces, secrets];
  const found = (await Promise.all(looks.map((look) => look(settings, names)))).flat();
  const first = new Map<string, Leftover>();
  for (const leftover of found) {
    if (!first.has(leftover.resource)) first.set(leftover.resource, leftover);
  }
  return [...first.values()].sort((a, b) => (a.resource < b.resource ? -1 : 1));
}
