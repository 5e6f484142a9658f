import { hoursPerMonth } from "../../policies/pricing/price-list";
import { assumptions } from "../assumptions";
import * as meters from "../meters";
import type { Choice, Design, Reader, Scenario } from "./design";
import { monthOfQueries } from "./price";

type Seed = Scenario["seed"];

const { callMs, alertsPerEvent } = assumptions;

/**
 * A lab's function: 128 MB on x86, one call after the other for each record, and the service's
 * defaults for everything that its document leaves out.
 */
const python: Reader = {
  memoryMb: 128,
  arm: false,
  batchMs: 2,
  recordMs: 0,
  logBytesPerBatch: 300,
  logBytesPerRecord: 0,
  customMetrics: 0,
  maxParallelization: 1,
};

const hundred: Choice = { mode: "provisioned", batchSize: 100, windowSeconds: 0 };
const nothing = () => 0;

const design = (reader: Partial<Reader>, rest: Partial<Design>): Design => ({
  readers: [{ ...python, ...reader }],
  otherReaders: 0,
  sinks: nothing,
  fixed: nothing,
  ...rest,
});

/** Lab 000: an invocation and a put_item for each request. */
export const httpRequests: Seed = {
  design: design(
    { recordMs: callMs.table },
    { sinks: (prices, { bytes }) => meters.rowWrites(prices, 1, bytes) },
  ),
  choice: { ...hundred, batchSize: 1 },
};

/** Lab 001, with the index that it suggests: a put_item and a printed line for each event. */
export const eventLogs: Seed = {
  design: design(
    { recordMs: callMs.table, logBytesPerRecord: 250 },
    { sinks: (prices, { bytes }) => meters.rowWrites(prices, 1, bytes, 1) },
  ),
  choice: hundred,
};

/** Lab 002: a connection a batch, an INSERT a row, and a Flink application of two KPU for alerts. */
export const transactions: Seed = {
  design: design(
    { batchMs: python.batchMs + callMs.connect, recordMs: callMs.insert },
    {
      otherReaders: 1,
      sinks: (prices) => meters.publishes(prices, alertsPerEvent),
      // dc2.large can no longer be created: priced as what replaces it.
      fixed: ({ redshift, flink }) =>
        ((redshift.nodeHour["ra3.large"] ?? NaN) + 2 * flink.kpuHour) * hoursPerMonth,
    },
  ),
  choice: hundred,
};

/** Lab 003: a put_item and two put_object for each price. */
export const stockMarket: Seed = {
  design: design(
    { recordMs: callMs.table + 2 * callMs.object },
    {
      sinks: (prices, { bytes }) =>
        meters.rowWrites(prices, 1, bytes) + meters.objectPuts(prices, 2),
    },
  ),
  choice: { ...hundred, layout: "record" },
};

/** Lab 004: Firehose writes plain JSON, of which Athena reads every byte. */
export const sensors: Seed = {
  design: design(
    { recordMs: 0.1, logBytesPerRecord: 200 },
    {
      otherReaders: 1,
      sinks: (prices, load) =>
        meters.delivery(prices, {
          ...load,
          bufferSeconds: 60,
          bufferMegabytes: 5,
          converted: false,
        }) + monthOfQueries(prices, load, 1),
    },
  ),
  choice: { ...hundred, layout: "json" },
};
