import { AwsError } from "./service";

/** A fault to inject: which calls fail, how, and until when. */
export interface Fault {
  readonly service: string;
  /** Every operation of the service when absent. */
  readonly operation?: string;
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
  /** Throws the error of the first fault that applies; to be called before each operation. */
  check(service: string, operation: string): void;
  /** Takes every fault away. */
  clear(): void;
  /** The faults that still apply, with the calls that each has failed. */
  active(): readonly { readonly fault: Fault; readonly failed: number }[];
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

  const spent = ({ fault, failed }: Injected): boolean =>
    failed >= (fault.times ?? Infinity) || clock() >= (fault.untilMs ?? Infinity);

  return {
    add(fault) {
      const entry: Injected = { fault, failed: 0 };
      injected = [...injected, entry];
      return () => {
        injected = injected.filter((each) => each !== entry);
      };
    },
    check(service, operation) {
      if (injected.length === 0) return;
      injected = injected.filter((each) => !spent(each));
      const hit = injected.find(
        ({ fault }) =>
          fault.service === service &&
          (fault.operation ?? operation) === operation &&
          random() < (fault.rate ?? 1),
      );
      if (hit === undefined) return;
      hit.failed += 1;
      const { code, message, statusCode, fields } = hit.fault.error;
      throw new AwsError(code, message, statusCode, fields);
    },
    clear() {
      injected = [];
    },
    active() {
      return injected.filter((each) => !spent(each)).map((each) => ({ ...each }));
    },
  };
}
