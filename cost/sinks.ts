import type { PriceList } from "../policies/pricing/price-list";
import { list, number, valueAt } from "../policies/rule/properties";
import type { Properties } from "../policies/rule/properties";
import type { StackResource } from "../policies/rule/resource";
import { assumptions } from "./assumptions";
import * as meters from "./meters";
import type { Traffic, Use } from "./traffic";

export interface Batches {
  readonly batch: number;
  readonly resources: readonly StackResource[];
  readonly traffic: Traffic;
  readonly prices: PriceList;
}

export interface SinkUse {
  readonly uses: readonly Use[];
  /** What the sinks add to an invocation, and to each of its records. */
  readonly batchMs: number;
  readonly recordMs: number;
}

/** A variable of a consumer, such as SINK_FILES_BUCKET_NAME, and the resource that it names. */
interface Sink {
  readonly variable: string;
  readonly resource: StackResource;
}

const kinds: readonly { readonly ending: string; readonly type: string; readonly id: string }[] = [
  { ending: "_TABLE_NAME", type: "aws:dynamodb/table:Table", id: "name" },
  { ending: "_LEDGER_TABLE", type: "aws:dynamodb/table:Table", id: "name" },
  { ending: "_BUCKET_NAME", type: "aws:s3/bucket:Bucket", id: "bucket" },
  { ending: "_TOPIC_ARN", type: "aws:sns/topic:Topic", id: "arn" },
  { ending: "_CLUSTER_ID", type: "aws:redshift/cluster:Cluster", id: "clusterIdentifier" },
  {
    ending: "_WORKGROUP",
    type: "aws:redshiftserverless/workgroup:Workgroup",
    id: "workgroupName",
  },
];

/** A consumer's sinks, found by the variables that its writers read. */
function sinksOf(lambda: StackResource, resources: readonly StackResource[]): readonly Sink[] {
  const variables = (valueAt(lambda.props, "environment", "variables") ?? {}) as Properties;
  return Object.entries(variables).flatMap(([variable, value]) => {
    if (!variable.startsWith("SINK_")) return [];
    const kind = kinds.find(({ ending }) => variable.endsWith(ending));
    const resource = resources.find(
      ({ type, props }) => type === kind?.type && props[kind.id] === value,
    );
    return resource ? [{ variable, resource }] : [];
  });
}

const alerts = assumptions.alertsPerEvent;

function useOf({ variable, resource }: Sink, latestOnly: boolean, batches: Batches): Use {
  const { batch, traffic, prices } = batches;
  const bytes = traffic.bytesPerEvent;
  const use = (what: string, usdPerMillion: number): Use => ({ resource, what, usdPerMillion });
  if (variable.endsWith("_LEDGER_TABLE")) {
    return use("ledger of alerts", meters.rowWrites(prices, alerts, 100));
  }
  if (variable.endsWith("_TOPIC_ARN")) return use("alerts", meters.publishes(prices, alerts));
  if (variable.endsWith("_BUCKET_NAME")) {
    return use("two files a record", meters.objectPuts(prices, 2));
  }
  if (variable.endsWith("_WORKGROUP")) {
    const rpu = number(resource.props, "baseCapacity") ?? 128;
    const { eventsPerSecond } = traffic;
    return use("RPU", meters.serverlessWarehouse(prices, rpu, eventsPerSecond, batch));
  }
  if (variable.endsWith("_CLUSTER_ID")) return use("MERGE, in the node's price", 0);
  if (latestOnly) {
    const rows = Math.min(1, assumptions.keys / batch);
    const usd = meters.rowReads(prices, rows) + meters.rowWrites(prices, rows, bytes);
    return use("latest reading per key", usd);
  }
  const indexes = list(resource.props, "globalSecondaryIndexes").length;
  const what = indexes === 0 ? "rows" : `rows, and ${indexes} index`;
  return use(what, meters.rowWrites(prices, 1, bytes, indexes));
}

/** What a million events cost in the sinks of a consumer. */
export function sinkUse(lambda: StackResource, batches: Batches): SinkUse {
  const sinks = sinksOf(lambda, batches.resources);
  const ends = (ending: string) => sinks.some(({ variable }) => variable.endsWith(ending));
  // A sink with both a table and a topic keeps the latest reading per key, and alerts on crossings.
  const latest = (variable: string) =>
    sinks.some((other) => other.variable === variable.replace(/_TABLE_NAME$/, "_TOPIC_ARN"));
  return {
    uses: sinks.map((sink) =>
      useOf(sink, sink.variable.endsWith("_TABLE_NAME") && latest(sink.variable), batches),
    ),
    batchMs: ends("_CLUSTER_ID") || ends("_WORKGROUP") ? assumptions.warehouseMs : 0,
    recordMs: ends("_BUCKET_NAME") ? assumptions.recordFilesMs : assumptions.recordMs,
  };
}
