import {
  ascii,
  characters,
  decimals,
  doubles,
  flags,
  instants,
  days,
  integers,
  reals,
} from "./literals";

/** Writes a value as an SQL literal of a column's type; throws an Error that says why it does not fit. */
export type Literal = (value: unknown) => string;

/** A column's literals by the names that Redshift gives its type, in lower case, without arguments. */
const TYPES: Readonly<Record<string, (...args: number[]) => Literal>> = {
  bigint: () => integers(64),
  bool: () => flags,
  boolean: () => flags,
  char: (length = 1) => ascii(length),
  character: (length = 1) => ascii(length),
  "character varying": (length = 256) => characters(length),
  date: () => days,
  decimal: (digits = 18, places = 0) => decimals({ digits, decimals: places }),
  "double precision": () => doubles,
  float: () => doubles,
  float4: () => reals,
  float8: () => doubles,
  int: () => integers(32),
  int2: () => integers(16),
  int4: () => integers(32),
  int8: () => integers(64),
  integer: () => integers(32),
  numeric: (digits = 18, places = 0) => decimals({ digits, decimals: places }),
  real: () => reals,
  smallint: () => integers(16),
  timestamp: () => instants,
  "timestamp without time zone": () => instants,
  varchar: (length = 256) => characters(length),
};

/**
 * The literals of a column type such as `varchar(50)` or `decimal(10,2)`. Undefined and null become
 * NULL. Throws when the type is not one of Redshift's that are supported here.
 * Source: https://docs.aws.amazon.com/redshift/latest/dg/c_Supported_data_types.html
 */
export function literalsOf(type: string): Literal {
  const match = /^([a-z0-9 ]+?)\s*(?:\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\))?$/i.exec(type.trim());
  const [, name = "", ...args] = match ?? [];
  const make = Object.hasOwn(TYPES, name.toLowerCase()) ? TYPES[name.toLowerCase()] : undefined;
  if (make === undefined) {
    const known = Object.keys(TYPES).join(", ");
    throw new Error(`The column type ${type} is not supported; use one of ${known}.`);
  }
  const literal = make(...args.filter(Boolean).map(Number));
  return (value) => (value === undefined || value === null ? "NULL" : literal(value));
}
