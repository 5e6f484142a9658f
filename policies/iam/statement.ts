/** What a statement's Action or Resource says: these patterns, or all but these. */
export interface Selection {
  readonly patterns: readonly string[];
  readonly allBut: boolean;
}

/** Whom a statement is about. */
export interface Principals {
  /** "*" in any of its forms, or all but some. */
  readonly everyone: boolean;
  readonly allBut: boolean;
  /** Accounts, roles and users. */
  readonly aws: readonly string[];
  readonly services: readonly string[];
  readonly federated: readonly string[];
}

/** One line of a Condition block: an operator, a key and its values, which are alternatives. */
export interface ConditionTest {
  /** The operator without qualifiers, in lower case: "stringequals", "null". */
  readonly operator: string;
  readonly ifExists: boolean;
  readonly quantifier: "all" | "any" | undefined;
  /** In lower case, as IAM compares keys. */
  readonly key: string;
  readonly values: readonly string[];
  /** A value that the preview cannot know, which then counts as fixed. */
  readonly unknown: boolean;
}

/** A statement of a policy document, as IAM reads it. */
export interface Statement {
  readonly allows: boolean;
  readonly actions: Selection;
  readonly resources: Selection;
  /** Absent in an identity's policy. */
  readonly principals: Principals | undefined;
  /** All must hold. */
  readonly tests: readonly ConditionTest[];
}

export interface Reading {
  readonly statements: readonly Statement[];
  /** What AWS could not read either, in words. */
  readonly faults: readonly string[];
}
