import { invalidValue } from "./errors";
import { isFields } from "../patterns/conditions";

/** Where messages go that were received too often. */
export interface Redrive {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/**
 * A queue's RedrivePolicy; undefined without one. Throws InvalidParameterValue.
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
export function redriveOf(text: string | undefined): Redrive | undefined {
  if (!text) return undefined;
  const refuse = (reason: string) => invalidValue(text, "RedrivePolicy", reason);
  const policy = fieldsOf(text);
  if (policy === undefined) throw refuse("Redrive policy is not a valid JSON map.");
  const { deadLetterTargetArn, maxReceiveCount = 10, ...others } = policy;
  if (typeof deadLetterTargetArn !== "string") {
    const attribute = "mandatory attribute: deadLetterTargetArn";
    throw refuse(`Redrive policy does not contain ${attribute}.`);
  }
  const [other] = Object.keys(others);
  if (other !== undefined) throw refuse(`Redrive policy has an unknown attribute: ${other}.`);
  const count = /^\d{1,4}$/.test(String(maxReceiveCount)) ? Number(maxReceiveCount) : 0;
  if (count < 1 || count > 1000) {
    const range = "valid values are from 1 to 1000 both inclusive";
    throw refuse(
      `Invalid value for maxReceiveCount: ${JSON.stringify(maxReceiveCount)}, ${range}.`,
    );
  }
  return { deadLetterTargetArn, maxReceiveCount: count };
}

const PERMISSIONS = ["allowAll", "denyAll", "byQueue"];
const MOST_SOURCES = 10;

/** A test of the queues that may use a queue for their dead letters. Throws InvalidParameterValue. */
export function redriveAllowedBy(text: string | undefined): (sourceArn: string) => boolean {
  if (!text) return () => true;
  const refuse = (reason: string) => invalidValue(text, "RedriveAllowPolicy", reason);
  const policy = fieldsOf(text);
  if (policy === undefined)
    throw refuse("Amazon SQS can't create the redrive allow policy, as it's not a valid JSON map.");
  const { redrivePermission, sourceQueueArns } = policy;
  if (!PERMISSIONS.includes(String(redrivePermission))) {
    throw refuse(`redrivePermission must be one of ${PERMISSIONS.join(", ")}.`);
  }
  if (redrivePermission !== "byQueue") {
    if (sourceQueueArns !== undefined) {
      throw refuse("sourceQueueArns may be given only where redrivePermission is byQueue.");
    }
    return () => redrivePermission === "allowAll";
  }
  const arns = Array.isArray(sourceQueueArns) ? sourceQueueArns.map(String) : [];
  if (arns.length === 0 || arns.length > MOST_SOURCES) {
    throw refuse(`sourceQueueArns must have 1 to ${MOST_SOURCES} ARNs.`);
  }
  return (sourceArn) => arns.includes(sourceArn);
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
