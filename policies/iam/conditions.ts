import { isInternet, rangeOf } from "./networks";
import { fixedPart, isOpen } from "./pattern";
import type { ConditionTest } from "./statement";

const comparisons = [
  ...["stringequals", "stringnotequals", "stringequalsignorecase", "stringnotequalsignorecase"],
  ...["stringlike", "stringnotlike", "arnequals", "arnlike", "arnnotequals", "arnnotlike"],
  ...["ipaddress", "notipaddress", "bool", "binaryequals"],
  ...["numericequals", "numericnotequals", "numericlessthan", "numericlessthanequals"],
  ...["numericgreaterthan", "numericgreaterthanequals", "dateequals", "datenotequals"],
  ...["datelessthan", "datelessthanequals", "dategreaterthan", "dategreaterthanequals"],
];

/** Every operator that IAM knows, in lower case and without qualifiers. */
export const operators: ReadonlySet<string> = new Set([...comparisons, "null"]);

/** What a key that tells callers apart holds, which decides whether a value narrows it. */
type Kind = "account" | "arn" | "exact" | "address" | "user";

/**
 * The keys by which S3 and IAM Access Analyzer tell a policy for some from one for all. Others do
 * not restrict who calls: anybody can set a tag, a referer or an encryption context of his own.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
const callerKeys: Readonly<Record<string, Kind>> = {
  "aws:principalaccount": "account",
  "aws:principalarn": "arn",
  "aws:principalorgid": "exact",
  "aws:principalorgpaths": "user",
  "aws:principalservicename": "exact",
  "aws:sourceaccount": "account",
  "aws:sourcearn": "arn",
  "aws:sourceip": "address",
  "aws:sourceorgid": "exact",
  "aws:sourceorgpaths": "user",
  "aws:sourceowner": "account",
  "aws:sourcevpc": "exact",
  "aws:sourcevpcarn": "arn",
  "aws:sourcevpce": "exact",
  "aws:userid": "user",
  "aws:vpceaccount": "account",
  "aws:vpceorgid": "exact",
  "kms:calleraccount": "account",
  "s3:dataaccesspointaccount": "account",
  "s3:dataaccesspointarn": "arn",
};

/** Keys by which a service says for whom it acts. */
const sourceKeys = [
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "aws:sourceowner",
];

const positive: ReadonlySet<string> = new Set([
  ...["stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"],
  ...["ipaddress", "binaryequals"],
]);

/** Whether wildcards count in the operator's values. */
const patterned: ReadonlySet<string> = new Set(["stringlike", "arnequals", "arnlike"]);

/** `"aws:ResourceAccount": "${aws:PrincipalAccount}"` and the like: the resource's own. */
function isOwn(key: string, value: string): boolean {
  const variable = /^\$\{([^,}]+)(,[^}]*)?\}$/.exec(value.trim())?.[1]?.trim().toLowerCase();
  if (variable === undefined) return false;
  const pair = [key, variable].map((each) =>
    /^aws:(principal|source|resource)(account|orgid|orgpaths)$/.exec(each),
  );
  const [one, other] = pair;
  return (
    one?.[2] !== undefined &&
    one[2] === other?.[2] &&
    one[1] !== other[1] &&
    [one[1], other[1]].includes("resource")
  );
}

/** An ARN that names an account, or a bucket, whose ARN has none. */
function namesOwner(arn: string): boolean {
  const [, , service = "", , account = "", ...rest] = arn.split(":");
  const name = rest.join(":");
  if (account !== "") return /^\d{12}$/.test(account);
  return /^s3$/i.test(service) && !isOpen(name.split("/")[0] ?? "*") && name !== "";
}

function isFixed(kind: Kind, operator: string, value: string): boolean {
  // A variable is what the caller makes it.
  if (value.includes("${") && /\$\{[^*?$}][^}]*\}/.test(value)) return false;
  const open = patterned.has(operator) && isOpen(value);
  if (!open && value.trim() !== "") return kind !== "address" || rangeOf(value) !== undefined;
  if (kind === "arn") return namesOwner(value);
  // "AROA…:*" is a role's sessions, "o-…/r-…/*" a part of an organization.
  if (kind === "user")
    return !/^[*?]/.test(value) && fixedPart(value.split(/[*?]/)[0] ?? "").length >= 12;
  return false;
}

/** Whether the test fails where the request has no such key. */
function needsKey(test: ConditionTest, tests: readonly ConditionTest[]): boolean {
  if (!test.ifExists && test.quantifier !== "all") return true;
  return tests.some(
    ({ operator, key, values }) =>
      operator === "null" &&
      key === test.key &&
      values.length > 0 &&
      values.every((each) => each.toLowerCase() === "false"),
  );
}

function narrows(
  test: ConditionTest,
  tests: readonly ConditionTest[],
  keys: readonly string[],
): boolean {
  const { operator, key, values } = test;
  if (!positive.has(operator) || !needsKey(test, tests)) return false;
  if (test.unknown && keys.includes(key)) return true;
  const own = key.startsWith("aws:resource") || keys.includes(key);
  if (own && values.length > 0 && values.every((value) => isOwn(key, value))) return true;
  const kind = keys.includes(key) ? callerKeys[key] : undefined;
  if (kind === undefined) return false;
  if (kind === "address" && isInternet(values)) return false;
  return values.every((value) => isFixed(kind, operator, value));
}

/** Whether the tests leave only callers that the policy's author has fixed. */
export function restrictsCaller(tests: readonly ConditionTest[]): boolean {
  return tests.some((test) => narrows(test, tests, Object.keys(callerKeys)));
}

/** Whether the tests hold a service to acting for an account, a resource or an organization. */
export function restrictsSource(tests: readonly ConditionTest[], ifExists = false): boolean {
  const all = ifExists ? tests.map((test) => ({ ...test, ifExists: false })) : tests;
  return all.some((test) => narrows(test, all, sourceKeys));
}

/** Whether the tests hold for every request that came without TLS, and so for nothing less. */
export function holdsForPlainHttp(tests: readonly ConditionTest[]): boolean {
  return (
    tests.length > 0 &&
    tests.every(({ operator, ifExists, quantifier, key, values, unknown }) => {
      if (unknown) return true;
      if (quantifier === "any" && values.length === 0) return false;
      if (key === "aws:securetransport")
        return (
          ["bool", "stringequals", "stringequalsignorecase", "stringlike"].includes(operator) &&
          values.some((value) => value.toLowerCase() === "false")
        );
      // Plain HTTP has no version of TLS.
      return key === "s3:tlsversion" && ifExists && operator.startsWith("numericlessthan");
    })
  );
}
