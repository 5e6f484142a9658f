/** A query's answer: every cell as text, as the service gave it. */
export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Whether a limit left rows out. */
  readonly more?: boolean;
}

/** An answer to a question that asked for one row more than its limit, without that row. */
export function limited<A extends Answer>(answer: A, limit: number): A {
  return { ...answer, rows: answer.rows.slice(0, limit), more: answer.rows.length > limit };
}

const widest = 60;

function cut(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length <= widest ? line : `${line.slice(0, widest - 1)}…`;
}

const isNumber = (text: string) => /^-?\d[\d,]*(\.\d+)?%?$/.test(text);

/** Lays an answer out in columns, numbers to the right, for a terminal or a log. */
export function formatTable({ columns, rows }: Answer): string {
  const cells = rows.map((row) => row.map(cut));
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...cells.map((row) => row[index]?.length ?? 0)),
  );
  const numeric = columns.map((_, index) =>
    cells.every((row) => row[index] === "" || isNumber(row[index] ?? "")),
  );
  const line = (row: readonly string[], align: boolean) =>
    row
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        return align && numeric[index] ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  return [line(columns, rows.length > 0), rule, ...cells.map((row) => line(row, true))].join("\n");
}
