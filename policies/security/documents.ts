import type { Properties } from "../rule/properties";
import { objects, texts, text, whenKnown } from "../rule/properties";

/** A statement of an IAM policy document, with its lists as lists. */
export interface Statement {
  readonly allows: boolean;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** AWS principals and "*"; service and federated principals are left out. */
  readonly principals: readonly string[];
  readonly negated: readonly string[];
  readonly condition: Properties | undefined;
}

function listAt(statement: Properties, key: string): readonly string[] {
  const one = text(statement, key);
  return one === undefined ? texts(statement, key) : [one];
}

function principalsOf(statement: Properties): readonly string[] {
  const all = text(statement, "Principal");
  if (all !== undefined) return [all];
  return objects(statement, "Principal").flatMap((principal) => listAt(principal, "AWS"));
}

function statementOf(statement: Properties): Statement {
  return {
    allows: text(statement, "Effect") === "Allow",
    actions: listAt(statement, "Action"),
    resources: listAt(statement, "Resource"),
    principals: principalsOf(statement),
    negated: ["NotAction", "NotResource", "NotPrincipal"].filter(
      (key) => statement[key] !== undefined,
    ),
    condition: objects(statement, "Condition")[0],
  };
}

/**
 * The statements of a policy document, which may be JSON text or an object. Undefined when the
 * preview cannot know the document, which is then checked during the update.
 */
export function statementsOf(
  properties: Properties,
  property: string,
): readonly Statement[] | undefined {
  return whenKnown(() => {
    const json = text(properties, property);
    const parsed: unknown = json === undefined ? properties[property] : JSON.parse(json);
    if (typeof parsed !== "object" || parsed === null) return [];
    return objects(parsed as Properties, "Statement").map(statementOf);
  });
}
