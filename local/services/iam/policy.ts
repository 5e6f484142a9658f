import { AwsError } from "../../gateway/service";
import { conditionsHold } from "./conditions";
import type { ConditionBlock, ConditionKeys } from "./conditions";
import { globMatches } from "../patterns";

export interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** A trust policy's service principals, e.g. "lambda.amazonaws.com"; "*" for anyone. */
  readonly principals: readonly string[];
  readonly condition: ConditionBlock | undefined;
}

export type Decision = "allow" | "explicit deny" | "implicit deny";

function list(value: unknown): string[] {
  if (value === undefined) return [];
  const values: unknown[] = Array.isArray(value) ? value : [value];
  if (!values.every((item) => typeof item === "string"))
    throw malformed("Syntax errors in policy.");
  return values;
}

function malformed(message: string): AwsError {
  return new AwsError("MalformedPolicyDocument", message, 400);
}

function principalsOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return list(value);
  return Object.values(value).flatMap((names) => list(names));
}

function statement(raw: unknown, kind: Kind): Statement {
  if (typeof raw !== "object" || raw === null) throw malformed("Syntax errors in policy.");
  const fields = raw as Readonly<Record<string, unknown>>;
  const { Effect: effect } = fields;
  if (effect !== "Allow" && effect !== "Deny") {
    throw malformed(`Invalid effect: ${String(effect)}`);
  }
  const parsed: Statement = {
    effect,
    actions: list(fields.Action),
    notActions: list(fields.NotAction),
    resources: list(fields.Resource),
    notResources: list(fields.NotResource),
    principals: principalsOf(fields.Principal),
    condition: fields.Condition as ConditionBlock | undefined,
  };
  if (parsed.actions.length + parsed.notActions.length === 0) {
    throw malformed("Policy statement must contain actions.");
  }
  if (kind === "identity" && parsed.resources.length + parsed.notResources.length === 0) {
    throw malformed("Policy statement must contain resources.");
  }
  if (kind === "resource" && parsed.principals.length === 0) {
    throw malformed("Missing required field Principal (NotPrincipal is not known here).");
  }
  if (kind === "trust" && parsed.principals.length === 0) {
    throw malformed("AssumeRole policy may only specify STS AssumeRole actions for a principal.");
  }
  return parsed;
}

/** What a policy is attached to: an identity, a role that it says who may assume, or another resource. */
type Kind = "identity" | "trust" | "resource";

/** Reads a policy document; throws MalformedPolicyDocument as IAM does. */
export function parsePolicy(document: string, kind: Kind): readonly Statement[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(document);
  } catch {
    throw malformed("This policy contains invalid Json");
  }
  if (typeof parsed !== "object" || parsed === null || !("Statement" in parsed)) {
    throw malformed("Syntax errors in policy.");
  }
  const raw: unknown = parsed.Statement;
  return (Array.isArray(raw) ? raw : [raw]).map((item) => statement(item, kind));
}

function covers(item: Statement, action: string, resource: string): boolean {
  const actionMatches =
    item.actions.length > 0
      ? item.actions.some((pattern) => globMatches(pattern, action, { ignoreCase: true }))
      : !item.notActions.some((pattern) => globMatches(pattern, action, { ignoreCase: true }));
  if (!actionMatches) return false;
  return item.resources.length > 0
    ? item.resources.some((pattern) => globMatches(pattern, resource))
    : !item.notResources.some((pattern) => globMatches(pattern, resource));
}

/**
 * IAM's decision for one action: an explicit deny wins, then any allow, else it is denied.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate(
  statements: readonly Statement[],
  action: string,
  resource: string,
  keys: ConditionKeys,
): Decision {
  const relevant = statements.filter(
    (item) => covers(item, action, resource) && conditionsHold(item.condition, keys, item.effect),
  );
  if (relevant.some((item) => item.effect === "Deny")) return "explicit deny";
  return relevant.length > 0 ? "allow" : "implicit deny";
}
