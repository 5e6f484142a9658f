import type { PriceList } from "../../policies/pricing/price-list";
import { hoursPerMonth } from "../../policies/pricing/price-list";
import { assumptions } from "../assumptions";
import * as meters from "../meters";
import type { Choice, Design, Reader, Scenario } from "./design";
import { monthOfQueries } from "./price";
import * as seeds from "./seeds";

const { alertsPerEvent, keys } = assumptions;

const reader: Reader = {
  memoryMb: 256,
  arm: true,
  batchMs: assumptions.invocationMs,
  recordMs: assumptions.recordMs,
  logBytesPerBatch: assumptions.logBytesPerInvocation,
  logBytesPerRecord: 0,
  customMetrics: assumptions.metricsPerConsumer,
  maxParallelization: 10,
};

const nothing = () => 0;

const rows = (indexes: number): Design => ({
  readers: [reader],
  otherReaders: 0,
  sinks: (prices, { bytes }) => meters.rowWrites(prices, 1, bytes, indexes),
  fixed: nothing,
});

function alerts(prices: PriceList): number {
  return meters.publishes(prices, alertsPerEvent) + meters.rowWrites(prices, alertsPerEvent, 100);
}

const warehouse = (serverless: boolean): Design => ({
  readers: [
    { ...reader, batchMs: reader.batchMs + assumptions.warehouseMs },
    { ...reader, own: { batchSize: 100, windowSeconds: 1 } },
  ],
  otherReaders: 0,
  sinks: (prices, { eventsPerSecond, batch }) =>
    alerts(prices) +
    (serverless ? meters.serverlessWarehouse(prices, 4, eventsPerSecond, batch) : 0),
  fixed: ({ redshift, secrets }) =>
    secrets.secretMonth +
    (serverless ? 0 : (redshift.nodeHour["ra3.large"] ?? NaN) * hoursPerMonth),
});

const files = (layout: Choice["layout"]): Design => ({
  readers: [layout === "batch" ? reader : { ...reader, recordMs: assumptions.recordFilesMs }],
  otherReaders: 0,
  sinks: (prices, { bytes, batch }) =>
    meters.rowWrites(prices, 1, bytes) +
    meters.objectPuts(prices, layout === "batch" ? 2 / batch : 2),
  fixed: nothing,
});

const lake = (layout: Choice["layout"]): Design => ({
  readers: [reader],
  otherReaders: 1,
  sinks: (prices, load) => {
    const converted = layout === "parquet";
    const latest = Math.min(1, keys / load.batch);
    const share = converted ? assumptions.scanned.parquet : assumptions.scanned.gzip;
    return (
      meters.delivery(prices, { ...load, bufferSeconds: 60, bufferMegabytes: 128, converted }) +
      meters.rowReads(prices, latest) +
      meters.rowWrites(prices, latest, load.bytes) +
      alerts(prices) +
      monthOfQueries(prices, load, share)
    );
  },
  fixed: nothing,
});

/** The five scenarios, each with the choices that its component offers. */
export const scenarios: readonly Scenario[] = [
  {
    name: "http-requests",
    bytes: 350,
    layouts: [undefined],
    longestWindow: 10,
    design: () => rows(0),
    seed: seeds.httpRequests,
    remark:
      "The rows are nearly all of it. Where the rate is steady, provisioned capacity would cost " +
      "about 40 % of on-demand writes.",
  },
  {
    name: "event-logs",
    bytes: 200,
    layouts: [undefined],
    longestWindow: 10,
    design: () => rows(1),
    seed: seeds.eventLogs,
    remark: "The index by day doubles the writes, here and in the lab, where it is optional.",
  },
  {
    name: "transactions",
    bytes: 130,
    layouts: ["provisioned", "serverless"],
    longestWindow: 300,
    design: (layout) => warehouse(layout === "serverless"),
    seed: seeds.transactions,
    remark:
      "The warehouse's one node is counted whatever the rate. It will not merge 100,000 rows a " +
      "second: load such a stream by COPY, on more nodes.",
  },
  {
    name: "stock-market",
    bytes: 100,
    layouts: ["record", "batch"],
    longestWindow: 10,
    design: files,
    seed: seeds.stockMarket,
    remark:
      "Two files a record are $10 per million events; two objects a batch are next to nothing.",
  },
  {
    name: "sensors",
    bytes: 130,
    layouts: ["parquet", "json"],
    longestWindow: 10,
    design: lake,
    seed: seeds.sensors,
    remark:
      "Firehose bills every record as 5 KB: producers that put many readings into one record save " +
      "most of it.",
  },
];
