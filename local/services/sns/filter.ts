import type { MessageAttributes } from "./messages";
import { invalid } from "./topics";

type Scalar = string | number | boolean | null;
type Rule = Scalar | Readonly<Record<string, unknown>>;

/** A message's attribute, or a member of its body, as filter policies see it. */
type Values = readonly Scalar[] | undefined;

/** A message as filter policies see it. */
export interface Filterable {
  readonly body: string;
  readonly attributes: MessageAttributes;
}

/**
 * Whether a message passes a subscription's FilterPolicy: every key must match, by any of its
 * rules. https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
export function passes(policy: string, scope: string | undefined, message: Filterable): boolean {
  const rules = JSON.parse(policy) as Record<string, unknown>;
  if (scope !== "MessageBody") return all(rules, (key) => attributeValues(message, key));
  const body = parsedObject(message.body);
  return body !== undefined && matchesBody(rules, body);
}

function all(rules: Readonly<Record<string, unknown>>, valuesOf: (key: string) => Values): boolean {
  return Object.entries(rules).every(([key, rule]) =>
    key === "$or"
      ? (rule as Record<string, unknown>[]).some((each) => all(each, valuesOf))
      : matchesAny(rule as readonly Rule[], valuesOf(key)),
  );
}

function matchesBody(rules: Readonly<Record<string, unknown>>, body: object): boolean {
  return Object.entries(rules).every(([key, rule]) => {
    if (key === "$or")
      return (rule as Record<string, unknown>[]).some((each) => matchesBody(each, body));
    const member = (body as Record<string, unknown>)[key];
    if (Array.isArray(rule)) return matchesAny(rule as Rule[], bodyValues(member));
    const members = Array.isArray(member) ? member : [member];
    return members.some(
      (each) => isObject(each) && matchesBody(rule as Record<string, unknown>, each),
    );
  });
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsedObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function bodyValues(member: unknown): Values {
  if (member === undefined || isObject(member)) return undefined;
  return (Array.isArray(member) ? member : [member]) as Scalar[];
}

function attributeValues({ attributes }: Filterable, key: string): Values {
  const attribute = attributes[key];
  if (attribute?.StringValue === undefined) return undefined;
  const { DataType = "", StringValue } = attribute;
  if (DataType.startsWith("Number")) return [Number(StringValue)];
  if (!DataType.startsWith("String.Array")) return [StringValue];
  try {
    return [JSON.parse(StringValue) as Scalar | Scalar[]].flat();
  } catch {
    return [StringValue];
  }
}

function matchesAny(rules: readonly Rule[], values: Values): boolean {
  return rules.some((rule) => {
    if (isObject(rule) && "exists" in rule) return (values !== undefined) === rule["exists"];
    return values?.some((value) => matches(rule, value)) === true;
  });
}

function matches(rule: Rule, value: Scalar): boolean {
  if (!isObject(rule)) return rule === value;
  return Object.entries(rule).every(([kind, argument]) => {
    switch (kind) {
      case "prefix":
        return typeof value === "string" && value.startsWith(String(argument));
      case "suffix":
        return typeof value === "string" && value.endsWith(String(argument));
      case "equals-ignore-case":
        return typeof value === "string" && value.toLowerCase() === String(argument).toLowerCase();
      case "anything-but":
        return isObject(argument)
          ? !matches(argument as Rule, value)
          : ![argument].flat().includes(value);
      case "numeric":
        return (
          typeof value === "number" && inRange(argument as readonly (string | number)[], value)
        );
      default:
        return false;
    }
  });
}

function inRange(bounds: readonly (string | number)[], value: number): boolean {
  for (let i = 0; i < bounds.length; i += 2) {
    const bound = Number(bounds[i + 1]);
    const holds = {
      "=": value === bound,
      ">": value > bound,
      ">=": value >= bound,
      "<": value < bound,
      "<=": value <= bound,
    }[String(bounds[i])];
    if (holds !== true) return false;
  }
  return true;
}

const KINDS = new Set([
  "prefix",
  "suffix",
  "equals-ignore-case",
  "anything-but",
  "numeric",
  "exists",
]);

/** Throws InvalidParameter for a policy that SNS would refuse, or that is not implemented here. */
export function checkPolicy(text: string, scope: string | undefined): void {
  const policy = parsedObject(text);
  if (policy === undefined) throw invalid("FilterPolicy: failed to parse JSON.");
  checkRules(policy, scope === "MessageBody");
}

function checkRules(rules: object, nested: boolean): void {
  for (const [key, rule] of Object.entries(rules) as [string, unknown][]) {
    if (key === "$or" && Array.isArray(rule)) {
      for (const each of rule) checkRules(each as object, nested);
    } else if (Array.isArray(rule)) {
      for (const each of rule) checkRule(key, each);
    } else if (nested && isObject(rule)) {
      checkRules(rule, nested);
    } else {
      throw invalid(`FilterPolicy: "${key}" must be an object or an array`);
    }
  }
}

function checkRule(key: string, rule: unknown): void {
  if (!isObject(rule)) return;
  const unknown = Object.keys(rule).find((kind) => !KINDS.has(kind));
  if (unknown !== undefined || Object.keys(rule).length !== 1) {
    throw invalid(`FilterPolicy: Unrecognized match type ${unknown ?? ""} of "${key}"`);
  }
  const { numeric } = rule as { numeric?: unknown };
  if (numeric === undefined) return;
  const ok =
    Array.isArray(numeric) &&
    numeric.length > 0 &&
    numeric.length % 2 === 0 &&
    numeric.every((each, i) =>
      i % 2 === 0 ? ["=", "<", "<=", ">", ">="].includes(String(each)) : typeof each === "number",
    );
  if (!ok)
    throw invalid(`FilterPolicy: Value of numeric of "${key}" must be operators and numbers`);
}
