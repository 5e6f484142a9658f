/** The types of SQL, as both dialects name them. */
export interface Type {
  readonly name: TypeKind;
  /** DECIMAL's digits; TIME's and TIMESTAMP's digits of a second. */
  readonly precision?: number;
  readonly scale?: number;
  /** VARCHAR's and CHAR's; absent where unbounded. */
  readonly length?: number;
  /** A zone that all values of the expression are shown in; absent: UTC. */
  readonly zone?: string;
  /** An array's element, a map's key and value, a row's fields. */
  readonly of?: readonly Type[];
  /** A row's field names. */
  readonly names?: readonly (string | undefined)[];
}

export type TypeKind =
  | "unknown"
  | "boolean"
  | "tinyint"
  | "smallint"
  | "integer"
  | "bigint"
  | "real"
  | "double"
  | "decimal"
  | "varchar"
  | "char"
  | "varbinary"
  | "json"
  | "date"
  | "time"
  | "timestamp"
  | "timestamp with time zone"
  | "interval year to month"
  | "interval day to second"
  | "ipaddress"
  | "uuid"
  | "array"
  | "map"
  | "row"
  | "function";

export const type = (name: TypeKind, more: Omit<Type, "name"> = {}): Type => ({ name, ...more });
export const unknown = type("unknown");
export const boolean = type("boolean");
export const integer = type("integer");
export const bigint = type("bigint");
export const double = type("double");
export const varchar = type("varchar");
export const decimal = (precision: number, scale: number): Type => ({
  name: "decimal",
  precision,
  scale,
});
export const arrayOf = (element: Type): Type => ({ name: "array", of: [element] });
export const mapOf = (key: Type, value: Type): Type => ({ name: "map", of: [key, value] });

/** The dialects' text of a type: `decimal(10,2)`, `array(varchar)`. */
export function typeText(type: Type): string {
  const { name, precision, scale, length, of = [], names = [] } = type;
  switch (name) {
    case "decimal":
      return `decimal(${precision ?? 38},${scale ?? 0})`;
    case "varchar":
    case "char":
      return length === undefined ? name : `${name}(${length})`;
    case "time":
    case "timestamp":
      return `${name}(${precision ?? 3})`;
    case "timestamp with time zone":
      return `timestamp(${precision ?? 3}) with time zone`;
    case "row":
      return `row(${of.map((each, at) => [names[at], typeText(each)].filter(Boolean).join(" ")).join(", ")})`;
    case "array":
    case "map":
    case "function":
      return `${name}(${of.map(typeText).join(", ")})`;
    default:
      return name;
  }
}

export function same(left: Type, right: Type): boolean {
  return left.name === right.name && typeText(left) === typeText(right);
}

export const isInteger = ({ name }: Type): boolean =>
  name === "tinyint" || name === "smallint" || name === "integer" || name === "bigint";
export const isNumeric = (type: Type): boolean =>
  isInteger(type) || type.name === "decimal" || type.name === "real" || type.name === "double";
export const isText = ({ name }: Type): boolean => name === "varchar" || name === "char";
export const isTimestamp = ({ name }: Type): boolean =>
  name === "timestamp" || name === "timestamp with time zone";
export const isInterval = ({ name }: Type): boolean => name.startsWith("interval");

/** Digits of the whole numbers, as decimals. */
const integerDigits: Partial<Record<TypeKind, number>> = {
  tinyint: 3,
  smallint: 5,
  integer: 10,
  bigint: 19,
};

/** A whole number's type as a decimal; a decimal as it is. */
export function asDecimal(type: Type): Type | undefined {
  if (type.name === "decimal") return type;
  const digits = integerDigits[type.name];
  return digits === undefined ? undefined : decimal(digits, 0);
}

const order: readonly TypeKind[] = [
  "tinyint",
  "smallint",
  "integer",
  "bigint",
  "decimal",
  "real",
  "double",
];

/** The type that values of both become where they meet; undefined where they do not. */
export function common(left: Type, right: Type): Type | undefined {
  if (left === right || same(left, right)) return left;
  if (left.name === "unknown") return right;
  if (right.name === "unknown") return left;
  if (isNumeric(left) && isNumeric(right)) return commonNumber(left, right);
  if (isText(left) && isText(right)) return commonText(left, right);
  if (left.name === right.name) return commonOfKind(left, right);
  const [first, second] = [left, right].sort((a, b) => rank(a) - rank(b));
  if (!first || !second) return undefined;
  if (first.name === "date" && isTimestamp(second)) return second;
  if (first.name === "timestamp" && second.name === "timestamp with time zone") return second;
  return undefined;
}

const rank = ({ name }: Type): number =>
  ["date", "timestamp", "timestamp with time zone"].indexOf(name);

function commonNumber(left: Type, right: Type): Type {
  const [low, high] =
    order.indexOf(left.name) < order.indexOf(right.name) ? [left, right] : [right, left];
  if (high.name !== "decimal") return high;
  const a = asDecimal(low) ?? low;
  const scale = Math.max(a.scale ?? 0, high.scale ?? 0);
  const whole = Math.max(
    (a.precision ?? 38) - (a.scale ?? 0),
    (high.precision ?? 38) - (high.scale ?? 0),
  );
  return decimal(Math.min(38, whole + scale), scale);
}

function commonText(left: Type, right: Type): Type {
  const name = left.name === "char" && right.name === "char" ? "char" : "varchar";
  if (left.length === undefined || right.length === undefined) return type(name);
  return type(name, { length: Math.max(left.length, right.length) });
}

function commonOfKind(left: Type, right: Type): Type | undefined {
  if (isTimestamp(left) || left.name === "time") {
    return { ...left, precision: Math.max(left.precision ?? 3, right.precision ?? 3) };
  }
  const { of: ofLeft = [], names = [] } = left;
  const { of: ofRight = [], names: others = [] } = right;
  if (ofLeft.length !== ofRight.length) return undefined;
  const of: Type[] = [];
  for (const [at, each] of ofLeft.entries()) {
    const found = common(each, ofRight[at] ?? unknown);
    if (!found) return undefined;
    of.push(found);
  }
  if (left.name !== "row") return { name: left.name, of };
  return {
    name: "row",
    of,
    names: of.map((_each, at) => (names[at] === others[at] ? names[at] : undefined)),
  };
}

/** Whether values of one type become the other's where that is wanted, unasked. */
export function coercible(from: Type, to: Type): boolean {
  if (from.name === "varchar" && to.name === "char") return false;
  if (isText(from) && isText(to))
    return to.length === undefined || (from.length ?? Infinity) <= to.length;
  const found = common(from, to);
  return (
    found !== undefined &&
    found.name === to.name &&
    (same(found, to) || isTimestamp(to) || hasParts(to))
  );
}

const hasParts = ({ name }: Type): boolean => name === "array" || name === "map" || name === "row";
