import type { Reader } from "./reader";
import type { ShowStatement } from "./statement";

/** What follows SHOW. Throws SyntaxFault. */
export function readShow(reader: Reader): ShowStatement {
  if (reader.take("databases|schemas")) {
    const like = reader.take("like") || reader.peek()?.kind === "string";
    return { kind: "show databases", like: like ? reader.text() : undefined };
  }
  if (reader.take("tables")) return list("show tables", reader);
  if (reader.take("views")) return list("show views", reader);
  if (reader.take("partitions")) return { kind: "show partitions", table: reader.tableName() };
  if (reader.take("columns")) return columns(reader);
  if (reader.take("create", "table")) {
    return { kind: "show create table", table: reader.tableName() };
  }
  if (reader.take("create", "view")) return { kind: "show create view", table: reader.tableName() };
  if (reader.take("tblproperties")) {
    const table = reader.tableName();
    const property = reader.isSymbol("(") ? reader.list(() => reader.text())[0] : undefined;
    return { kind: "show table properties", table, property };
  }
  throw reader.fault("'COLUMNS', 'CREATE', 'DATABASES', 'PARTITIONS', 'TABLES'");
}

/** `SHOW TABLES [IN database] ['pattern']`. */
function list(kind: "show tables" | "show views", reader: Reader): ShowStatement {
  const database = reader.take("in|from") ? reader.name() : undefined;
  const like = reader.take("like") || reader.peek()?.kind === "string";
  return { kind, database, like: like ? reader.text() : undefined };
}

/** `SHOW COLUMNS IN table [IN database]`. */
function columns(reader: Reader): ShowStatement {
  if (!reader.take("in|from")) throw reader.fault("'FROM', 'IN'");
  const table = reader.tableName();
  const database = reader.take("in|from") ? reader.name() : table.database;
  return { kind: "show columns", table: { ...table, database } };
}
