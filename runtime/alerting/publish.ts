import { PublishBatchCommand, SNSClient, type BatchResultErrorEntry } from "@aws-sdk/client-sns";
import { once } from "../aws/attempt";
import { mapBounded } from "../aws/bounded";
import { clientSettings, lazy } from "../aws/settings";
import { failureOf } from "../faults";
import type { Failure, WriteContext } from "../types";
import { MAX_MESSAGE_BYTES, type Alert } from "./alert";

const client = lazy(() => new SNSClient(clientSettings));

/** The most messages of one PublishBatch; together they may be as large as one may be. */
const CHUNK = 10;
const CHUNKS_AT_ONCE = 8;

/**
 * Publishes alerts, each once; gives the failure, if any, of each, in their order. It tries once,
 * because a claim must be renewed before the next try.
 */
export async function publish(
  topicArn: string,
  alerts: readonly Alert[],
  context: WriteContext,
): Promise<(Failure | undefined)[]> {
  const results = await mapBounded(chunksOf(alerts), CHUNKS_AT_ONCE, (chunk) =>
    publishChunk(topicArn, chunk, context),
  );
  return results.flat();
}

async function publishChunk(
  topicArn: string,
  chunk: readonly Alert[],
  context: WriteContext,
): Promise<(Failure | undefined)[]> {
  const command = new PublishBatchCommand({
    TopicArn: topicArn,
    PublishBatchRequestEntries: chunk.map(({ request }, i) => ({ Id: String(i), ...request })),
  });
  try {
    const { Failed = [] } = await once(context, (abortSignal) =>
      client().send(command, { abortSignal }),
    );
    const failed = new Map(Failed.map((entry) => [entry.Id, failureOfEntry(entry)]));
    return chunk.map((_alert, i) => failed.get(String(i)));
  } catch (error) {
    const failure = failureOf(error);
    if (failure.kind === "transient" || chunk.length === 1) return chunk.map(() => failure);
    return (await mapBounded(chunk, 1, (alert) => publishChunk(topicArn, [alert], context))).flat();
  }
}

function failureOfEntry({ Code, Message, SenderFault }: BatchResultErrorEntry): Failure {
  const reason = `${Code ?? "unknown"}: ${Message ?? ""}`;
  if (SenderFault !== true) return { kind: "transient", reason };
  return failureOf(Object.assign(new Error(Message), { name: Code }));
}

function chunksOf(alerts: readonly Alert[]): Alert[][] {
  const chunks: Alert[][] = [];
  let bytes = Infinity;
  for (const alert of alerts) {
    bytes += alert.bytes;
    if (bytes > MAX_MESSAGE_BYTES || chunks.at(-1)?.length === CHUNK) {
      chunks.push([]);
      bytes = alert.bytes;
    }
    chunks.at(-1)?.push(alert);
  }
  return chunks;
}
