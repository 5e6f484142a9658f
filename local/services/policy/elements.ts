import { PolicyFault, type PolicyKind } from "./statement";

const PARTITIONS = /^(aws(-cn|-us-gov|-iso(-[a-z])?|-eusc)?|\*)$/;

/** `Action` and `NotAction`: "*", or a vendor and a name. */
export function checkAction(action: string): void {
  if (action === "*") return;
  const [vendor = "", name, ...more] = action.split(":");
  if (name === undefined) {
    throw new PolicyFault(
      "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
    );
  }
  if (more.length > 0) throw new PolicyFault("Actions/Condition can contain only one colon.");
  if (!/^[\w.-]+$/.test(vendor)) throw new PolicyFault(`Vendor ${vendor} is not valid`);
}

/** `Resource` and `NotResource` of an identity's policy: "*", or an ARN in which wildcards may stand. */
export function checkResource(resource: string): void {
  if (resource === "*") return;
  if (!resource.includes(":")) {
    throw new PolicyFault(`Resource ${resource} must be in ARN format or "*".`);
  }
  const [prefix, partition = "", vendor = "", region = "", account = "", ...rest] =
    resource.split(":");
  if (prefix !== "arn" || !PARTITIONS.test(partition)) {
    const named = prefix === "arn" ? partition : "";
    throw new PolicyFault(`Partition "${named}" is not valid for resource "${resource}".`);
  }
  if (vendor === "" || /[*?]/.test(vendor)) {
    throw new PolicyFault("Resource vendor must be fully qualified and cannot contain regexes.");
  }
  if (rest.length === 0 && !resource.endsWith("*")) {
    throw new PolicyFault("The policy failed legacy parsing");
  }
  if (vendor === "iam" && !isOpen(region)) {
    throw new PolicyFault(`IAM resource ${resource} cannot contain region information.`);
  }
  if (vendor !== "s3") return;
  if (!isOpen(region) && !rest.join(":").startsWith("accesspoint/")) {
    throw new PolicyFault(`Resource ${resource} can not contain region information.`);
  }
  if (!isOpen(account) && !/^(accesspoint|job|storage-lens)/.test(rest.join(":"))) {
    throw new PolicyFault(`Resource ${resource} can not contain account information.`);
  }
}

const isOpen = (part: string): boolean => part === "" || part === "*";

/**
 * The operators that conditions know.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const OPERATORS = new Set([
  ...["Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike"].map(
    (test) => `String${test}`,
  ),
  ...["Numeric", "Date"].flatMap((type) =>
    ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"].map(
      (test) => type + test,
    ),
  ),
  ...["Equals", "NotEquals", "Like", "NotLike"].map((test) => `Arn${test}`),
  "Bool",
  "BinaryEquals",
  "IpAddress",
  "NotIpAddress",
]);

/** A `Condition`'s operators and keys; its values are texts, numbers, booleans or lists of them. */
export function checkCondition(condition: unknown): void {
  if (!isObject(condition)) throw new PolicyFault(syntax("Condition must be an object"));
  for (const [operator, tests] of Object.entries(condition)) {
    const base = operator.replace(/^For(Any|All)Values:/, "").replace(/IfExists$/, "");
    if (operator !== "Null" && !OPERATORS.has(base)) {
      throw new PolicyFault(`Invalid Condition type : ${operator}`);
    }
    if (!isObject(tests)) throw new PolicyFault(syntax(`${operator} must hold condition keys`));
    for (const [key, values] of Object.entries(tests)) {
      if (!key.includes(":")) {
        throw new PolicyFault(
          "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
        );
      }
      const all: unknown[] = Array.isArray(values) ? values : [values];
      if (!all.every((value) => /^(string|number|boolean)$/.test(typeof value))) {
        throw new PolicyFault(syntax(`${key} must have values`));
      }
    }
  }
}

/** AWS says no more than the first sentence. */
export const syntax = (detail: string): string => `Syntax errors in policy. (${detail})`;

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const PRINCIPAL_TYPES = new Set(["AWS", "Service", "Federated", "CanonicalUser"]);
const AWS_PRINCIPAL =
  /^(\*|\d{12}|arn:[\w-]+:iam::\d{12}:(root|user\/.+|role\/.+)|arn:[\w-]+:sts::\d{12}:(assumed-role|federated-user)\/.+|arn:[\w-]+:iam::cloudfront:.+|(AROA|AIDA)\w+)$/;
const SERVICE = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;

/** Who a `Principal` or `NotPrincipal` names. */
export function principalsOf(element: unknown, kind: PolicyKind): string[] {
  if (element === undefined) return [];
  if (element === "*") return ["*"];
  if (!isObject(element)) throw new PolicyFault("Invalid principal in policy");
  const named = Object.entries(element).flatMap(([type, names]) => {
    if (!PRINCIPAL_TYPES.has(type)) throw invalid(type, "");
    const all: unknown[] = Array.isArray(names) ? names : [names];
    return all.map((name) => {
      if (typeof name !== "string" || !isPrincipal(type, name)) throw invalid(type, String(name));
      return name;
    });
  });
  if (named.length === 0 && kind !== "inline") {
    throw new PolicyFault("Missing required field Principal cannot be empty!");
  }
  return named;
}

function isPrincipal(type: string, name: string): boolean {
  if (type === "AWS") return AWS_PRINCIPAL.test(name);
  return type === "Service" ? SERVICE.test(name) : name !== "";
}

const invalid = (type: string, name: string): PolicyFault =>
  new PolicyFault(`Invalid principal in policy: "${type.toUpperCase()}":"${name}"`);
