import type { Bound, Call, Expression, Frame, Name, SortItem, WindowSpec } from "./ast";
import type { Cursor } from "./cursor";
import { parseExpression, parseValue } from "./parse-expression";
import { parseType } from "./parse-type";

/** `name([DISTINCT] args [ORDER BY …]) [WITHIN GROUP (…)] [FILTER (…)] [IGNORE NULLS] [OVER …]` */
export function parseCall(c: Cursor): Expression {
  const { at } = c;
  const { text: name } = c.next();
  c.expectSymbol("(");
  const star = c.isSymbol("*") && c.takeSymbol("*");
  const distinct = !star && c.take("distinct");
  if (!star && !distinct) c.take("all");
  const args = star || c.isSymbol(")") ? [] : c.list(() => parseExpression(c));
  const inside = c.take("order by") ? sortItems(c) : [];
  c.expectSymbol(")");
  return afterCall(c, { at, name, args, star, distinct, orderBy: inside });
}

type Begun = Pick<Call, "at" | "name" | "args" | "star" | "distinct" | "orderBy">;

function afterCall(c: Cursor, call: Begun): Call {
  let { orderBy } = call;
  if (c.take("within group")) {
    c.expectSymbol("(");
    c.expect("order by");
    orderBy = sortItems(c);
    c.expectSymbol(")");
  }
  // `PERCENTILE_CONT(p) WITHIN GROUP (ORDER BY x)` is a function of x and p.
  const [sorted] = orderBy;
  if (c.grammar.postgres && sorted && call.name.startsWith("percentile_")) {
    call = {
      ...call,
      args: [sorted.value, ...call.args.map((part) => (sorted.descending ? rest(part) : part))],
    };
    orderBy = [];
  }
  const filter = c.take("filter") ? { filter: filterOf(c) } : {};
  const word = c.oneOf("ignore nulls", "respect nulls");
  const nulls =
    word === undefined ? {} : ({ nulls: word === "ignore nulls" ? "ignore" : "respect" } as const);
  const over = c.take("over") ? { over: c.isName() ? c.name() : windowSpec(c) } : {};
  return { kind: "call", ...call, orderBy, ...filter, ...nulls, ...over, end: c.end };
}

/** `1 - part`. */
function rest(part: Expression): Expression {
  const { at, end } = part;
  const one: Expression = { kind: "literal", type: "integer", text: "1", at, end: at };
  return { kind: "binary", at, end, op: "-", opAt: at, left: one, right: part };
}

function filterOf(c: Cursor): Expression {
  c.expectSymbol("(");
  c.expect("where");
  const condition = parseExpression(c);
  c.expectSymbol(")");
  return condition;
}

export function sortItems(c: Cursor): SortItem[] {
  return c.list(() => {
    const value = parseExpression(c);
    const descending = c.oneOf("asc", "desc") === "desc";
    const order = c.take("nulls") ? (c.oneOf("first", "last") ?? c.fail()) : undefined;
    const nulls =
      order === undefined ? {} : ({ nulls: order === "first" ? "first" : "last" } as const);
    return { value, descending, ...nulls };
  });
}

/** `(PARTITION BY … ORDER BY … ROWS …)` */
export function windowSpec(c: Cursor): WindowSpec {
  c.expectSymbol("(");
  const named: { base?: Name } =
    c.isName() && !c.is("partition") && !frameUnits.some((unit) => c.is(unit))
      ? { base: c.name() }
      : {};
  const partitionBy = c.take("partition by") ? c.list(() => parseExpression(c)) : [];
  const orderBy = c.take("order by") ? sortItems(c) : [];
  const unit = frameUnits.find((word) => c.take(word));
  const frame = unit === undefined ? {} : { frame: frameOf(c, unit) };
  c.expectSymbol(")");
  return { ...named, partitionBy, orderBy, ...frame };
}

const frameUnits = ["rows", "range", "groups"] as const;

function frameOf(c: Cursor, unit: Frame["unit"]): Frame {
  if (!c.take("between")) return { unit, start: bound(c) };
  const start = bound(c);
  c.expect("and");
  return { unit, start, end: bound(c) };
}

function bound(c: Cursor): Bound {
  if (c.take("unbounded preceding")) return { kind: "unbounded preceding" };
  if (c.take("unbounded following")) return { kind: "unbounded following" };
  if (c.take("current row")) return { kind: "current row" };
  const value = parseValue(c);
  if (c.take("preceding")) return { kind: "preceding", value };
  c.expect("following");
  return { kind: "following", value };
}

/** Calls with words among their arguments: CAST, EXTRACT, TRIM, POSITION, SUBSTRING. */
export function specialCall(c: Cursor): Expression | undefined {
  const { at, text: name } = c.peek();
  if (!c.isSymbol("(", 1)) return undefined;
  const call = (args: readonly Expression[], as = name): Call => ({
    kind: "call", at, end: c.end, name: as, args, star: false, distinct: false, orderBy: [],
  }); // prettier-ignore
  const special = specials[name];
  if (!special) return undefined;
  const start = c.place;
  c.next();
  c.next();
  const found = special(c, call, at);
  // `trim(x)` and `substring(x, 1)` are plain calls.
  if (!found) c.reset(start);
  return found;
}

type Special = (
  c: Cursor,
  call: (args: readonly Expression[], as?: string) => Call,
  at: number,
) => Expression | undefined;

function castOf(safe: boolean): Special {
  return (c, _call, at) => {
    const value = parseExpression(c);
    c.expect("as");
    const type = parseType(c);
    c.expectSymbol(")");
    return { kind: "cast", at, end: c.end, value, type, safe };
  };
}

function text(at: number, value: string): Expression {
  return { kind: "literal", at, end: at + value.length, type: "string", text: value };
}

const specials: Readonly<Partial<Record<string, Special>>> = {
  cast: castOf(false),
  try_cast: castOf(true),
  convert(c, _call, at) {
    if (!c.grammar.postgres) return undefined;
    const type = parseType(c);
    c.expectSymbol(",");
    const value = parseExpression(c);
    c.expectSymbol(")");
    return { kind: "cast", at, end: c.end, value, type, safe: false };
  },
  extract(c, call) {
    const { at, text: field } = c.name();
    c.expect("from");
    const value = parseExpression(c);
    c.expectSymbol(")");
    return call([text(at, field), value]);
  },
  row(c, _call, at) {
    const items = c.list(() => parseExpression(c));
    c.expectSymbol(")");
    return { kind: "row", at, end: c.end, items };
  },
  trim(c, call) {
    const side = c.oneOf("both", "leading", "trailing");
    const chars = c.is("from") ? [] : [parseValue(c)];
    if (!c.take("from")) return undefined;
    const value = parseValue(c);
    c.expectSymbol(")");
    const name = side === "leading" ? "ltrim" : side === "trailing" ? "rtrim" : "trim";
    return call([value, ...chars], name);
  },
  position(c, call) {
    const part = parseValue(c);
    if (!c.take("in")) return undefined;
    const whole = parseValue(c);
    c.expectSymbol(")");
    return call([whole, part], "strpos");
  },
  substring(c, call) {
    const value = parseValue(c);
    if (!c.take("from")) return undefined;
    const from = parseValue(c);
    const length = c.take("for") ? [parseValue(c)] : [];
    c.expectSymbol(")");
    return call([value, from, ...length]);
  },
};
