import { notSupported } from "../faults";
import { readAlter, readCreate, readDrop } from "./ddl";
import { startOf } from "./lexer";
import { Reader } from "./reader";
import { readShow } from "./show";
import type { Properties, Statement } from "./statement";

/** Words that start what Athena runs by Hive's grammar. */
const hive = /^(?:create (?:external|database|schema)|drop|alter|msck|show|desc(?:ribe)?)\b/;

const refused: Readonly<Record<string, string>> = {
  explain: "EXPLAIN is not supported by the local Athena, whose plans are not Athena's",
  delete: "Modifying Hive table rows is only supported for transactional tables",
  update: "Modifying Hive table rows is only supported for transactional tables",
  merge: "Modifying Hive table rows is only supported for transactional tables",
  optimize: "The local Athena has no Iceberg tables",
  vacuum: "The local Athena has no Iceberg tables",
  using: "The local Athena runs no user-defined functions",
};

/**
 * Tells what a statement asks for. A SELECT, alone or within another statement, stays text.
 * Throws SyntaxFault, or QueryFault for what this Athena does not do.
 */
export function parseStatement(sql: string): Statement {
  const reader = new Reader(sql, hive.test(startOf(sql, 2)) ? "hive" : "trino");
  const statement = read(reader);
  reader.expectEnd();
  return statement;
}

function read(reader: Reader): Statement {
  if (reader.isNext("select|with|values|table") || reader.isSymbol("(")) {
    return { kind: "select", select: reader.restInPlace() };
  }
  if (reader.take("show")) return readShow(reader);
  if (reader.take("describe|desc")) {
    if (reader.take("view")) return { kind: "describe view", table: reader.tableName() };
    const formatted = reader.take("formatted|extended");
    return { kind: "describe", table: reader.tableName(), formatted };
  }
  if (reader.isNext("create", "table") && reader.has("as")) return createTableAs(reader);
  if (reader.isNext("create", "view") || reader.isNext("create", "or", "replace", "view")) {
    return createView(reader);
  }
  if (reader.take("create")) return readCreate(reader);
  if (reader.take("drop")) return readDrop(reader);
  if (reader.take("alter")) return readAlter(reader);
  if (reader.take("msck", "repair", "table")) {
    return { kind: "repair table", table: reader.tableName() };
  }
  if (reader.take("insert", "into")) return insert(reader);
  if (reader.take("unload")) return unload(reader);
  if (reader.take("prepare")) {
    const name = reader.name();
    reader.expect("from");
    return { kind: "prepare", name, query: reader.rest() };
  }
  if (reader.take("execute")) return execute(reader);
  if (reader.take("deallocate", "prepare")) return { kind: "deallocate", name: reader.name() };
  const told = refused[reader.peek()?.text ?? ""];
  if (told !== undefined) throw notSupported(told);
  throw reader.fault("'SELECT'");
}

function createTableAs(reader: Reader): Statement {
  reader.expect("create", "table");
  const ifNotExists = reader.take("if", "not", "exists");
  const table = reader.tableName();
  const properties = reader.take("with") ? readProperties(reader) : new Map();
  reader.expect("as");
  const rest = withData(reader);
  return { kind: "create table as", table, ifNotExists, properties, ...rest };
}

function withData(reader: Reader): { readonly select: string; readonly withData: boolean } {
  if (reader.ends("with", "no", "data")) {
    return { select: reader.rest("with", "no", "data"), withData: false };
  }
  return { select: reader.rest("with", "data"), withData: true };
}

function createView(reader: Reader): Statement {
  reader.expect("create");
  const replace = reader.take("or", "replace");
  reader.expect("view");
  const table = reader.tableName();
  reader.expect("as");
  return { kind: "create view", table, replace, select: reader.rest() };
}

function insert(reader: Reader): Statement {
  const table = reader.tableName();
  // `INSERT INTO t (SELECT …)` has a query in its parentheses, `INSERT INTO t (a, b) …` columns.
  const query = reader.isSymbol("(") && reader.isSecond("select|with|values");
  const columns = reader.isSymbol("(") && !query ? reader.list(() => reader.name()) : undefined;
  return { kind: "insert", table, columns, select: reader.rest() };
}

function unload(reader: Reader): Statement {
  const select = reader.inParentheses();
  reader.expect("to");
  const location = reader.text();
  reader.expect("with");
  return { kind: "unload", select, location, properties: readProperties(reader) };
}

function execute(reader: Reader): Statement {
  const name = reader.name();
  const parameters = reader.take("using") ? reader.expressions() : [];
  return { kind: "execute", name, parameters };
}

/** `(format = 'PARQUET', partitioned_by = ARRAY['day'], bucket_count = 3)`. */
function readProperties(reader: Reader): Properties {
  const pairs = reader.list((): [string, string | readonly string[]] => {
    const name = reader.name();
    reader.expectSymbol("=");
    return [name, readValue(reader)];
  });
  return new Map(pairs);
}

function readValue(reader: Reader): string | readonly string[] {
  if (!reader.take("array")) return reader.next().text;
  const values: string[] = [];
  reader.expectSymbol("[");
  if (reader.takeSymbol("]")) return values;
  do values.push(reader.text());
  while (reader.takeSymbol(","));
  reader.expectSymbol("]");
  return values;
}
