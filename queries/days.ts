/** A day's bounds for BETWEEN on a sort key that starts with an instant in UTC. */
export function boundsOf(day: string): readonly [low: string, high: string] {
  // No key is as short as a day, so the next one's first instant is beyond.
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString();
  // After 9999-12-31 the year has six digits and a sign; any key is below a colon.
  return [day, next.startsWith("+") ? ":" : next.slice(0, 10)];
}

/** The text that comes most often; of several the first by name. */
export function commonest(texts: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0];
}
