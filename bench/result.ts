/** One measured figure next to its named baseline, both of the same run. */
export interface Figure {
  readonly part: string;
  readonly what: string;
  readonly baseline: string;
  readonly baselineValue: number;
  readonly ours: number;
  readonly unit: string;
  /** Whether a smaller value is better. */
  readonly smallerIsBetter: boolean;
}

/** How many times better than the baseline. */
export function ratio(figure: Figure): number {
  const { ours, baselineValue, smallerIsBetter } = figure;
  return smallerIsBetter ? baselineValue / ours : ours / baselineValue;
}

export function formatNumber(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en-US");
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** The value below which a share of the samples lies. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
