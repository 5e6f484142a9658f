/** A policy's `Condition` block: operator → key → values. */
export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** One statement of a policy, its lists always lists. */
export interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** Services such as "lambda.amazonaws.com", accounts and ARNs; "*" for anyone. */
  readonly principals: readonly string[];
  readonly notPrincipals: readonly string[];
  readonly condition: ConditionBlock | undefined;
  /** Whether `${aws:username}` and the like stand for values: since version 2012-10-17. */
  readonly variables: boolean;
}

/**
 * What a policy is of: an identity's own (inline or managed), a role's trust, or a resource's. They differ
 * in which elements they must and must not have, and in the words of their refusals.
 */
export type PolicyKind = "inline" | "managed" | "trust" | "resource";

/** What is wrong with a policy's text, in AWS's words; each service gives it a code of its own. */
export class PolicyFault extends Error {
  override readonly name = "PolicyFault";
}
