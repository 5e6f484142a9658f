import type { CheckFailure, Properties } from "./kind";

/** What the provider would refuse before it calls AWS: least and most of each number. */
const limits: Readonly<Record<string, readonly [least: number, most: number]>> = {
  batchSize: [1, 10_000],
  maximumBatchingWindowInSeconds: [0, 300],
  parallelizationFactor: [1, 10],
  maximumRecordAgeInSeconds: [-1, 604_800],
  maximumRetryAttempts: [-1, 10_000],
  tumblingWindowInSeconds: [0, 900],
};

const positions = ["AT_TIMESTAMP", "LATEST", "TRIM_HORIZON"];

/** What AWS's provider refuses of an event source mapping's inputs. */
export function checkMapping(inputs: Properties): CheckFailure[] {
  const failures: CheckFailure[] = [];
  const refuse = (property: string, reason: string): void =>
    void failures.push({ property, reason });
  for (const [property, [least, most]] of Object.entries(limits)) {
    const value = inputs[property];
    if (typeof value !== "number" || (value >= least && value <= most)) continue;
    refuse(property, `expected ${property} to be in the range (${least} - ${most}), got ${value}`);
  }
  const age = inputs.maximumRecordAgeInSeconds;
  if (typeof age === "number" && age >= 0 && age < 60) {
    refuse("maximumRecordAgeInSeconds", `expected -1 or at least 60 seconds, got ${age}`);
  }
  const { batchSize, maximumBatchingWindowInSeconds: window = 0 } = inputs;
  if (typeof batchSize === "number" && batchSize > 10 && window === 0) {
    const remedy = "maximumBatchingWindowInSeconds must be at least 1";
    refuse("batchSize", `with a batchSize of more than 10 (it is ${batchSize}), ${remedy}`);
  }
  const position = inputs.startingPosition;
  if (typeof position === "string" && !positions.includes(position)) {
    refuse("startingPosition", `expected one of ${positions.join(", ")}, got ${position}`);
  }
  if (position === "AT_TIMESTAMP" && !inputs.startingPositionTimestamp) {
    refuse("startingPositionTimestamp", "AT_TIMESTAMP needs an RFC 3339 timestamp");
  }
  return failures;
}
