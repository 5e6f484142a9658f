import type { PriceList } from "../policies/pricing/price-list";
import { hoursPerMonth } from "../policies/pricing/price-list";
import { assumptions } from "./assumptions";

/** All results are US dollars per million events, unless they say otherwise. */
const million = 1_000_000;

export const bytesPerGb = 1024 ** 3;

/** What a shard takes. Source: Kinesis Data Streams quotas. */
export const shardLimits = { recordsPerSecond: 1000, bytesPerSecond: 1_000_000 } as const;

/** Shards that a provisioned stream needs for a rate. */
export function shardsFor(eventsPerSecond: number, bytes: number): number {
  const { recordsPerSecond, bytesPerSecond } = shardLimits;
  const needed = Math.max(
    eventsPerSecond / recordsPerSecond,
    (eventsPerSecond * bytes) / bytesPerSecond,
  );
  return Math.max(1, Math.ceil(needed));
}

const gigabytes = (bytesPerEvent: number) => (million * bytesPerEvent) / bytesPerGb;

/** Writing to a provisioned stream: each record is at least one unit of 25 KB. */
export function putUnits({ kinesis }: PriceList, bytes: number): number {
  return Math.ceil(bytes / 25_600) * kinesis.millionPutUnits;
}

/** An on-demand stream: each record in is rounded up to 1 KB, and read once by each reader. */
export function onDemandStream({ kinesis }: PriceList, bytes: number, readers: number): number {
  const written = gigabytes(Math.ceil(bytes / 1024) * 1024) * kinesis.onDemandGbIn;
  return written + gigabytes(bytes) * readers * kinesis.onDemandGbOut;
}

export interface Consumer {
  /** Records of an average invocation. */
  readonly batch: number;
  readonly milliseconds: number;
  readonly memoryMb: number;
  readonly arm: boolean;
  readonly logBytes: number;
}

/** Lambda's requests and gigabyte-seconds, and the lines that they log. */
export function invocations({ lambda, logs }: PriceList, consumer: Consumer): number {
  const count = million / consumer.batch;
  const seconds = consumer.milliseconds / 1000;
  const compute = seconds * (consumer.memoryMb / 1024);
  const price = consumer.arm ? lambda.gbSecondArm : lambda.gbSecond;
  const logged = (count * consumer.logBytes) / bytesPerGb;
  return (count / million) * lambda.millionRequests + count * compute * price + logged * logs.gbIn;
}

/** A consumer's custom metrics, by the hour in which they are reported. */
export function customMetrics(
  { cloudwatch }: PriceList,
  metrics: number,
  eventsPerSecond: number,
): number {
  const usdPerSecond = (metrics * cloudwatch.customMetricMonth) / hoursPerMonth / 3600;
  return (usdPerSecond / eventsPerSecond) * million;
}

/** Rows of a table on demand, each written once more for each index. */
export function rowWrites(
  { dynamodb }: PriceList,
  rowsPerEvent: number,
  bytes: number,
  indexes = 0,
): number {
  const units = Math.ceil((bytes + assumptions.rowOverheadBytes) / 1024);
  return rowsPerEvent * units * (1 + indexes) * dynamodb.millionWrites;
}

export function rowReads({ dynamodb }: PriceList, rowsPerEvent: number): number {
  return rowsPerEvent * dynamodb.millionReads;
}

export function objectPuts({ s3 }: PriceList, objectsPerEvent: number): number {
  return objectsPerEvent * s3.millionPuts;
}

export function publishes({ sns }: PriceList, messagesPerEvent: number): number {
  return messagesPerEvent * sns.millionPublishes;
}

export interface Delivery {
  readonly bytes: number;
  readonly eventsPerSecond: number;
  readonly bufferSeconds: number;
  readonly bufferMegabytes: number;
  /** Conversion to Parquet. */
  readonly converted: boolean;
}

/** Firehose bills each record rounded up to 5 KB, and S3 each object that it writes. */
export function delivery(prices: PriceList, traffic: Delivery): number {
  const { firehose } = prices;
  const billed = Math.ceil(traffic.bytes / 5120) * 5120;
  const perGb = firehose.gbIn + (traffic.converted ? firehose.gbConverted : 0);
  const full = (traffic.bufferMegabytes * 1024 ** 2) / traffic.bytes;
  const eventsPerObject = Math.min(full, traffic.eventsPerSecond * traffic.bufferSeconds);
  return gigabytes(billed) * perGb + objectPuts(prices, 1 / Math.max(1, eventsPerObject));
}

/** A serverless warehouse runs for a minute at least after each batch that it takes. */
export function serverlessWarehouse(
  { redshift }: PriceList,
  baseRpu: number,
  eventsPerSecond: number,
  batch: number,
): number {
  const running = Math.min(1, (eventsPerSecond / batch) * assumptions.serverlessSeconds);
  const usdPerSecond = (running * baseRpu * redshift.rpuHour) / 3600;
  return (usdPerSecond / eventsPerSecond) * million;
}

/** In US dollars: Athena bills what each query scans, 10 MB at least. */
export function queries({ athena }: PriceList, count: number, scannedBytes: number): number {
  return (Math.max(scannedBytes, 10 * 1024 ** 2) / 1024 ** 4) * athena.tbScanned * count;
}
