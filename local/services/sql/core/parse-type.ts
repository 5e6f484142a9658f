import type { TypeName } from "./ast";
import type { Cursor } from "./cursor";

const twoWords = [
  "double precision",
  "character varying",
  "interval year to month",
  "interval day to second",
];

/** `decimal(10, 2)`, `array(varchar)`, `array<varchar>`, `row(a bigint)`, `timestamp(3) with time zone`. */
export function parseType(c: Cursor): TypeName {
  return c.nested(() => {
    const { at } = c;
    let name = c.oneOf(...twoWords) ?? c.name().text;
    if (name === "row" || name === "struct") return rowType(c, at);
    const args = c.takeSymbol("(")
      ? typeArguments(c, ")")
      : c.takeSymbol("<")
        ? typeArguments(c, ">")
        : [];
    if (name === "timestamp" || name === "time") {
      if (c.take("with time zone")) name += " with time zone";
      else c.take("without time zone");
    }
    return { at, name, args };
  });
}

function typeArguments(c: Cursor, close: string): (number | TypeName)[] {
  const args = c.list(() => {
    if (c.peek().kind === "integer") return c.integer();
    if (c.take("max")) return Infinity;
    return parseType(c);
  });
  c.expectSymbol(close);
  return args;
}

function rowType(c: Cursor, at: number): TypeName {
  const fields: (string | undefined)[] = [];
  const args = c.parenthesized(() => {
    const start = c.place;
    const first = c.isName() ? c.name() : undefined;
    // A name alone is a type; a name before a type names the field.
    if (first && (c.isName() || c.is("double precision"))) {
      fields.push(first.text);
    } else {
      fields.push(undefined);
      c.reset(start);
    }
    return parseType(c);
  });
  return { at, name: "row", args, fields };
}
