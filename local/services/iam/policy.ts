import { AwsError } from "../../gateway/service";
import { globMatches } from "../patterns";
import { readPolicy } from "../policy/read";
import { PolicyFault, type PolicyKind, type Statement } from "../policy/statement";
import { conditionsHold, type ConditionKeys } from "./conditions";

export type Decision = "allow" | "explicit deny" | "implicit deny";

/** A policy as it was given, and what it says. */
export interface Policy {
  readonly document: string;
  readonly statements: readonly Statement[];
}

/** Reads a policy of IAM's; throws MalformedPolicyDocument as IAM does. */
export function policyOf(document: string, kind: Exclude<PolicyKind, "resource">): Policy {
  try {
    return { document, statements: readPolicy(document, kind) };
  } catch (fault) {
    if (!(fault instanceof PolicyFault)) throw fault;
    throw new AwsError("MalformedPolicyDocument", fault.message, 400);
  }
}

/**
 * Characters that count against IAM's quotas: white space does not.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const sizeOf = (document: string): number => document.replace(/\s/g, "").length;

/** Throws LimitExceeded for a document that is longer than its own quota. */
export function checkSize(document: string, quota: "PolicySize" | "ACLSizePerRole"): void {
  const most = quota === "PolicySize" ? 6144 : 2048;
  if (sizeOf(document) <= most) return;
  throw new AwsError("LimitExceeded", `Cannot exceed quota for ${quota}: ${most}`);
}

/** A pattern with its variables' values; undefined where the request has none for one of them. */
function filled(pattern: string, keys: ConditionKeys): string | undefined {
  const values = pattern.split(/\$\{([^}]*)\}/).map((part, index) => {
    if (index % 2 === 0 || /^[*?$]$/.test(part)) return part;
    const [key = "", fallback] = part.split(/\s*,\s*/);
    return keys.get(key.toLowerCase()) ?? fallback?.replace(/^'|'$/g, "");
  });
  return values.includes(undefined) ? undefined : values.join("");
}

function covers(item: Statement, action: string, resource: string, keys: ConditionKeys): boolean {
  const actionMatches =
    item.actions.length > 0
      ? item.actions.some((pattern) => globMatches(pattern, action, { ignoreCase: true }))
      : !item.notActions.some((pattern) => globMatches(pattern, action, { ignoreCase: true }));
  if (!actionMatches) return false;
  const names = (pattern: string): boolean => {
    const text = item.variables && pattern.includes("${") ? filled(pattern, keys) : pattern;
    return text !== undefined && globMatches(text, resource);
  };
  return item.resources.length > 0 ? item.resources.some(names) : !item.notResources.some(names);
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
    (item) =>
      covers(item, action, resource, keys) && conditionsHold(item.condition, keys, item.effect),
  );
  if (relevant.some((item) => item.effect === "Deny")) return "explicit deny";
  return relevant.length > 0 ? "allow" : "implicit deny";
}
