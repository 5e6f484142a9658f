import type { Message } from "@aws-sdk/client-sqs";
import type { InvokeResult } from "../../lambda";
import { isFields } from "../../patterns/conditions";

/**
 * The messages that an invocation has done with, and that leave the queue. Without reported failures those
 * are all of a success and none of an error; an answer that cannot be read fails the whole batch, as does
 * an identifier that is empty, misnamed or not of the batch.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function processed(
  { functionError, payload }: InvokeResult,
  messages: readonly Message[],
  reportsItemFailures: boolean,
): readonly Message[] {
  if (functionError !== undefined) return [];
  if (!reportsItemFailures) return messages;
  const failures = failuresIn(payload);
  if (failures === undefined) return [];
  const ids = new Set(messages.map(({ MessageId }) => MessageId));
  const failed = failures.map((each) => (isFields(each) ? each.itemIdentifier : undefined));
  if (!failed.every((id) => typeof id === "string" && ids.has(id))) return [];
  return messages.filter(({ MessageId }) => !failed.includes(MessageId));
}

/** What is listed as failed; undefined for an answer that is not understood. */
function failuresIn(payload: string): readonly unknown[] | undefined {
  let answer: unknown;
  try {
    answer = payload === "" ? null : JSON.parse(payload);
  } catch {
    return undefined;
  }
  if (answer === null) return [];
  if (!isFields(answer)) return undefined;
  const { batchItemFailures: failures = [] } = answer;
  if (failures === null) return [];
  return Array.isArray(failures) ? failures : undefined;
}
