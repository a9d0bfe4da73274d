/** How a number is spread over many findings: the least, the middle, the far end. */

export interface Quantile {
  /** In [0, 1]. */
  readonly quantile: number;
  readonly value: number;
}

const points = [0, 0.5, 0.95, 0.99, 1] as const;

/** The value at each point of the sorted values; none of no values. */
export function quantilesOf(values: readonly number[]): readonly Quantile[] {
  const sorted = Float64Array.from(values).sort();
  return points.flatMap((quantile) => {
    const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))];
    return value === undefined ? [] : [{ quantile, value }];
  });
}
