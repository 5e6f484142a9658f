import { restrictsCaller } from "./conditions";
import { covers, fixedPart, isOpen, overlap } from "./pattern";
import type { ConditionTest, Principals, Selection, Statement } from "./statement";

const lower = (text: string) => text.toLowerCase();

/** GitHub's tokens have one audience for all; others tell clients apart by it. */
const sharedAudience = ["token.actions.githubusercontent.com"];

/** Whether tokens of a web identity provider are taken from anybody that it knows. */
function opensToProvider(provider: string, tests: readonly ConditionTest[]): boolean {
  if (lower(provider).includes(":saml-provider/")) return false;
  const host = lower(provider).replace(/^arn:.*:oidc-provider\//, "");
  const claims = sharedAudience.includes(host) ? ["sub"] : ["sub", "aud", "oaud", "app_id"];
  return !tests.some(({ operator, ifExists, quantifier, key, values }) => {
    const claim = key.startsWith(`${host}:`) ? key.slice(host.length + 1) : "";
    if (!claims.includes(claim) || ifExists || quantifier === "all") return false;
    if (["stringequals", "stringequalsignorecase"].includes(operator)) return values.length > 0;
    // "repo:owner/*" names an owner, "repo:*" nobody.
    const named = (value: string) => !isOpen(value) || /^[^*?]{4,}[:/][^*?:/]{2,}/.test(value);
    return operator === "stringlike" && values.length > 0 && values.every(named);
  });
}

/** Whether a statement lets callers in whom nobody has named. */
export function isPublic({ allows, principals, tests }: Statement): boolean {
  if (!allows || principals === undefined) return false;
  if (principals.everyone && !restrictsCaller(tests)) return true;
  return principals.federated.some((provider) => opensToProvider(provider, tests));
}

/** Whether everybody is meant, and nobody left out. */
export function isEveryone(principals: Principals | undefined): boolean {
  return principals !== undefined && principals.everyone && !principals.allBut;
}

/** Whether a selection takes all that `pattern` takes; actions are compared in lower case. */
export function selects({ patterns, allBut }: Selection, pattern: string): boolean {
  if (allBut) return !patterns.some((each) => overlap(lower(each), lower(pattern)));
  return patterns.some((each) => covers(lower(each), lower(pattern)));
}

/** Whether a selection takes anything that `pattern` takes. */
export function touches({ patterns, allBut }: Selection, pattern: string): boolean {
  if (allBut) return !patterns.some((each) => covers(lower(each), lower(pattern)));
  return patterns.some((each) => overlap(lower(each), lower(pattern)));
}

/** Services whose resources are named without a kind before the name, as in `table/rows`. */
const nameFirst = ["codecommit", "codepipeline", "execute-api", "s3", "sns", "sqs"];

/** Fewer fixed letters and digits than these name nothing. */
const leastNamed = 3;

function isNamed(segment: string): boolean {
  return !isOpen(segment) || fixedPart(segment).replace(/[^a-z0-9]/gi, "").length >= leastNamed;
}

/**
 * Whether a pattern names no resource: "*", "arn:*", "arn:aws:s3:::*", "arn:aws:iam::*:role/*". A
 * name may be open where at least three of its characters are fixed, as in `logs-*`.
 */
export function isWide(resource: string): boolean {
  const [arn = "", , service = "", , account = "", ...rest] = resource.split(":");
  if (rest.length === 0) return isOpen(resource);
  if (isOpen(arn) || isOpen(service)) return true;
  const segments = rest.join(":").split(/[/:]/);
  const isAccessPoint = lower(service) === "s3" && account !== "";
  if (nameFirst.includes(lower(service)) && !isAccessPoint) return !isNamed(segments[0] ?? "");
  const [kind = "", ...names] = segments;
  if (isOpen(kind)) return true;
  // A log group's name begins with a slash.
  const name = names.find((segment) => segment !== "");
  return name !== undefined && !isNamed(name);
}
