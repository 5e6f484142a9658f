import type { PriceList } from "../../policies/pricing/price-list";

/** What may be chosen for a scenario; what is left out does not apply to it. */
export interface Choice {
  readonly mode: "provisioned" | "on-demand";
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly layout?: Layout;
}

export type Layout = "record" | "batch" | "parquet" | "json" | "provisioned" | "serverless";

/** A function that reads the stream. */
export interface Reader {
  readonly memoryMb: number;
  readonly arm: boolean;
  /** How long an invocation takes: `batchMs`, and `recordMs` for each record. */
  readonly batchMs: number;
  readonly recordMs: number;
  readonly logBytesPerBatch: number;
  readonly logBytesPerRecord: number;
  readonly customMetrics: number;
  /** Batches of its own, where the scenario's would make it wait. */
  readonly own?: Pick<Choice, "batchSize" | "windowSeconds">;
  /** The most batches of one shard that may be worked on at once, 1 to 10. */
  readonly maxParallelization: number;
}

/** A way to build a scenario, priced by rate and choice. */
export interface Design {
  readonly readers: readonly Reader[];
  /** Readers of the stream that are no functions, such as Firehose. */
  readonly otherReaders: number;
  /** What the sinks cost, in US dollars per million events. */
  sinks(prices: PriceList, load: Load): number;
  /** What stands there whether events come or not, in US dollars a month, besides the stream. */
  fixed(prices: PriceList, choice: Choice): number;
}

/** What reaches a sink. */
export interface Load {
  readonly eventsPerSecond: number;
  readonly bytes: number;
  /** Records of an average batch. */
  readonly batch: number;
  readonly choice: Choice;
}

export interface Scenario {
  readonly name: string;
  /** A usual event's size as JSON. */
  readonly bytes: number;
  readonly layouts: readonly (Layout | undefined)[];
  /** The longest that a record may wait in a batch window, in seconds. */
  readonly longestWindow: number;
  design(layout: Layout | undefined): Design;
  /** The lab's own design, with its batch size, and a layout where it has one. */
  readonly seed: { readonly design: Design; readonly choice: Choice };
  /** What the figures cannot show. */
  readonly remark: string;
}
