import { AwsError } from "../../gateway/service";
import type { ConditionName } from "./conditions";

/** What a service takes of EventBridge's pattern language, and how it refuses the rest. */
export interface Dialect {
  readonly conditions: readonly ConditionName[];
  /** Conditions that `anything-but` can turn round, besides values. */
  readonly negated: readonly ConditionName[];
  /** Fields within fields. */
  readonly nested: boolean;
  /** Leaves, at most. */
  readonly keys?: number;
  /** The product of all leaves' numbers of values, each times its level, at most. */
  readonly combinations?: number;
  readonly refuse: (why: string) => AwsError;
}

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html */
export const LAMBDA: Dialect = {
  conditions: ["prefix", "suffix", "equals-ignore-case", "numeric", "exists"],
  negated: ["prefix", "suffix", "equals-ignore-case"],
  nested: true,
  refuse: (why) =>
    new AwsError("InvalidParameterValueException", `Invalid filter pattern definition. ${why}`),
};

/**
 * Sources: https://docs.aws.amazon.com/sns/latest/dg/string-value-matching.html,
 * https://docs.aws.amazon.com/sns/latest/dg/numeric-value-matching.html,
 * https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
 */
export const SNS_BODY: Dialect = {
  conditions: ["prefix", "suffix", "equals-ignore-case", "cidr", "numeric", "exists"],
  negated: ["prefix", "suffix"],
  nested: true,
  keys: 5,
  combinations: 150,
  refuse: (why) => new AwsError("InvalidParameter", `Invalid parameter: FilterPolicy: ${why}`),
};

/**
 * CloudWatch Logs writes conditions in a syntax of its own, which `logs/pattern.ts` reads.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export const LOGS = {
  refuse: (why: string) =>
    new AwsError("InvalidParameterException", `Invalid filter pattern: ${why}`),
};

export const SNS_ATTRIBUTES: Dialect = { ...SNS_BODY, nested: false };
