import { usEast1 } from "./us-east-1";

/** List prices of one region in US dollars, without free tiers, volume discounts or tax. */
export interface PriceList {
  readonly region: string;
  /** When the prices were last checked, YYYY-MM. */
  readonly checked: string;
  readonly kinesis: {
    readonly shardHour: number;
    /** Per million units of 25 KB, a record being at least one unit. */
    readonly millionPutUnits: number;
    /** On top of shardHour, for retention of more than 24 hours. */
    readonly extendedShardHour: number;
    readonly onDemandStreamHour: number;
    readonly onDemandGbIn: number;
    readonly onDemandGbOut: number;
    readonly fanOutShardHour: number;
    readonly fanOutGb: number;
  };
  readonly lambda: {
    readonly millionRequests: number;
    readonly gbSecond: number;
    readonly gbSecondArm: number;
    readonly provisionedGbSecond: number;
    readonly provisionedGbSecondArm: number;
  };
  readonly dynamodb: {
    /** On demand, per million units of 1 KB written or 4 KB read. */
    readonly millionWrites: number;
    readonly millionReads: number;
    readonly writeUnitHour: number;
    readonly readUnitHour: number;
    readonly gbMonth: number;
  };
  readonly s3: { readonly millionPuts: number; readonly gbMonth: number };
  readonly sns: { readonly millionPublishes: number };
  /** Both per GB in, each record rounded up to 5 KB. */
  readonly firehose: { readonly gbIn: number; readonly gbConverted: number };
  readonly athena: { readonly tbScanned: number };
  readonly logs: { readonly gbIn: number };
  readonly cloudwatch: {
    readonly alarmMonth: number;
    readonly dashboardMonth: number;
    readonly customMetricMonth: number;
  };
  readonly redshift: {
    readonly nodeHour: Readonly<Record<string, number>>;
    readonly rpuHour: number;
  };
  /** Managed Service for Apache Flink, per KPU. */
  readonly flink: { readonly kpuHour: number };
  readonly kms: { readonly keyMonth: number };
  readonly secrets: { readonly secretMonth: number };
  readonly network: {
    readonly natGatewayHour: number;
    readonly interfaceEndpointHour: number;
    readonly publicAddressHour: number;
  };
}

/** AWS's own calculator counts a month as 730 hours. */
export const hoursPerMonth = 730;

const lists: readonly PriceList[] = [usEast1];

/** The prices of a region. Throws an Error that names the regions known. */
export function priceListOf(region: string): PriceList {
  const found = lists.find((each) => each.region === region);
  if (found !== undefined) return found;
  const known = lists.map((each) => each.region).join(", ");
  throw new Error(
    `there are no prices for the region ${region}; known: ${known}. Add a list beside ` +
      "policies/pricing/us-east-1.ts, or ask for a region that is known.",
  );
}
