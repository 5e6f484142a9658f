import { PublishBatchCommand, SNSClient, type BatchResultErrorEntry } from "@aws-sdk/client-sns";
import { once } from "../aws/attempt";
import { mapBounded } from "../aws/bounded";
import { clientSettings, lazy } from "../aws/settings";
import { faultOf, reasonOf, type Fault } from "../faults";
import type { WriteContext } from "../types";
import { MAX_MESSAGE_BYTES, type Alert } from "./alert";

const client = lazy(() => new SNSClient(clientSettings));

/** The most messages of one PublishBatch; together they may be as large as one may be. */
const CHUNK = 10;

/**
 * Codes that are no message's fault: the topic, its key or the function's role is to blame.
 * Source: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors
 */
const NO_MESSAGE_AT_FAULT =
  /^(Authorization|AccessDenied|InvalidSecurity|InvalidClientTokenId|ExpiredToken|KMS|NotFound|ResourceNotFound|OptInRequired|UnrecognizedClient|SignatureDoesNotMatch|IncompleteSignature|MissingAuthenticationToken)|Disabled(Exception)?$/;

/** What keeps an alert from being sent. "fatal": the function is at fault, and no record to blame. */
export interface Refusal {
  readonly kind: Fault;
  readonly reason: string;
}

/**
 * Publishes up to ten alerts, once; says of each whether it is out. `sent` is told of those that are
 * before anything else is tried. Nothing that befalls one alert changes what is said of another.
 */
export async function publish(
  topicArn: string,
  alerts: readonly Alert[],
  context: WriteContext,
  sent: (alert: Alert) => Promise<Refusal | undefined>,
): Promise<(Refusal | undefined)[]> {
  const command = new PublishBatchCommand({
    TopicArn: topicArn,
    PublishBatchRequestEntries: alerts.map(({ request }, i) => ({ Id: String(i), ...request })),
  });
  try {
    const { Failed = [], Successful = [] } = await once(context, (abortSignal) =>
      client().send(command, { abortSignal }),
    );
    const failed = new Map(Failed.map((entry) => [entry.Id, refusalOfEntry(entry)]));
    const out = new Set(Successful.map(({ Id }) => Id));
    return await mapBounded(alerts, CHUNK, (alert, i) =>
      out.has(String(i))
        ? sent(alert)
        : Promise.resolve(failed.get(String(i)) ?? { kind: "transient", reason: UNANSWERED }),
    );
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal.kind !== "invalid" || alerts.length === 1) return alerts.map(() => refusal);
    // SNS refuses a request whole for one bad message, so each must stand alone.
    const alone = await mapBounded(alerts, 1, (alert) => publish(topicArn, [alert], context, sent));
    return alone.flat();
  }
}

const UNANSWERED = "SNS answered without a word on this alert";

/** A code that nobody knows is the message's own fault, if SNS says that the sender is at fault. */
function refusalOfEntry({
  Code = "unknown",
  Message,
  SenderFault,
}: BatchResultErrorEntry): Refusal {
  const reason = `${Code}: ${Message ?? ""}`;
  const kind = faultOf(Object.assign(new Error(Message), { name: Code }));
  if (SenderFault !== true || kind === "transient") return { kind: "transient", reason };
  return { kind: NO_MESSAGE_AT_FAULT.test(Code) ? "fatal" : "invalid", reason };
}

/** A whole request's error. One with status 400 that blames neither topic nor role blames a message. */
function refusalOf(error: unknown): Refusal {
  const kind = faultOf(error);
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  const blamesMessage =
    kind === "fatal" && $metadata?.httpStatusCode === 400 && !NO_MESSAGE_AT_FAULT.test(name ?? "");
  return { kind: blamesMessage ? "invalid" : kind, reason: reasonOf(error) };
}

/** As few requests as the limits of SNS allow. */
export function chunksOf(alerts: readonly Alert[]): Alert[][] {
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
