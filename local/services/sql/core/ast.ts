/** The tree of a statement as it is written. `at` is the offset of a node's first character. */

export interface Name {
  /** In lower case where the dialect folds it. */
  readonly text: string;
  readonly quoted: boolean;
  readonly at: number;
}

/** A type as written: `decimal(10, 2)`, `array(varchar)`, `row(a bigint)`, `timestamp(3) with time zone`. */
export interface TypeName {
  readonly at: number;
  readonly name: string;
  readonly args: readonly (number | TypeName)[];
  /** Names of a row's fields. */
  readonly fields?: readonly (string | undefined)[];
}

interface Node<Kind extends string> {
  readonly kind: Kind;
  readonly at: number;
  /** Offset after its last character. */
  readonly end: number;
}

export interface Literal extends Node<"literal"> {
  readonly type: "string" | "integer" | "decimal" | "double" | "binary" | "boolean" | "null";
  readonly text: string;
}
/** `DATE '2024-01-15'` */
export interface TypedLiteral extends Node<"typed"> {
  readonly type: TypeName;
  readonly text: string;
}
/** `INTERVAL '-1' DAY`, `INTERVAL '1-2' YEAR TO MONTH`; Redshift: `INTERVAL '1 day'` without a unit. */
export interface IntervalLiteral extends Node<"interval"> {
  readonly text: string;
  readonly negative: boolean;
  readonly unit?: string;
  readonly to?: string;
}
/** `a`, `t.a`, `db.t.a.field` */
export interface Reference extends Node<"reference"> {
  readonly names: readonly Name[];
}
/** `(expression).field` */
export interface Field extends Node<"field"> {
  readonly base: Expression;
  readonly name: Name;
}
export interface Subscript extends Node<"subscript"> {
  readonly base: Expression;
  readonly index: Expression;
}
export interface Call extends Node<"call"> {
  readonly name: string;
  readonly args: readonly Expression[];
  /** `count(*)` */
  readonly star: boolean;
  readonly distinct: boolean;
  readonly orderBy: readonly SortItem[];
  readonly filter?: Expression;
  readonly nulls?: "ignore" | "respect";
  readonly over?: WindowSpec | Name;
}
/** `-x`, `+x`, `NOT x`, and the dialect's own. */
export interface Unary extends Node<"unary"> {
  readonly op: string;
  readonly value: Expression;
}
/** Arithmetic, `||`, comparisons; `op` is the symbol. */
export interface Binary extends Node<"binary"> {
  readonly op: string;
  readonly left: Expression;
  readonly right: Expression;
  /** Offset of the operator. */
  readonly opAt: number;
}
export interface Logical extends Node<"logical"> {
  readonly op: "and" | "or";
  readonly terms: readonly Expression[];
}
export interface Between extends Node<"between"> {
  readonly value: Expression;
  readonly low: Expression;
  readonly high: Expression;
  readonly not: boolean;
}
export interface In extends Node<"in"> {
  readonly value: Expression;
  readonly list: readonly Expression[] | Query;
  readonly not: boolean;
}
/** `op`: `like`, or the dialect's own such as `ilike`, `similar to`. */
export interface Like extends Node<"like"> {
  readonly op: string;
  readonly value: Expression;
  readonly pattern: Expression;
  readonly escape?: Expression;
  readonly not: boolean;
}
/** `IS [NOT] NULL | TRUE | FALSE | UNKNOWN`, `IS [NOT] DISTINCT FROM x` */
export interface Is extends Node<"is"> {
  readonly value: Expression;
  readonly what: "null" | "true" | "false" | "unknown" | "distinct";
  readonly other?: Expression;
  readonly not: boolean;
}
export interface Exists extends Node<"exists"> {
  readonly query: Query;
}
/** `= ANY (query)`, `> ALL (query)` */
export interface Quantified extends Node<"quantified"> {
  readonly op: string;
  readonly left: Expression;
  readonly quantifier: "all" | "any";
  readonly query: Query;
}
export interface Cast extends Node<"cast"> {
  readonly value: Expression;
  readonly type: TypeName;
  /** TRY_CAST */
  readonly safe: boolean;
}
export interface Case extends Node<"case"> {
  readonly operand?: Expression;
  readonly whens: readonly { readonly when: Expression; readonly then: Expression }[];
  readonly otherwise?: Expression;
}
export interface Lambda extends Node<"lambda"> {
  readonly parameters: readonly Name[];
  readonly body: Expression;
}
export interface ArrayOf extends Node<"array"> {
  readonly items: readonly Expression[];
}
export interface Row extends Node<"row"> {
  readonly items: readonly Expression[];
}
export interface Subquery extends Node<"subquery"> {
  readonly query: Query;
}
export interface AtTimeZone extends Node<"zone"> {
  readonly value: Expression;
  readonly zone: Expression;
}
/** `?` by its place from 0, `:name` by its name. */
export interface Parameter extends Node<"parameter"> {
  readonly name: string;
}

export type Expression =
  | Literal
  | TypedLiteral
  | IntervalLiteral
  | Reference
  | Field
  | Subscript
  | Call
  | Unary
  | Binary
  | Logical
  | Between
  | In
  | Like
  | Is
  | Exists
  | Quantified
  | Cast
  | Case
  | Lambda
  | ArrayOf
  | Row
  | Subquery
  | AtTimeZone
  | Parameter;

export interface SortItem {
  readonly value: Expression;
  readonly descending: boolean;
  readonly nulls?: "first" | "last";
}

export interface WindowSpec {
  readonly base?: Name;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortItem[];
  readonly frame?: Frame;
}
export interface Frame {
  readonly unit: "rows" | "range" | "groups";
  readonly start: Bound;
  readonly end?: Bound;
}
export interface Bound {
  readonly kind:
    "unbounded preceding" | "preceding" | "current row" | "following" | "unbounded following";
  readonly value?: Expression;
}

export interface Query {
  readonly at: number;
  readonly with: readonly CommonTable[];
  readonly recursive: boolean;
  readonly body: Body;
  readonly orderBy: readonly SortItem[];
  readonly offset?: Expression;
  /** `LIMIT ALL` is no limit. */
  readonly limit?: Expression;
  readonly withTies: boolean;
}
export interface CommonTable {
  readonly name: Name;
  readonly columns: readonly Name[];
  readonly query: Query;
}
export type Body =
  | Select
  | { readonly kind: "values"; readonly at: number; readonly rows: readonly Expression[] }
  | { readonly kind: "table"; readonly at: number; readonly name: readonly Name[] }
  | { readonly kind: "nested"; readonly at: number; readonly query: Query }
  | SetOperation;
export interface SetOperation {
  readonly kind: "set";
  readonly at: number;
  readonly op: "union" | "intersect" | "except";
  readonly all: boolean;
  readonly left: Body;
  readonly right: Body;
}
export interface Select {
  readonly kind: "select";
  readonly at: number;
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from: readonly Relation[];
  readonly where?: Expression;
  readonly groupBy: readonly Grouping[];
  readonly having?: Expression;
  readonly windows: readonly { readonly name: Name; readonly spec: WindowSpec }[];
  /** Redshift: QUALIFY, and TOP n. */
  readonly qualify?: Expression;
  readonly top?: Expression;
}
export type SelectItem =
  | { readonly kind: "expression"; readonly value: Expression; readonly alias?: Name }
  /** `*`, `t.*` */
  | { readonly kind: "star"; readonly at: number; readonly of: readonly Name[] };
export type Grouping =
  | { readonly kind: "simple"; readonly value: Expression }
  | { readonly kind: "rollup" | "cube"; readonly sets: readonly (readonly Expression[])[] }
  | { readonly kind: "sets"; readonly sets: readonly (readonly Expression[])[] };

export interface Alias {
  readonly name: Name;
  readonly columns: readonly Name[];
}
export type Relation =
  | {
      readonly kind: "named";
      readonly at: number;
      readonly name: readonly Name[];
      readonly alias?: Alias;
      readonly sample?: Sample;
    }
  | {
      readonly kind: "subquery";
      readonly at: number;
      readonly query: Query;
      readonly lateral: boolean;
      readonly alias?: Alias;
      readonly sample?: Sample;
    }
  | {
      readonly kind: "unnest";
      readonly at: number;
      readonly values: readonly Expression[];
      readonly ordinality: boolean;
      readonly alias?: Alias;
    }
  | Join;
export interface Sample {
  readonly method: "bernoulli" | "system";
  readonly percentage: Expression;
}
export interface Join {
  readonly kind: "join";
  readonly at: number;
  readonly type: "cross" | "inner" | "left" | "right" | "full";
  readonly left: Relation;
  readonly right: Relation;
  readonly on?: Expression;
  readonly using: readonly Name[];
}
