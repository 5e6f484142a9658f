import type { Alias, Expression, Join, Relation } from "./ast";
import type { Cursor } from "./cursor";
import { syntaxFault } from "./fault";
import { parseExpression } from "./parse-expression";
import { queryInParentheses } from "./parse-primary";
import { aliasOf, qualifiedName } from "./parse-query";

/** A table, subquery or UNNEST, and what is joined to it. */
export function parseRelation(c: Cursor): Relation {
  return c.nested(() => {
    const { at } = c;
    let left = sampled(c);
    for (;;) {
      const type = joinType(c);
      if (type === undefined) return left;
      const right = sampled(c);
      left = {
        kind: "join",
        at,
        type,
        left,
        right,
        ...(type === "cross" ? { using: [] } : condition(c)),
      };
    }
  });
}

function joinType(c: Cursor): Join["type"] | undefined {
  if (c.take("cross")) {
    c.expect("join");
    return "cross";
  }
  if (c.is("natural")) throw syntaxFault(c.at, "Natural join not supported");
  if (c.take("join")) return "inner";
  const type = (["inner", "left", "right", "full"] as const).find((word) => c.take(word));
  if (type === undefined) return undefined;
  if (type !== "inner") c.take("outer");
  c.expect("join");
  return type;
}

function condition(c: Cursor): Pick<Join, "on" | "using"> {
  if (c.take("on")) return { on: parseExpression(c), using: [] };
  c.expect("using");
  return { using: c.parenthesized(() => c.name()) };
}

function sampled(c: Cursor): Relation {
  const relation = primary(c);
  if (!c.take("tablesample")) return relation;
  const method = (["bernoulli", "system"] as const).find((word) => c.take(word)) ?? c.fail();
  const [percentage] = c.parenthesized(() => parseExpression(c));
  if (!percentage || (relation.kind !== "named" && relation.kind !== "subquery")) c.fail();
  // The alias may stand on either side of the sample.
  const alias = relation.alias ? {} : aliased(c);
  return { ...relation, ...alias, sample: { method, percentage } };
}

function primary(c: Cursor): Relation {
  const { at } = c;
  if (c.take("unnest")) {
    const values = c.parenthesized<Expression>(() => parseExpression(c));
    const ordinality = c.take("with ordinality");
    return { kind: "unnest", at, values, ordinality, ...aliased(c) };
  }
  const lateral = c.take("lateral");
  if (c.isSymbol("(")) {
    if (!lateral && !isQuery(c)) {
      c.next();
      const inner = parseRelation(c);
      c.expectSymbol(")");
      return inner;
    }
    return { kind: "subquery", at, lateral, query: queryInParentheses(c), ...aliased(c) };
  }
  if (lateral) c.fail();
  return { kind: "named", at, name: qualifiedName(c), ...aliased(c) };
}

/** Whether the parenthesis holds a query, and not a join. */
function isQuery(c: Cursor): boolean {
  let ahead = 1;
  while (c.isSymbol("(", ahead)) ahead += 1;
  const { kind, text } = c.peek(ahead);
  return kind === "word" && ["select", "with", "values", "table"].includes(text);
}

/** `[AS] name [(column, …)]` */
function aliased(c: Cursor): { readonly alias?: Alias } {
  const name = aliasOf(c);
  if (!name) return {};
  return { alias: { name, columns: c.isSymbol("(") ? c.parenthesized(() => c.name()) : [] } };
}
