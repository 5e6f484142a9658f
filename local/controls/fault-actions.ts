import { durationMs } from "../duration";
import type { Fault, Faults } from "../gateway/faults";
import { AwsError } from "../gateway/service";

type Parameters = Readonly<Record<string, unknown>>;

interface ApiAction {
  readonly code: string;
  readonly status: number;
  readonly message: string;
  /** The one service that it is for. */
  readonly service?: string;
  readonly operations?: readonly string[];
}

const MESSAGE = "This fault was asked for at /_local/faults.";

/**
 * FIS's actions on calls, and their errors.
 * Sources: https://docs.aws.amazon.com/streams/latest/dev/kinesis-fis.html,
 * https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html
 */
const API_ACTIONS: Readonly<Record<string, ApiAction>> = {
  "aws:fis:inject-api-internal-error": { code: "InternalFailure", status: 500, message: MESSAGE },
  "aws:fis:inject-api-throttle-error": {
    code: "ThrottlingException",
    status: 400,
    message: `Rate exceeded. ${MESSAGE}`,
  },
  "aws:fis:inject-api-unavailable-error": {
    code: "ServiceUnavailable",
    status: 503,
    message: MESSAGE,
  },
  "aws:kinesis:inject-api-provisioned-throughput-exception": {
    code: "ProvisionedThroughputExceededException",
    status: 400,
    message: `Rate exceeded. ${MESSAGE}`,
    service: "kinesis",
    operations: ["PutRecord", "PutRecords", "GetRecords"],
  },
};

const LAMBDA_ACTIONS = ["aws:lambda:invocation-error", "aws:lambda:invocation-add-delay"];
const LONGEST_DELAY_MS = 900_000;

/** Adds the faults of one action; returns what takes them away. Throws ValidationException. */
export function inject(
  { action, ...parameters }: Parameters,
  faults: Faults,
  now: number,
  known: ReadonlyMap<string, ReadonlySet<string>>,
): readonly (() => void)[] {
  const api =
    typeof action === "string" && Object.hasOwn(API_ACTIONS, action) && API_ACTIONS[action];
  if (api) return apiFaults(api, parameters, now, known).map((fault) => faults.add(fault));
  if (typeof action === "string" && LAMBDA_ACTIONS.includes(action)) {
    const isDelay = action.endsWith("delay");
    allow(parameters, [
      "duration",
      "invocationPercentage",
      "resources",
      isDelay ? "startupDelayMilliseconds" : "preventExecution",
    ]);
    const effect = isDelay ? delayOf(parameters) : errorOf(parameters);
    const selection = selectionOf(parameters, "invocationPercentage", now);
    return [faults.addInvocation({ ...selection, ...effect })];
  }
  const actions = [...Object.keys(API_ACTIONS), ...LAMBDA_ACTIONS].join(", ");
  throw invalid(`action must be one of ${actions}; the local cloud has no other.`);
}

function apiFaults(
  { code, status, message, ...only }: ApiAction,
  parameters: Parameters,
  now: number,
  known: ReadonlyMap<string, ReadonlySet<string>>,
): Fault[] {
  allow(parameters, ["duration", "percentage", "operations", "resources", "service"]);
  const service = parameters["service"] ?? only.service;
  if (only.service !== undefined && service !== only.service) {
    throw invalid(`service must be ${only.service} for this action.`);
  }
  const had = typeof service === "string" ? known.get(service) : undefined;
  if (typeof service !== "string" || had === undefined) {
    throw invalid(`service must be one of ${[...known.keys()].sort().join(", ")}.`);
  }
  const may = only.operations ?? [...had];
  const operations = textsOf(parameters["operations"], "operations") ?? only.operations;
  const wrong = operations?.find((operation) => !may.includes(operation));
  if (wrong !== undefined) throw invalid(`${service} has no operation ${wrong} for this action.`);
  const fault = {
    service,
    error: new AwsError(code, message, status),
    ...selectionOf(parameters, "percentage", now),
  };
  return operations?.map((operation) => ({ ...fault, operation })) ?? [fault];
}

function delayOf({ startupDelayMilliseconds: delayMs }: Parameters) {
  if (typeof delayMs === "number" && delayMs > 0 && delayMs <= LONGEST_DELAY_MS) return { delayMs };
  throw invalid(`startupDelayMilliseconds must be a number from 1 to ${LONGEST_DELAY_MS}.`);
}

function errorOf({ preventExecution = false }: Parameters) {
  if (typeof preventExecution !== "boolean") throw invalid("preventExecution must be a boolean.");
  return { error: preventExecution ? "before" : "after" } as const;
}

function selectionOf(parameters: Parameters, share: string, now: number) {
  const { [share]: percentage = 100, duration } = parameters;
  if (typeof percentage !== "number" || percentage < 1 || percentage > 100) {
    throw invalid(`${share} must be a number from 1 to 100.`);
  }
  const resources = textsOf(parameters["resources"], "resources");
  const notArn = resources?.find((arn) => !arn.startsWith("arn:"));
  if (notArn !== undefined) throw invalid(`resources must be ARNs, and ${notArn} is none.`);
  return {
    rate: percentage / 100,
    ...(resources && { resources }),
    ...(duration !== undefined && { untilMs: now + durationMs(duration, "duration") }),
  };
}

/** A list, or names separated by commas, as FIS has them. */
function textsOf(value: unknown, what: string): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const list: unknown = typeof value === "string" ? value.split(",") : value;
  const isTexts = (all: unknown): all is string[] =>
    Array.isArray(all) && all.length > 0 && all.every((each) => typeof each === "string");
  if (isTexts(list)) return list.map((each) => each.trim());
  throw invalid(`${what} must be a list of texts.`);
}

function allow(parameters: Parameters, names: readonly string[]): void {
  const other = Object.keys(parameters).find((name) => !names.includes(name));
  if (other === undefined) return;
  throw invalid(`${other} is not known for this action: it takes ${names.join(", ")}.`);
}

const invalid = (message: string): AwsError => new AwsError("ValidationException", message);
