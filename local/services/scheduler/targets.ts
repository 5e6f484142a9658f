import { AwsError } from "../../gateway/service";
import type { Schedule, ScheduleInput } from "./schedules";
import { universalCall, universalTarget } from "./universal";

export type Target = ScheduleInput["Target"];

/** One call of an API, made with the schedule's role. */
export interface Call {
  readonly service: string;
  readonly operation: string;
  readonly input: object;
}

/** One run of a schedule. */
export interface Run {
  readonly schedule: Schedule;
  /** When it was to run, in milliseconds since the epoch. */
  readonly at: number;
  readonly executionId: string;
  /** The attempt that is made now: 1, and more for retries. */
  readonly attempt: number;
}

/** What calls are made of besides the schedule's own settings. */
export interface Place {
  readonly endpoint: string;
  readonly accountId: string;
  readonly region: string;
}

type Template = (target: Target, payload: string, place: Place) => Omit<Call, "service">;

const after = (arn: string, mark: string): string => arn.slice(arn.lastIndexOf(mark) + 1);

export const queueUrl = (arn: string, { endpoint, accountId }: Place): string =>
  `${endpoint}/${accountId}/${after(arn, ":")}`;

/**
 * The templated targets, by the service in their ARNs, that the local cloud has.
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html
 */
const TEMPLATES: Readonly<Record<string, Template>> = {
  lambda: ({ Arn }, Payload) => ({
    operation: "Invoke",
    input: { FunctionName: Arn, InvocationType: "Event", Payload: Buffer.from(Payload) },
  }),
  kinesis: ({ Arn, KinesisParameters }, payload) => ({
    operation: "PutRecord",
    input: {
      StreamARN: Arn,
      PartitionKey: KinesisParameters?.PartitionKey,
      Data: Buffer.from(payload),
    },
  }),
  firehose: ({ Arn }, payload) => ({
    operation: "PutRecord",
    input: { DeliveryStreamName: after(Arn, "/"), Record: { Data: Buffer.from(payload) } },
  }),
  sns: ({ Arn }, Message) => ({ operation: "Publish", input: { TopicArn: Arn, Message } }),
  sqs: ({ Arn, SqsParameters }, MessageBody, place) => ({
    operation: "SendMessage",
    input: {
      QueueUrl: queueUrl(Arn, place),
      MessageBody,
      ...(SqsParameters?.MessageGroupId !== undefined && {
        MessageGroupId: SqsParameters.MessageGroupId,
      }),
    },
  }),
};

const invalid = (message: string): AwsError => new AwsError("ValidationException", message);
const serviceOf = (arn: string): string => arn.split(":")[2] ?? "";

/** Throws a ValidationException for what could be no target here. */
export function checkTarget(target: Target): void {
  const { Arn, Input, KinesisParameters } = target;
  const service = serviceOf(Arn);
  if (service === "scheduler") {
    const named = universalTarget(Arn);
    if (typeof named === "string") throw invalid(named);
    if (!isObject(Input ?? "{}")) throw invalid("Input must be a JSON object.");
    return;
  }
  if (!Object.hasOwn(TEMPLATES, service)) {
    const known = Object.keys(TEMPLATES).sort().join(", ");
    throw invalid(`${Arn} is not a supported target: the local cloud's are of ${known}.`);
  }
  if (service === "lambda" && Input !== undefined && parsed(Input) === undefined) {
    throw invalid("Input must be well-formed JSON for this target.");
  }
  if ((service === "kinesis") !== (KinesisParameters !== undefined)) {
    throw invalid("KinesisParameters must be given for a stream, and for nothing else.");
  }
}

/** What one run asks of its target. Throws the errors of inputs that a universal target does not take. */
export function callOf(run: Run, place: Place): Call {
  const { Target: target } = run.schedule.input;
  const service = serviceOf(target.Arn);
  const payload = payloadOf(run, place);
  const named = service === "scheduler" ? universalTarget(target.Arn) : undefined;
  if (typeof named === "object") return universalCall(named, target.Input ? payload : "{}");
  const template = TEMPLATES[service];
  if (template === undefined) throw invalid(`${target.Arn} is not a supported target.`);
  return { service, ...template(target, payload, place) };
}

/**
 * What a target is given: its input with the context's attributes, or a notification.
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export function payloadOf(run: Run, { accountId, region }: Place): string {
  const { schedule, executionId, attempt } = run;
  const time = instant(run.at);
  const { Input } = schedule.input.Target;
  if (Input === undefined) {
    return JSON.stringify({
      version: "0",
      id: executionId,
      "detail-type": "Scheduled Event",
      source: "aws.scheduler",
      account: accountId,
      time,
      region,
      resources: [schedule.arn],
      detail: "{}",
    });
  }
  return Input.replaceAll("<aws.scheduler.schedule-arn>", schedule.arn)
    .replaceAll("<aws.scheduler.scheduled-time>", time)
    .replaceAll("<aws.scheduler.execution-id>", executionId)
    .replaceAll("<aws.scheduler.attempt-number>", String(attempt));
}

/** To the second, as in `2026-11-20T13:00:00Z`. */
export const instant = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

const isObject = (json: string): boolean => {
  const value = parsed(json);
  return typeof value === "object" && value !== null && !Array.isArray(value);
};

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
