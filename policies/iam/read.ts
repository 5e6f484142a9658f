import { operators } from "./conditions";
import type { ConditionTest, Principals, Reading, Selection, Statement } from "./statement";
import { isMembers, listOf, member, parseJson, unknown } from "./values";
import type { Members } from "./values";

/** Collects what cannot be read, so that one fault does not hide the rest of a document. */
class Faults {
  readonly found: string[] = [];

  add(fault: string): void {
    if (!this.found.includes(fault)) this.found.push(fault);
  }
}

/** The texts of a list; what the preview cannot know is left out. */
function texts(value: unknown, what: string, faults: Faults): readonly string[] {
  return listOf(value).flatMap((each) => {
    if (each === unknown) return [];
    if (typeof each === "string") return [each];
    // IAM takes true and numbers in place of their text in conditions and account ids.
    if (typeof each === "boolean" || typeof each === "number") return [String(each)];
    faults.add(`${what} holds what is no text`);
    return [];
  });
}

function selection(statement: Members, name: string, faults: Faults): Selection {
  const negated = member(statement, `Not${name}`);
  const allBut = negated !== undefined;
  const value = allBut ? negated : member(statement, name);
  return { patterns: texts(value, name, faults), allBut };
}

/** An account of AWS is never a pattern: what has a wildcard in its place is everyone. */
function isEveryone(principal: string): boolean {
  return /^[*?]+$/.test(principal) || /^arn:[^:]*:[^:]*:[^:]*:[^:]*[*?]/.test(principal);
}

function principalsOf(statement: Members, faults: Faults): Principals | undefined {
  const negated = member(statement, "NotPrincipal");
  const allBut = negated !== undefined;
  const value = allBut ? negated : member(statement, "Principal");
  if (value === undefined) return undefined;
  const nobody = { everyone: false, allBut, aws: [], services: [], federated: [] };
  if (value === unknown) return nobody;
  if (!isMembers(value)) {
    const named = texts(value, "Principal", faults);
    if (named.some((each) => !isEveryone(each)))
      faults.add('Principal is a text other than "*": it must say AWS, Service or Federated');
    return { ...nobody, everyone: allBut || named.some(isEveryone), aws: named };
  }
  const of = (type: string) => texts(member(value, type), `Principal ${type}`, faults);
  const all = Object.keys(value).flatMap(of);
  return {
    everyone: allBut || all.some(isEveryone),
    allBut,
    aws: of("AWS"),
    services: of("Service"),
    federated: of("Federated"),
  };
}

function testOf(operatorText: string, key: string, value: unknown, faults: Faults): ConditionTest {
  const quantified = /^for(all|any)values?:/i.exec(operatorText);
  const rest = operatorText.slice(quantified?.[0].length ?? 0).toLowerCase();
  const ifExists = rest.endsWith("ifexists");
  const operator = ifExists ? rest.slice(0, -"ifexists".length) : rest;
  if (!operators.has(operator))
    faults.add(`Condition has the operator ${operatorText}, which IAM does not know`);
  const all = quantified?.[1]?.toLowerCase() === "all";
  return {
    operator,
    ifExists,
    quantifier: quantified ? (all ? "all" : "any") : undefined,
    key: key.toLowerCase(),
    values: texts(value, `Condition ${key}`, faults),
    unknown: listOf(value).includes(unknown),
  };
}

function testsOf(statement: Members, faults: Faults): readonly ConditionTest[] {
  const block = member(statement, "Condition");
  if (block === undefined) return [];
  // It counts as restricting until the update, which checks again.
  if (block === unknown) return [{ ...unseen, key: "aws:sourceaccount" }];
  // The property types of Pulumi allow a list of blocks.
  return listOf(block).flatMap((each) => {
    if (!isMembers(each)) {
      faults.add("Condition is no object");
      return [];
    }
    return Object.keys(each).flatMap((operator) => {
      const keys = member(each, operator);
      if (keys === unknown) return [{ ...unseen, key: "aws:sourceaccount" }];
      if (!isMembers(keys)) {
        faults.add(`Condition ${operator} is no object`);
        return [];
      }
      return Object.keys(keys).map((key) => testOf(operator, key, member(keys, key), faults));
    });
  });
}

const unseen: Omit<ConditionTest, "key"> = {
  operator: "stringequals",
  ifExists: false,
  quantifier: undefined,
  values: [],
  unknown: true,
};

const elements = [
  ...["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction"],
  ...["Resource", "NotResource", "Condition"],
].map((each) => each.toLowerCase());

function statementOf(value: Members, faults: Faults): Statement {
  const effect = member(value, "Effect");
  const allows = effect === unknown || /^\s*allow\s*$/i.test(String(effect));
  if (effect !== unknown && effect !== "Allow" && effect !== "Deny")
    faults.add(
      `Effect is ${effect === undefined ? "missing" : JSON.stringify(effect)}, and must be "Allow" or "Deny"`,
    );
  for (const key of Object.keys(value))
    if (!elements.includes(key.toLowerCase()))
      faults.add(`a statement has the member ${key}, which IAM does not know`);
  const actions = selection(value, "Action", faults);
  if (member(value, "Action") === undefined && !actions.allBut)
    faults.add("a statement has no Action");
  return {
    allows,
    actions,
    resources: selection(value, "Resource", faults),
    principals: principalsOf(value, faults),
    tests: testsOf(value, faults),
  };
}

/** Text is parsed; what was made JSON twice is read all the same, as a fault. */
function parsed(value: unknown, faults: Faults): unknown {
  let current = value;
  for (let depth = 0; typeof current === "string" && depth < 3; depth += 1) {
    if (depth > 0) faults.add("the document is JSON within JSON");
    try {
      current = parseJson(current);
    } catch (error) {
      faults.add(`the document is not JSON (${error instanceof Error ? error.message : "?"})`);
      return undefined;
    }
  }
  return current;
}

/**
 * Reads a policy document, JSON text or an object, as IAM does: names of elements and actions in any
 * case, one value for a list of one. Nothing is thrown: what cannot be read is a fault, and the rest
 * is read. What a preview cannot know is left out.
 */
export function readDocument(value: unknown): Reading {
  const faults = new Faults();
  const statements: Statement[] = [];
  const document = parsed(value, faults);
  if (isMembers(document)) {
    const statement = member(document, "Statement");
    // {} is how a secret's policy is taken away.
    if (statement === undefined && Object.keys(document).length > 0)
      faults.add("the document has no Statement");
    for (const each of listOf(statement)) {
      if (isMembers(each)) statements.push(statementOf(each, faults));
      else if (each !== unknown) faults.add("Statement holds what is no object");
    }
  } else if (document !== undefined && document !== null && document !== unknown)
    faults.add("the document is no object");
  return { statements, faults: faults.found };
}
