/**
 * What a price per event depends on besides the resources. Each is a round figure, estimated from
 * the services' usual latencies within a region and not measured on AWS: they move the Lambda share
 * of a price, which is the smallest, and none of the others.
 */
export const assumptions = {
  /** A consumer's invocation without records: decoding the event, one call, one log line. */
  invocationMs: 20,
  /** What a record adds, with rows written 25 a call and several calls at once. */
  recordMs: 0.3,
  /** What a record adds where it becomes files of its own, 30 ms a PUT and 50 at once. */
  recordFilesMs: 1.2,
  /** A batch's MERGE through the Data API, until it has ended. */
  warehouseMs: 1500,
  /** One structured line and Lambda's own three. */
  logBytesPerInvocation: 1200,
  /** Received, Written, Quarantined, Failed, DurationMs. */
  metricsPerConsumer: 5,
  /** Of a thousand events; 86 of the 5,000 real payment orders are above 10,000. */
  alertsPerEvent: 0.0172,
  /** Devices whose latest reading is kept. */
  keys: 100,
  /** Attribute names and DynamoDB's own overhead on top of the event. */
  rowOverheadBytes: 100,
  /** How often Lambda's poller asks a shard for records while there is no window. */
  pollsPerSecond: 1,
  /** A Redshift Serverless workgroup is billed for at least this long after a query starts. */
  serverlessSeconds: 60,
  /** One call at a time, as the labs' handlers make them. */
  callMs: { table: 5, object: 30, insert: 5, connect: 50 },
  /** How often the lab's three Athena queries are asked, over a month's data. */
  queriesPerMonth: 3 * 730,
  /** Of the JSON's size: what a query scans of it gzipped, and of Parquet with the columns asked. */
  scanned: { gzip: 0.15, parquet: 0.12 },
  /** How busy a shard's poller may be with its batches. */
  busy: 0.8,
} as const;
