import type { Reader } from "./reader";
import type { ColumnDefinition, PartitionSpec } from "./statement";

/** `('name' = 'value', …)`. */
export function readTexts(reader: Reader): Record<string, string> {
  const pairs = reader.list(() => {
    const name = reader.text();
    reader.expectSymbol("=");
    return [name, reader.text()] as const;
  });
  return Object.fromEntries(pairs);
}

/** `PARTITION (year = '2024', month = 1)`. */
export function readPartition(reader: Reader): PartitionSpec {
  reader.expect("partition");
  const pairs = reader.list((): [string, string] => {
    const name = reader.name();
    reader.expectSymbol("=");
    const negative = reader.takeSymbol("-");
    return [name, `${negative ? "-" : ""}${reader.next().text}`];
  });
  return new Map(pairs);
}

/** `(name type [COMMENT 'text'], …)`. */
export function readColumns(reader: Reader): ColumnDefinition[] {
  return reader.list(() => {
    const Name = reader.name();
    const Type = readType(reader);
    return { Name, Type, ...(reader.take("comment") && { Comment: reader.text() }) };
  });
}

/** A type of Hive's as Glue keeps it: `struct<id:int,tags:array<string>>`, `decimal(10,2)`. */
function readType(reader: Reader): string {
  let type = "";
  for (let depth = 0; ;) {
    const token = reader.peek();
    const ends = token?.kind === "symbol" && (token.text === "," || token.text === ")");
    if (token === undefined || (depth === 0 && (ends || reader.isNext("comment")))) break;
    if (token.text === "<" || token.text === "(") depth += 1;
    if (token.text === ">" || token.text === ")") depth -= 1;
    type += reader.next().text.toLowerCase();
  }
  if (type === "") throw reader.fault("<type>");
  return type.replace(/\binteger\b/g, "int");
}
