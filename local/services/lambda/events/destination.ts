import type { FunctionEventInvokeConfig } from "@aws-sdk/client-lambda";
import { AwsError, type CloudClient, type Principal } from "../../../gateway/service";
import type { InvokeResult } from "../environments/execution";
import type { Target } from "../registry";

/** What became of an asynchronous invocation. */
export interface Outcome {
  readonly condition: "Success" | "RetriesExhausted" | "EventAgeExceeded";
  readonly target: Target;
  readonly payload: string;
  readonly requestId: string;
  readonly runs: number;
  /** Absent where it never ran. */
  readonly last?: InvokeResult;
}

export function destinationOf(
  config: FunctionEventInvokeConfig | undefined,
  condition: Outcome["condition"],
): string | undefined {
  const { OnSuccess, OnFailure } = config?.DestinationConfig ?? {};
  return condition === "Success" ? OnSuccess?.Destination : OnFailure?.Destination;
}

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
function recordOf({ condition, target, payload, requestId, runs, last }: Outcome, at: number) {
  const { arn, qualifier } = target;
  return {
    version: "1.0",
    timestamp: new Date(at).toISOString(),
    requestContext: {
      requestId,
      functionArn: qualifier === undefined ? `${arn}:$LATEST` : arn,
      condition,
      approximateInvokeCount: runs,
    },
    requestPayload: JSON.parse(payload) as unknown,
    ...(last !== undefined && {
      responseContext: {
        statusCode: last.statusCode,
        executedVersion: last.executedVersion,
        ...(last.functionError !== undefined && { functionError: last.functionError }),
      },
      responsePayload: JSON.parse(last.payload) as unknown,
    }),
  };
}

/**
 * Hands an outcome to a queue, a topic, a function or, of a failure, a bucket, as the function's role.
 * Rejects with the AwsError of whom did not take it.
 */
export async function sendOutcome(
  cloud: CloudClient,
  destination: string,
  outcome: Outcome,
  at: number,
): Promise<void> {
  const { name, settings } = outcome.target.subject;
  const role: Principal = { kind: "role", roleArn: settings.Role, sessionName: name };
  const text = JSON.stringify(recordOf(outcome, at));
  const [, , service, , , rest = ""] = destination.split(":");
  if (service === "sqs") {
    const { QueueUrl } = await cloud.call("sqs", "GetQueueUrl", { QueueName: rest });
    await cloud.call("sqs", "SendMessage", { QueueUrl, MessageBody: text }, role);
  } else if (service === "sns") {
    await cloud.call("sns", "Publish", { TopicArn: destination, Message: text }, role);
  } else if (service === "lambda") {
    const input = { FunctionName: destination, InvocationType: "Event", Payload: text };
    await cloud.call("lambda", "Invoke", input, role);
  } else {
    const day = new Date(at).toISOString();
    const folder = `aws/lambda/async/${name}`;
    const Key = `${folder}/${day.slice(0, 10).replaceAll("-", "/")}/${day.slice(0, 19).replaceAll(":", ".")}-${outcome.requestId}`;
    await cloud.call("s3", "PutObject", { Bucket: rest, Key, Body: text }, role);
  }
}

/** Why a function may not have a destination; undefined where it may. */
export function refusedDestination(arn: string, forSuccess: boolean): Error | undefined {
  const [, , service = "", , , rest = ""] = arn.split(":");
  if (service === "events") {
    return new AwsError(
      "NotImplementedException",
      `The local cloud has no EventBridge: ${arn} cannot be a destination here.`,
      501,
    );
  }
  const fifo = ["sqs", "sns"].includes(service) && rest.endsWith(".fifo");
  const taken = forSuccess ? ["sqs", "sns", "lambda"] : ["sqs", "sns", "lambda", "s3"];
  if (taken.includes(service) && !fifo) return undefined;
  return new AwsError("InvalidParameterValueException", `The destination ARN ${arn} is invalid.`);
}
