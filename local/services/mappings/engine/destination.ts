import type { Permission, Principal } from "../../../gateway/service";
import { isQueue } from "../queue/settings";
import type { Part } from "./backlog";
import type { Consumer } from "./consumer";

const BUCKET_ARN = /^arn:[^:]+:s3:::(.+)$/;

/**
 * What a role must allow on its mapping's on-failure destination.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export function destinationNeeds(destination: string, uuid: string): readonly Permission[] {
  if (destination.includes(":sns:")) return [["sns:Publish", destination]];
  if (destination.includes(":sqs:")) return [["sqs:SendMessage", destination]];
  if (!BUCKET_ARN.test(destination)) return [];
  return [
    ["s3:ListBucket", destination],
    ["s3:PutObject", `${destination}/aws/lambda/${uuid}/`],
  ];
}

interface DiscardedBatch extends Part {
  readonly discard: NonNullable<Part["discard"]>;
}

function batchInfo(consumer: Consumer, shardId: string, { records }: Part): object {
  const first = records[0];
  const last = records.at(-1);
  return {
    shardId,
    startSequenceNumber: first?.sequenceNumber,
    endSequenceNumber: last?.sequenceNumber,
    approximateArrivalOfFirstRecord: first && new Date(first.arrival).toISOString(),
    approximateArrivalOfLastRecord: last && new Date(last.arrival).toISOString(),
    batchSize: records.length,
    streamArn: consumer.streamArn,
  };
}

/** The document that tells of a discarded batch, as AWS lays it out. */
function invocationRecord(consumer: Consumer, shardId: string, batch: DiscardedBatch): object {
  const { discard, lastResult } = batch;
  return {
    requestContext: {
      requestId: lastResult?.requestId ?? discard.id,
      functionArn: consumer.configuration.FunctionArn,
      condition: discard.condition,
      approximateInvokeCount: batch.invocations,
    },
    responseContext: lastResult
      ? {
          statusCode: lastResult.statusCode,
          executedVersion: lastResult.executedVersion,
          functionError: lastResult.functionError ?? null,
        }
      : null,
    version: "1.0",
    timestamp: new Date(discard.at).toISOString(),
    KinesisBatchInfo: batchInfo(consumer, shardId, batch),
  };
}

/** `aws/lambda/<mapping>/<shard>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<random UUID>`. */
function objectKey(uuid: string, shardId: string, { at, id }: DiscardedBatch["discard"]): string {
  const [seconds = ""] = new Date(at).toISOString().split(".");
  const day = seconds.slice(0, 10).replaceAll("-", "/");
  return `aws/lambda/${uuid}/${shardId}/${day}/${seconds.replaceAll(":", ".")}-${id}`;
}

/**
 * Hands a discarded batch to the mapping's on-failure destination, as the function's role: to an S3
 * bucket with the whole event as `payload`, to an SNS topic or an SQS queue without it. Rejects when the destination
 * does not take it; writing again gives the same object. Resolves with false without a destination.
 */
export async function sendToDestination(
  consumer: Consumer,
  shardId: string,
  batch: DiscardedBatch,
  event: () => string,
): Promise<boolean> {
  const destination = consumer.configuration.DestinationConfig.OnFailure.Destination;
  if (destination === undefined) return false;
  const sessionName = consumer.configuration.FunctionArn.split(":")[6] ?? "lambda";
  const role: Principal = { kind: "role", roleArn: consumer.roleArn, sessionName };
  const record = invocationRecord(consumer, shardId, batch);
  const bucket = BUCKET_ARN.exec(destination)?.[1];
  if (isQueue(destination)) {
    const [, , , , account = "", name = ""] = destination.split(":");
    const message = { QueueUrl: `/${account}/${name}`, MessageBody: JSON.stringify(record) };
    await consumer.cloud().call("sqs", "SendMessage", message, role);
    return true;
  }
  if (bucket === undefined) {
    const message = { TopicArn: destination, Message: JSON.stringify(record) };
    await consumer.cloud().call("sns", "Publish", message, role);
    return true;
  }
  const object = {
    Bucket: bucket,
    Key: objectKey(consumer.configuration.UUID, shardId, batch.discard),
    Body: JSON.stringify({ ...record, payload: event() }),
    ContentType: "application/json",
  };
  await consumer.cloud().call("s3", "PutObject", object, role);
  return true;
}
