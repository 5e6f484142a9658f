import { flag, isSet, number, objects, text, valueAt } from "../rule/properties";
import type { StackResource } from "../rule/resource";
import { refersTo } from "../rule/resource";
import type { PriceList } from "./price-list";
import { hoursPerMonth } from "./price-list";
import { runningShare } from "./schedule";
import { chargedByUse } from "./charged-by-use";

/** What a resource costs whether or not it is used. */
export interface Charge {
  /** The quantity that is billed, in words. */
  readonly what: string;
  readonly usdPerHour: number;
}

type Pricer = (
  resource: StackResource,
  prices: PriceList,
  resources: readonly StackResource[],
) => readonly Charge[] | undefined;

const perHour = (count: number, unit: string, usd: number): readonly Charge[] => [
  { what: `${count} ${unit}${count === 1 ? "" : "s"}`, usdPerHour: count * usd },
];

const perMonth = (count: number, unit: string, usd: number): readonly Charge[] =>
  perHour(count, unit, usd / hoursPerMonth);

const streamType = "aws:kinesis/stream:Stream";

function onDemand(stream: StackResource): boolean {
  return text(stream.props, "streamModeDetails", "streamMode") === "ON_DEMAND";
}

function shardsOf(stream: StackResource): number {
  return number(stream.props, "shardCount") ?? 1;
}

const stream: Pricer = (resource, { kinesis }) => {
  if (onDemand(resource)) return perHour(1, "on-demand stream", kinesis.onDemandStreamHour);
  const shards = shardsOf(resource);
  const extended = (number(resource.props, "retentionPeriod") ?? 24) > 24;
  return [
    ...perHour(shards, "shard", kinesis.shardHour),
    ...(extended ? perHour(shards, "shard's long retention", kinesis.extendedShardHour) : []),
  ];
};

const fanOut: Pricer = (consumer, { kinesis }, resources) => {
  const read = resources.find(
    (each) => each.type === streamType && refersTo(consumer, "streamArn", each),
  );
  // An on-demand stream's fan-out is billed by the gigabyte alone.
  if (read && onDemand(read)) return [];
  return perHour(read ? shardsOf(read) : 1, "fan-out shard", kinesis.fanOutShardHour);
};

const table: Pricer = ({ props }, { dynamodb }) => {
  if (text(props, "billingMode") === "PAY_PER_REQUEST") return [];
  const each = [props, ...objects(props, "globalSecondaryIndexes")];
  const sum = (key: string) => each.reduce((total, one) => total + (number(one, key) ?? 0), 0);
  return [
    ...perHour(sum("writeCapacity"), "write unit", dynamodb.writeUnitHour),
    ...perHour(sum("readCapacity"), "read unit", dynamodb.readUnitHour),
  ];
};

const cluster: Pricer = ({ props }, { redshift, secrets }, resources) => {
  const nodeType = text(props, "nodeType") ?? "";
  const hour = redshift.nodeHour[nodeType];
  if (hour === undefined) return undefined;
  const share = runningShare(text(props, "clusterIdentifier") ?? "", resources);
  const running = share === 1 ? "" : `, running ${Math.round(share * 168)} h a week`;
  const nodes = number(props, "numberOfNodes") ?? 1;
  const managed = flag(props, "manageMasterPassword") === true;
  return [
    { what: `${nodes} ${nodeType}${running}`, usdPerHour: nodes * hour * share },
    ...(managed ? perMonth(1, "secret", secrets.secretMonth) : []),
  ];
};

const namespace: Pricer = ({ props }, { secrets }) =>
  flag(props, "manageAdminPassword") === true ? perMonth(1, "secret", secrets.secretMonth) : [];

const provisionedConcurrency: Pricer = (config, { lambda }, resources) => {
  const of = resources.find(
    (each) =>
      each.type === "aws:lambda/function:Function" && refersTo(config, "functionName", each),
  );
  const arm = of && JSON.stringify(valueAt(of.props, "architectures") ?? []).includes("arm64");
  const gigabytes = ((of && number(of.props, "memorySize")) ?? 128) / 1024;
  const second = arm ? lambda.provisionedGbSecondArm : lambda.provisionedGbSecond;
  const instances = number(config.props, "provisionedConcurrentExecutions") ?? 0;
  return perHour(instances, "warm instance", gigabytes * second * 3600);
};

const alarm: Pricer = ({ props }, { cloudwatch }) => {
  const watched = objects(props, "metricQueries").filter((query) => objects(query, "metric")[0]);
  return perMonth(Math.max(1, watched.length), "alarm metric", cloudwatch.alarmMonth);
};

/** Gateways that awsx would make, for a program evaluated without the engine. */
const awsxVpc: Pricer = ({ props }, { network }, resources) => {
  const made = resources.some(({ type }) => type === "aws:ec2/natGateway:NatGateway");
  // As an output the property lists the gateways, each a resource of its own.
  const asked = valueAt(props, "natGateways");
  const told = ["natGateways", "numberOfAvailabilityZones", "cidrBlock"];
  if (made || Array.isArray(asked) || !told.some((key) => isSet(props, key))) return [];
  const zones = number(props, "numberOfAvailabilityZones") ?? 3;
  const strategy = text(props, "natGateways", "strategy") ?? "OnePerAz";
  const gateways = { None: 0, Single: 1 }[strategy] ?? zones;
  return gateways === 0 ? [] : perHour(gateways, "NAT gateway", network.natGatewayHour);
};

const pricers: Readonly<Record<string, Pricer>> = {
  [streamType]: stream,
  "aws:kinesis/streamConsumer:StreamConsumer": fanOut,
  "aws:dynamodb/table:Table": table,
  "aws:redshift/cluster:Cluster": cluster,
  "aws:redshiftserverless/namespace:Namespace": namespace,
  "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig": provisionedConcurrency,
  "aws:cloudwatch/metricAlarm:MetricAlarm": alarm,
  "aws:cloudwatch/dashboard:Dashboard": (_, { cloudwatch }) =>
    perMonth(1, "dashboard", cloudwatch.dashboardMonth),
  "aws:kms/key:Key": (_, { kms }) => perMonth(1, "key", kms.keyMonth),
  "aws:secretsmanager/secret:Secret": (_, { secrets }) =>
    perMonth(1, "secret", secrets.secretMonth),
  "aws:ec2/natGateway:NatGateway": (_, { network }) =>
    perHour(1, "NAT gateway", network.natGatewayHour),
  "aws:ec2/eip:Eip": (_, { network }) => perHour(1, "address", network.publicAddressHour),
  "aws:ec2/vpcEndpoint:VpcEndpoint": ({ props }, { network }) =>
    text(props, "vpcEndpointType") === "Interface"
      ? perHour(1, "interface endpoint", network.interfaceEndpointHour)
      : [],
  "awsx:ec2:Vpc": awsxVpc,
};

/** A resource's fixed charges; undefined when its type, or its size, has no price here. */
export function fixedCharges(
  resource: StackResource,
  prices: PriceList,
  resources: readonly StackResource[],
): readonly Charge[] | undefined {
  const pricer = pricers[resource.type];
  if (pricer) return pricer(resource, prices, resources);
  return chargedByUse(resource.type) ? [] : undefined;
}

export interface CostItem {
  readonly resource: StackResource;
  readonly what: string;
  /** For a month of 730 hours. */
  readonly usd: number;
}

export interface MonthlyCost {
  readonly items: readonly CostItem[];
  readonly total: number;
  /** Resources that have no price in the list: the total leaves them out. */
  readonly unpriced: readonly StackResource[];
}

/** What a stack costs in a month without any traffic. */
export function monthlyCost(resources: readonly StackResource[], prices: PriceList): MonthlyCost {
  const items: CostItem[] = [];
  const unpriced: StackResource[] = [];
  for (const resource of resources) {
    const charges = fixedCharges(resource, prices, resources);
    if (charges === undefined) unpriced.push(resource);
    for (const { what, usdPerHour } of charges ?? []) {
      items.push({ resource, what, usd: usdPerHour * hoursPerMonth });
    }
  }
  return { items, total: items.reduce((sum, { usd }) => sum + usd, 0), unpriced };
}
