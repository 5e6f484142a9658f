import type { Session } from "../sql/duckdb";
import { quoteString } from "../sql/core/lexer";
import type { Scan } from "./views";

interface PlanNode {
  readonly name: string;
  readonly children: readonly PlanNode[];
  readonly extra_info: Readonly<Record<string, unknown>>;
}

/**
 * The bytes that a query reads, from its plan over views whose scans are marked: whole files of
 * text, and of Parquet the chunks of the columns that it needs. Partitions that the query's own
 * conditions rule out are no longer in the plan. A column is counted once however often it is read.
 */
export async function bytesScanned(
  sql: string,
  mentions: ReadonlySet<string>,
  scans: readonly Scan[],
  session: Session,
): Promise<number> {
  if (scans.length === 0) return 0;
  const { rows } = await session.run(`EXPLAIN (FORMAT JSON) ${sql}`);
  const plan = JSON.parse(String(rows[0]?.[1] ?? "[]")) as readonly PlanNode[];
  const columns = new Map<number, Set<string>>();
  for (const node of plan) collect(node, undefined, columns);
  let bytes = 0;
  for (const [number, names] of columns) {
    const scan = scans[number - 1];
    if (!scan) continue;
    // Where it needs no column, DuckDB's plan names the first one: `count(*)` reads none.
    const needed = [...names].filter((name) => mentions.has(name));
    bytes +=
      scan.format !== "parquet"
        ? scan.files.reduce((sum, file) => sum + file.bytes, 0)
        : await chunkBytes(scan, needed, session);
  }
  return bytes;
}

/** Finds each marked scan that is left and the columns it reads. */
function collect(
  node: PlanNode,
  mark: number | undefined,
  columns: Map<number, Set<string>>,
): void {
  const info = JSON.stringify(node.extra_info);
  const marked = /random\(\) >= -(\d+)/.exec(info)?.[1];
  const number = marked === undefined ? mark : Number(marked);
  if (node.name.startsWith("READ_") && number !== undefined) {
    const names = columns.get(number) ?? new Set();
    for (const name of textsOf(node.extra_info["Projections"])) {
      names.add(name.toLowerCase());
    }
    for (const [, name = ""] of JSON.stringify(node.extra_info["Filters"] ?? "").matchAll(
      /(\w+)/g,
    )) {
      names.add(name.toLowerCase());
    }
    columns.set(number, names);
    return;
  }
  for (const child of node.children) collect(child, number, columns);
}

/** A plan gives one text, or a list of them. */
function textsOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter(
    (text): text is string => typeof text === "string",
  );
}

async function chunkBytes(
  scan: Scan,
  columns: readonly string[],
  session: Session,
): Promise<number> {
  if (columns.length === 0) return 0;
  const paths = scan.files.map(({ path }) => quoteString(path)).join(", ");
  const names = columns.map(quoteString).join(", ");
  const { rows } = await session.run(
    `SELECT coalesce(sum(total_compressed_size), 0) FROM parquet_metadata([${paths}])
     WHERE lower(split_part(path_in_schema, ',', 1)) IN (${names})`,
  );
  return Number(rows[0]?.[0] ?? 0);
}
