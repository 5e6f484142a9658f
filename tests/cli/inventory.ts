import assert from "node:assert/strict";
import type { CloudClient } from "../../local/gateway/service";

/** Per service the operations that list its resources, and the member that they are in. */
const listings: readonly (readonly [service: string, operation: string, member: string])[] = [
  ["athena", "ListNamedQueries", "NamedQueryIds"],
  ["athena", "ListWorkGroups", "WorkGroups"],
  ["dynamodb", "ListTables", "TableNames"],
  ["ec2", "DescribeNetworkInterfaces", "NetworkInterfaces"],
  ["ec2", "DescribeSecurityGroups", "SecurityGroups"],
  ["ec2", "DescribeSubnets", "Subnets"],
  ["ec2", "DescribeVpcs", "Vpcs"],
  ["firehose", "ListDeliveryStreams", "DeliveryStreamNames"],
  ["glue", "GetDatabases", "DatabaseList"],
  ["iam", "ListRoles", "Roles"],
  ["kinesis", "ListStreams", "StreamNames"],
  ["kms", "ListKeys", "Keys"],
  ["lambda", "ListEventSourceMappings", "EventSourceMappings"],
  ["lambda", "ListFunctions", "Functions"],
  ["logs", "DescribeLogGroups", "logGroups"],
  ["monitoring", "DescribeAlarms", "MetricAlarms"],
  ["monitoring", "ListDashboards", "DashboardEntries"],
  ["redshift", "DescribeClusterParameterGroups", "ParameterGroups"],
  ["redshift", "DescribeClusterSnapshots", "Snapshots"],
  ["redshift", "DescribeClusterSubnetGroups", "ClusterSubnetGroups"],
  ["redshift", "DescribeClusters", "Clusters"],
  ["s3", "ListBuckets", "Buckets"],
  ["secretsmanager", "ListSecrets", "SecretList"],
  ["sns", "ListSubscriptions", "Subscriptions"],
  ["sns", "ListTopics", "Topics"],
];

/** Everything that a cloud holds: a line a resource. */
export async function inventory(client: CloudClient): Promise<string[]> {
  const found: string[] = [];
  for (const [service, operation, member] of listings) {
    const items = await list(client, service, operation, member);
    found.push(...items.map((item) => `${service} ${operation} ${JSON.stringify(item)}`));
  }
  const account = { AccountId: "000000000000" };
  const budgets = await list(client, "budgets", "DescribeBudgets", "Budgets", account);
  const budgetLines = budgets.map((budget) => `budgets ${JSON.stringify(budget)}`);
  const lines = [...found, ...budgetLines];
  const gone = await keysThatGo(client);
  // Every account has the primary workgroup, and AWS deletes no key sooner than in seven days.
  return lines.filter(
    (line) => !line.includes('"Name":"primary"') && !gone.some((id) => line.includes(id)),
  );
}

async function list(
  client: CloudClient,
  service: string,
  operation: string,
  member: string,
  input: object = {},
): Promise<readonly unknown[]> {
  const answer = (await client.request(service, operation, input)) as Record<string, unknown>;
  const items = answer[member];
  assert.ok(Array.isArray(items), `${service} ${operation} has no ${member}`);
  return items as unknown[];
}

async function keysThatGo(client: CloudClient): Promise<string[]> {
  const keys = (await list(client, "kms", "ListKeys", "Keys")) as { readonly KeyId: string }[];
  const gone: string[] = [];
  for (const { KeyId } of keys) {
    const key = await client.call("kms", "DescribeKey", { KeyId });
    if (key.KeyMetadata?.KeyState === "PendingDeletion") gone.push(KeyId);
  }
  return gone;
}
