/** The name that differs from this one in the fewest letters, where that is less than half of them. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.min(name.length, 40) / 2;
  if (name.length > 40) return undefined;
  for (const candidate of names) {
    const found = distance(name, candidate);
    if (found >= least) continue;
    best = candidate;
    least = found;
  }
  return best;
}

/** Letters to add, drop or change. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (const [i, a] of Array.from(left).entries()) {
    const next = [i + 1];
    for (const [j, b] of Array.from(right).entries()) {
      const change = (row[j] ?? 0) + (a === b ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
