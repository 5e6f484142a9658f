import type { Properties } from "../rule/properties";
import { flag, isSet, number, text, texts, whenKnown } from "../rule/properties";
import { resourceRule } from "../rule/rule";

const types = ["aws:lambda/eventSourceMapping:EventSourceMapping"];

/** Streams are read in order, shard by shard; queues have rules of their own. */
function readsStream(props: Properties): boolean {
  const source = whenKnown(() => text(props, "eventSourceArn"));
  if (source === undefined) return isSet(props, "startingPosition");
  return /:kinesis:|:dynamodb:/.test(source);
}

export const mappingRetries = resourceRule({
  name: "esm-bounded-retries",
  theme: "safety",
  description: "Event source mappings of streams must stop retrying a failing batch.",
  types,
  settings: {
    maxRetries: { default: 100, description: "Most retries that a mapping may ask for." },
    retries: { default: 5, description: "The retries that remediation sets." },
  },
  check: ({ props }, { maxRetries }) => {
    const retries = number(props, "maximumRetryAttempts") ?? -1;
    if (!readsStream(props) || (retries >= 0 && retries <= maxRetries)) return undefined;
    return (
      `The mapping must retry a batch 0 to ${maxRetries} times, not ` +
      `${retries < 0 ? "for ever: one bad record would block its shard for a day" : retries}: set ` +
      "maximumRetryAttempts."
    );
  },
  remediate: (_mapping, { retries }) => ({ maximumRetryAttempts: retries }),
});

export const mappingRecordAge = resourceRule({
  name: "esm-bounded-record-age",
  theme: "safety",
  description: "Event source mappings of streams must give up records above an age.",
  types,
  settings: {
    maxSeconds: { default: 604_800, description: "Oldest that a record may get, in seconds." },
    seconds: { default: 86_400, description: "The age that remediation sets, in seconds." },
  },
  check: ({ props }, { maxSeconds }) => {
    const age = number(props, "maximumRecordAgeInSeconds") ?? -1;
    if (!readsStream(props) || (age >= 60 && age <= maxSeconds)) return undefined;
    return (
      `The mapping must give up records after 60 to ${maxSeconds} seconds, not ` +
      `${age < 0 ? "never" : age}, so that they reach the failure destination before the stream ` +
      "drops them: set maximumRecordAgeInSeconds."
    );
  },
  remediate: (_mapping, { seconds }) => ({ maximumRecordAgeInSeconds: seconds }),
});

export const mappingFailureDestination = resourceRule({
  name: "esm-failure-destination",
  theme: "safety",
  description: "Event source mappings of streams must keep the records that they give up.",
  types,
  check: ({ props }) =>
    !readsStream(props) || isSet(props, "destinationConfig", "onFailure", "destinationArn")
      ? undefined
      : "The mapping must have a failure destination, or records that failed are gone: set " +
        "destinationConfig.onFailure.destinationArn, best to a bucket, the only one that gets the " +
        "records themselves.",
});

export const mappingPartialBatch = resourceRule({
  name: "esm-partial-batch-response",
  theme: "safety",
  description: "Event source mappings of streams must listen to partial batch responses.",
  types,
  check: ({ props }) =>
    !readsStream(props) || texts(props, "functionResponseTypes").includes("ReportBatchItemFailures")
      ? undefined
      : "The mapping must take partial batch responses, or the failures that a function reports " +
        'are ignored: set functionResponseTypes to ["ReportBatchItemFailures"].',
  remediate: () => ({ functionResponseTypes: ["ReportBatchItemFailures"] }),
});

export const mappingBisect = resourceRule({
  name: "esm-bisect",
  theme: "safety",
  description: "Event source mappings of streams must split a failing batch.",
  types,
  check: ({ props }) =>
    !readsStream(props) || flag(props, "bisectBatchOnFunctionError") === true
      ? undefined
      : "The mapping must split a batch that failed, so that good records do not go down with a " +
        "bad one: set bisectBatchOnFunctionError to true.",
  remediate: () => ({ bisectBatchOnFunctionError: true }),
});

export const mappingStart = resourceRule({
  name: "esm-starting-position",
  theme: "safety",
  description: "Event source mappings of streams must start at the oldest record.",
  types,
  check: ({ props }) =>
    !readsStream(props) || text(props, "startingPosition") !== "LATEST"
      ? undefined
      : "The mapping must not start at LATEST, which skips what was sent while it was being made: " +
        'set startingPosition to "TRIM_HORIZON".',
});
