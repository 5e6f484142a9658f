import type { StackResource } from "../../policies/rule/resource";

/** A registered resource of a stack that was never deployed. */
export function registered(
  type: string,
  name: string,
  props: StackResource["props"] = {},
): StackResource {
  const urn = `urn:pulumi:dev::streams::${type}::${name}`;
  return { type, name, urn, props, protect: false, references: {} };
}

export const stream = (props: StackResource["props"] = {}) =>
  registered("aws:kinesis/stream:Stream", "requests", {
    arn: "arn:aws:kinesis:us-east-1:000000000000:stream/requests",
    shardCount: 1,
    ...props,
  });

/** A pipeline from a stream to a table, whose consumer takes what comes in ten seconds. */
export const pipeline = (mapping: StackResource["props"] = {}) => [
  stream(),
  registered("aws:lambda/function:Function", "consumer", {
    name: "consumer",
    memorySize: 256,
    architectures: ["arm64"],
    environment: { variables: { SINK_ROWS_TABLE_NAME: "Rows", QUARANTINE_BUCKET: "failures" } },
  }),
  registered("aws:lambda/eventSourceMapping:EventSourceMapping", "consumer", {
    eventSourceArn: stream().props["arn"],
    functionName: "consumer",
    batchSize: 100,
    maximumBatchingWindowInSeconds: 10,
    ...mapping,
  }),
  registered("aws:dynamodb/table:Table", "rows", { name: "Rows", billingMode: "PAY_PER_REQUEST" }),
];
