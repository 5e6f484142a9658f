import { statusOf, toAwsError } from "../../gateway/protocols/reply";
import { AwsError } from "../../gateway/service";
import type { CloudClient, Principal } from "../../gateway/service";
import type { Group } from "./groups";
import { callOf, instant, payloadOf, queueUrl, type Place, type Run } from "./targets";

export interface DeliveryOptions {
  readonly cloud: () => CloudClient;
  readonly clock: () => number;
  readonly groupOf: (name: string) => Group;
  /** Whether a role lets EventBridge Scheduler take it for a schedule group. */
  readonly canAssume: (roleArn: string, groupArn: string) => boolean;
  readonly metric: (name: string, group: string) => void;
}

/** A day has 185 of these about, as AWS makes attempts in one by default. */
const LONGEST_WAIT_MS = 8 * 60_000;

type Exhausted = "MaximumRetryAttempts" | "MaximumEventAgeInSeconds" | undefined;

/**
 * Makes one attempt of a run; answers when to make the next one. Faults of the target's service are tried
 * again, with growing waits; a request that it refuses is not.
 * Source: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html
 */
export async function deliver(run: Run, options: DeliveryOptions): Promise<number | undefined> {
  const { metric, clock } = options;
  const { group, input } = run.schedule;
  metric("InvocationAttemptCount", group);
  const error = await attempt(run, options);
  if (error === undefined) return undefined;
  metric("TargetErrorCount", group);
  const { MaximumRetryAttempts = 0, MaximumEventAgeInSeconds = 0 } = input.Target.RetryPolicy ?? {};
  const again = clock() + Math.min(1000 * 2 ** (run.attempt - 1), LONGEST_WAIT_MS);
  const isOld = again > run.at + MaximumEventAgeInSeconds * 1000;
  const exhausted: Exhausted =
    run.attempt > MaximumRetryAttempts
      ? "MaximumRetryAttempts"
      : isOld
        ? "MaximumEventAgeInSeconds"
        : undefined;
  const retryable = isRetryable(error, input.Target.Arn);
  if (retryable && exhausted === undefined) return again;
  metric("InvocationDroppedCount", group);
  await toDeadLetters(run, error, retryable ? exhausted : undefined, options);
  return undefined;
}

async function attempt(run: Run, options: DeliveryOptions): Promise<AwsError | undefined> {
  try {
    const principal = principalOf(run, options);
    const { service, operation, input } = callOf(run, placeOf(options));
    await options.cloud().request(service, operation, input, principal);
    return undefined;
  } catch (error) {
    return toAwsError(error);
  }
}

function principalOf({ schedule, executionId }: Run, options: DeliveryOptions): Principal {
  const { RoleArn: roleArn } = schedule.input.Target;
  if (!options.canAssume(roleArn, options.groupOf(schedule.group).arn)) {
    const message = `scheduler.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
    throw new AwsError("AccessDenied", message, 403);
  }
  return { kind: "role", roleArn, sessionName: executionId };
}

const placeOf = ({ cloud }: DeliveryOptions): Place => cloud();

function isRetryable(error: AwsError, targetArn: string): boolean {
  const status = statusOf(error, targetArn.split(":")[2] ?? "");
  return (
    (status >= 500 && status !== 501) ||
    /Throttl|TooManyRequests|ThroughputExceeded/.test(error.code)
  );
}

/** Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html */
async function toDeadLetters(
  run: Run,
  error: AwsError,
  exhausted: Exhausted,
  options: DeliveryOptions,
): Promise<void> {
  const { schedule } = run;
  const { DeadLetterConfig, Arn } = schedule.input.Target;
  const queue = DeadLetterConfig?.Arn;
  if (queue === undefined) return;
  const attributes = {
    ERROR_CODE: error.code,
    ERROR_MESSAGE: error.message,
    EXECUTION_ID: run.executionId,
    EXHAUSTED_RETRY_CONDITION: exhausted,
    IS_PAYLOAD_TRUNCATED: "false",
    RETRY_ATTEMPTS: String(run.attempt - 1),
    SCHEDULED_TIME: instant(run.at),
    SCHEDULE_ARN: schedule.arn,
    TARGET_ARN: Arn,
  };
  const place = placeOf(options);
  const input = {
    QueueUrl: queueUrl(queue, place),
    MessageBody: payloadOf(run, place),
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).flatMap(([name, StringValue]) =>
        StringValue === undefined ? [] : [[name, { DataType: "String", StringValue }]],
      ),
    ),
  };
  const { group } = schedule;
  try {
    const principal = principalOf(run, options);
    await options.cloud().request("sqs", "SendMessage", input, principal);
    options.metric("InvocationsSentToDeadLetterCount", group);
  } catch (failure) {
    const { code } = toAwsError(failure);
    options.metric("InvocationsFailedToBeSentToDeadLetterCount", group);
    options.metric(`InvocationsFailedToBeSentToDeadLetterCount_${code}`, group);
  }
}
