import { AwsError } from "./service";

/** A fault to inject: which calls fail, how, and until when. */
export interface Fault {
  readonly service: string;
  /** Every operation of the service when absent. */
  readonly operation?: string;
  /** ARNs: calls on these, and on what is under them, fail; all calls when absent. */
  readonly resources?: readonly string[];
  /** How many calls fail; unbounded when absent. */
  readonly times?: number;
  /** Milliseconds since the epoch after which no call fails; never ends when absent. */
  readonly untilMs?: number;
  /** The share of calls that fail, 0 to 1; all of them when absent. */
  readonly rate?: number;
  readonly error: AwsError;
}

/** Outages and throttles on request, for trying how a pipeline takes them. */
export interface Faults {
  /** Returns a function that takes the fault away again. */
  add(fault: Fault): () => void;
  /**
   * Throws the error of the first fault that applies; to be called before each operation. `resources` tells
   * the ARNs that the call is about.
   */
  check(service: string, operation: string, resources?: () => readonly string[]): void;
  /** What shall happen to an invocation of a function. */
  invocation(functionArn: string): InvocationFault;
  /** Takes every fault away. */
  clear(): void;
  /** The faults that still apply, with the calls that each has failed. */
  active(): readonly { readonly fault: Fault; readonly failed: number }[];
  /** The same for invocations. */
  addInvocation(fault: InvocationFault & Selection): () => void;
}

type Selection = Pick<Fault, "resources" | "untilMs" | "rate">;

export interface InvocationFault {
  /** Waits so long before the function runs. */
  readonly delayMs?: number;
  /** Fails the invocation: without that the function runs, or although it ran. */
  readonly error?: "before" | "after";
}

interface Injected {
  readonly fault: Fault;
  failed: number;
}

/** `random` gives numbers from 0 to 1 and decides for faults with a rate. */
export function createFaults(
  options: { readonly clock?: () => number; readonly random?: () => number } = {},
): Faults {
  const clock = options.clock ?? Date.now;
  const random = options.random ?? Math.random;
  let injected: readonly Injected[] = [];
  let invocations: readonly (InvocationFault & Selection)[] = [];

  const ended = ({ untilMs = Infinity }: Selection): boolean => clock() >= untilMs;
  const hits = ({ resources, rate = 1 }: Selection, named: () => readonly string[]): boolean =>
    (resources === undefined || named().some((arn) => resources.some((on) => isOn(on, arn)))) &&
    random() < rate;
  const spent = ({ fault, failed }: Injected): boolean =>
    failed >= (fault.times ?? Infinity) || ended(fault);

  return {
    addInvocation(fault) {
      invocations = [...invocations, fault];
      return () => {
        invocations = invocations.filter((each) => each !== fault);
      };
    },
    invocation(functionArn) {
      invocations = invocations.filter((each) => !ended(each));
      return invocations.filter((each) => hits(each, () => [functionArn])).reduce(both, {});
    },
    add(fault) {
      const entry: Injected = { fault, failed: 0 };
      injected = [...injected, entry];
      return () => {
        injected = injected.filter((each) => each !== entry);
      };
    },
    check(service, operation, resources = () => []) {
      if (injected.length === 0) return;
      injected = injected.filter((each) => !spent(each));
      const hit = injected.find(
        ({ fault }) =>
          fault.service === service &&
          (fault.operation ?? operation) === operation &&
          hits(fault, resources),
      );
      if (hit === undefined) return;
      hit.failed += 1;
      const { code, message, statusCode, fields } = hit.fault.error;
      throw new AwsError(code, message, statusCode, fields);
    },
    clear() {
      injected = [];
      invocations = [];
    },
    active() {
      return injected.filter((each) => !spent(each)).map((each) => ({ ...each }));
    },
  };
}

/** Of several delays all are waited, and no function runs that one of several errors keeps from running. */
function both(one: InvocationFault, other: InvocationFault): InvocationFault {
  const error = one.error === "before" ? one.error : (other.error ?? one.error);
  const delayMs = (one.delayMs ?? 0) + (other.delayMs ?? 0);
  return { delayMs, ...(error !== undefined && { error }) };
}

/** Whether an ARN is the resource's own, or of something under it: a bucket's object, a log group's stream. */
function isOn(resource: string, arn: string): boolean {
  return arn === resource || arn.startsWith(`${resource}/`) || arn.startsWith(`${resource}:`);
}
