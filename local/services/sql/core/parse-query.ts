import type {
  Body,
  CommonTable,
  Expression,
  Grouping,
  Name,
  Query,
  Select,
  SelectItem,
} from "./ast";
import type { Cursor } from "./cursor";
import { sortItems, windowSpec } from "./parse-call";
import { parseExpression, parseValue } from "./parse-expression";
import { queryInParentheses } from "./parse-primary";
import { parseRelation } from "./parse-relation";

/** `[WITH …] body [ORDER BY …] [OFFSET …] [LIMIT …]`. Throws SqlFault. */
export function parseQuery(c: Cursor): Query {
  return c.nested(() => {
    const { at } = c;
    const isWith = c.take("with");
    const recursive = isWith && c.take("recursive");
    const ctes = isWith ? c.list(() => commonTable(c)) : [];
    const body = setOperation(c, 0);
    const orderBy = c.take("order by") ? sortItems(c) : [];
    return { at, with: ctes, recursive, body, orderBy, ...limits(c) };
  });
}

function commonTable(c: Cursor): CommonTable {
  const name = c.name();
  const columns = c.isSymbol("(") ? c.parenthesized(() => c.name()) : [];
  c.expect("as");
  return { name, columns, query: queryInParentheses(c) };
}

type Limits = Pick<Query, "offset" | "limit" | "withTies">;

/** Trino has OFFSET before LIMIT; PostgreSQL's kin either way round. */
function limits(c: Cursor): Limits {
  let offset = offsetOf(c);
  let limit: Expression | undefined;
  let withTies = false;
  if (c.take("limit")) {
    if (!c.take("all")) limit = parseValue(c);
  } else if (c.take("fetch")) {
    if (c.oneOf("first", "next") === undefined) c.fail();
    const one: Expression = { kind: "literal", type: "integer", text: "1", at: c.at, end: c.at };
    limit = c.is("row") || c.is("rows") ? one : parseValue(c);
    if (c.oneOf("rows", "row") === undefined) c.fail();
    withTies = c.take("with ties");
    if (!withTies) c.expect("only");
  }
  if (c.grammar.postgres) offset ??= offsetOf(c);
  return { ...(offset && { offset }), ...(limit && { limit }), withTies };
}

function offsetOf(c: Cursor): Expression | undefined {
  if (!c.take("offset")) return undefined;
  const offset = parseValue(c);
  c.oneOf("rows", "row");
  return offset;
}

/** INTERSECT binds more tightly than UNION and EXCEPT. */
function setOperation(c: Cursor, level: 0 | 1): Body {
  const { at } = c;
  const ops = level === 0 ? (["union", "except"] as const) : (["intersect"] as const);
  const side = () => (level === 0 ? setOperation(c, 1) : bodyOf(c));
  let left = side();
  for (let length = 0; ; length++) {
    const op = ops.find((word) => c.take(word));
    if (op === undefined) return left;
    const all = c.oneOf("all", "distinct") === "all";
    const right = length < longestUnion ? side() : c.fail("fewer set operations");
    left = { kind: "set", at, op, all, left, right };
  }
}

const longestUnion = 200;

function bodyOf(c: Cursor): Body {
  const { at } = c;
  if (c.is("select")) return select(c);
  if (c.take("values")) return { kind: "values", at, rows: c.list(() => parseExpression(c)) };
  if (c.take("table")) return { kind: "table", at, name: qualifiedName(c) };
  if (c.isSymbol("(")) return { kind: "nested", at, query: queryInParentheses(c) };
  return c.fail("<query>");
}

export function qualifiedName(c: Cursor): Name[] {
  const names = [c.name()];
  while (c.takeSymbol(".")) names.push(c.name());
  return names;
}

function select(c: Cursor): Select {
  const { at } = c;
  c.expect("select");
  const top = c.grammar.postgres && c.take("top") ? { top: parseValue(c, Infinity) } : {};
  const distinct = c.oneOf("distinct", "all") === "distinct";
  const items = c.list(() => selectItem(c));
  const from = c.take("from") ? c.list(() => parseRelation(c)) : [];
  const where = c.take("where") ? { where: parseExpression(c) } : {};
  const groupBy = c.take("group by") ? c.list(() => grouping(c)) : [];
  const having = c.take("having") ? { having: parseExpression(c) } : {};
  const windows = c.take("window")
    ? c.list(() => {
        const name = c.name();
        c.expect("as");
        return { name, spec: windowSpec(c) };
      })
    : [];
  const qualify = c.grammar.postgres && c.take("qualify") ? { qualify: parseExpression(c) } : {};
  return {
    kind: "select", at, distinct, items, from, ...where, groupBy, ...having, windows, ...qualify, ...top,
  }; // prettier-ignore
}

function selectItem(c: Cursor): SelectItem {
  const { at } = c;
  if (c.takeSymbol("*")) return { kind: "star", at, of: [] };
  const of = starred(c);
  if (of) return { kind: "star", at, of };
  const value = parseExpression(c);
  const alias = aliasOf(c);
  return { kind: "expression", value, ...(alias && { alias }) };
}

/** The names before `.*`. */
function starred(c: Cursor): readonly Name[] | undefined {
  let ahead = 0;
  while (c.isName(ahead) && c.isSymbol(".", ahead + 1)) {
    ahead += 2;
    if (c.isSymbol("*", ahead)) {
      const names: Name[] = [];
      while (!c.takeSymbol("*")) {
        names.push(c.name());
        c.expectSymbol(".");
      }
      return names;
    }
  }
  return undefined;
}

/** `[AS] name`. */
export function aliasOf(c: Cursor): Name | undefined {
  if (c.take("as")) return c.name();
  return c.isName() && !clauseWords.has(c.peek().text) ? c.name() : undefined;
}

/** Words that begin a clause and are not reserved: after a table they are no alias. */
const clauseWords = new Set(["limit", "offset", "fetch", "window", "tablesample", "qualify"]);

function grouping(c: Cursor): Grouping {
  const set = (): Expression[] => {
    if (!c.takeSymbol("(")) return [parseExpression(c)];
    const items = c.isSymbol(")") ? [] : c.list(() => parseExpression(c));
    c.expectSymbol(")");
    return items;
  };
  if (c.take("grouping sets")) return { kind: "sets", sets: c.parenthesized(set) };
  const kind = (["rollup", "cube"] as const).find((word) => c.is(word) && c.take(word));
  if (kind !== undefined) return { kind, sets: c.parenthesized(set) };
  return { kind: "simple", value: parseExpression(c) };
}
