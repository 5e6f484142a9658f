import { checkAction, checkCondition, checkResource } from "./elements";
import { isObject, principalsOf, syntax } from "./elements";
import { PolicyFault, type ConditionBlock, type PolicyKind, type Statement } from "./statement";

const ELEMENTS = new Set(["Version", "Id", "Statement"]);
const STATEMENT_ELEMENTS = new Set([
  ...["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction"],
  ...["Resource", "NotResource", "Condition"],
]);

type Fields = Readonly<Record<string, unknown>>;

const isIdentity = (kind: PolicyKind): boolean => kind === "inline" || kind === "managed";

/** In IAM's words for identities, or in those that trust and resource policies are refused with. */
const worded = (kind: PolicyKind, words: string): PolicyFault =>
  new PolicyFault(isIdentity(kind) ? syntax(words) : words);

/**
 * Reads a policy's text by the grammar of IAM's policy language; throws a PolicyFault for what AWS does not
 * take. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function readPolicy(document: string, kind: PolicyKind): readonly Statement[] {
  const policy = parsed(document, kind);
  const unknown = Object.keys(policy).find((name) => !ELEMENTS.has(name));
  if (unknown !== undefined) throw worded(kind, `Unknown field ${unknown}`);
  checkVersion(policy.Version, kind);
  const raw = policy.Statement;
  const statements: unknown[] = Array.isArray(raw) ? raw : raw === undefined ? [] : [raw];
  if (statements.length === 0) throw worded(kind, "Missing required field Statement");
  const variables = policy.Version === "2012-10-17";
  const read = statements.map((each) => ({ ...statementOf(each, kind), variables }));
  checkIds(statements);
  return read;
}

function parsed(document: string, kind: PolicyKind): Fields {
  try {
    const policy: unknown = JSON.parse(document);
    if (isObject(policy)) return policy;
  } catch {
    // What is no JSON and what is no object are refused alike.
  }
  if (kind === "trust") throw new PolicyFault("This policy contains invalid Json");
  throw worded(kind, "Policies must be valid JSON and the first byte must be '{'");
}

function checkVersion(version: unknown, kind: PolicyKind): void {
  if (kind === "managed" && version !== "2012-10-17") {
    throw new PolicyFault("Policy document must be version 2012-10-17 or greater.");
  }
  if (version === undefined || version === "2012-10-17" || version === "2008-10-17") return;
  throw worded(kind, "The policy must contain a valid version string");
}

function checkIds(statements: readonly unknown[]): void {
  const ids = statements.flatMap((each) => (isObject(each) ? (each.Sid ?? "") : ""));
  const given = ids.filter((id) => id !== "");
  if (new Set(given).size < given.length) {
    throw new PolicyFault("Statement IDs (SID) in a single policy must be unique.");
  }
}

function statementOf(fields: unknown, kind: PolicyKind): Omit<Statement, "variables"> {
  if (!isObject(fields)) throw worded(kind, "Statement must be an object");
  const unknown = Object.keys(fields).find((name) => !STATEMENT_ELEMENTS.has(name));
  if (unknown !== undefined) throw worded(kind, `Unknown field ${unknown}`);
  checkId(fields.Sid, kind);
  const { Effect: effect, Condition } = fields;
  if (effect === undefined) throw worded(kind, "Missing required field Effect");
  if (effect !== "Allow" && effect !== "Deny") {
    throw worded(kind, `Invalid effect: ${JSON.stringify(effect)}`);
  }
  if (Condition !== undefined) checkCondition(Condition);
  return {
    effect,
    ...actionsOf(fields, kind),
    ...resourcesOf(fields, kind),
    ...principalElements(fields, kind),
    condition: Condition as ConditionBlock | undefined,
  };
}

/** IAM takes letters and digits alone; other services more. */
function checkId(id: unknown, kind: PolicyKind): void {
  if (id === undefined) return;
  if (typeof id !== "string") throw worded(kind, "Sid must be a string");
  if (!isIdentity(kind) || /^[0-9A-Za-z]*$/.test(id)) return;
  throw new PolicyFault(
    "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
  );
}

/** An element and its opposite, of which one may stand. */
function pair(fields: Fields, name: string, kind: PolicyKind) {
  const texts = (value: unknown): readonly string[] => {
    if (value === undefined) return [];
    const values: unknown[] = Array.isArray(value) ? value : [value];
    const all = values.filter((item) => typeof item === "string");
    if (all.length < values.length) throw worded(kind, `${name} must be text or a list of texts`);
    return all;
  };
  if (fields[name] !== undefined && fields[`Not${name}`] !== undefined) {
    throw worded(kind, `${name} and Not${name} exclude each other`);
  }
  return [texts(fields[name]), texts(fields[`Not${name}`])] as const;
}

function actionsOf(fields: Fields, kind: PolicyKind) {
  const [actions, notActions] = pair(fields, "Action", kind);
  if (actions.length + notActions.length === 0) {
    const words = "Policy statement must contain actions.";
    throw new PolicyFault(isIdentity(kind) ? words : "Missing required field Action");
  }
  for (const action of [...actions, ...notActions]) checkAction(action);
  const foreign = actions.some((action) => !/^(sts:|\*$)/i.test(action));
  if (kind === "trust" && foreign) {
    throw new PolicyFault("AssumeRole policy may only specify STS AssumeRole actions.");
  }
  return { actions, notActions };
}

function resourcesOf(fields: Fields, kind: PolicyKind) {
  const [resources, notResources] = pair(fields, "Resource", kind);
  const all = [...resources, ...notResources];
  if (kind === "trust") {
    const prohibited = ["Resource", "NotResource"].find((name) => fields[name] !== undefined);
    if (prohibited !== undefined) throw new PolicyFault(`Has prohibited field ${prohibited}`);
  } else if (all.length === 0) {
    const words = "Policy statement must contain resources.";
    throw new PolicyFault(isIdentity(kind) ? words : "Missing required field Resource");
  }
  if (isIdentity(kind)) for (const resource of all) checkResource(resource);
  return { resources, notResources };
}

function principalElements(fields: Fields, kind: PolicyKind) {
  const { Principal, NotPrincipal } = fields;
  const given = Principal !== undefined || NotPrincipal !== undefined;
  if (isIdentity(kind) && given) {
    throw new PolicyFault("Policy document should not specify a principal.");
  }
  if (!isIdentity(kind) && !given) throw new PolicyFault("Missing required field Principal");
  if (Principal !== undefined && NotPrincipal !== undefined) {
    throw worded(kind, "Principal and NotPrincipal exclude each other");
  }
  return {
    principals: principalsOf(Principal, kind),
    notPrincipals: principalsOf(NotPrincipal, kind),
  };
}
