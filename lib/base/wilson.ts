/** How far a rate that was counted can be trusted. */

/** Of a normal distribution, 95 % lie within so many standard deviations. */
const deviations = 1.959_963_985;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The 95 % interval of a rate of which `found` of `all` were seen. It stays within 0 and 1 and says something of few runs, where
 * the usual one does not: 0 of 5 may be up to 43 %. Undefined where nothing was counted.
 * E. B. Wilson: Probable Inference, the Law of Succession, and Statistical Inference, 1927.
 */
export function wilsonInterval(found: number, all: number): Interval | undefined {
  if (all === 0) return undefined;
  const rate = found / all;
  const square = deviations ** 2;
  const centre = rate + square / (2 * all);
  const spread = deviations * Math.sqrt((rate * (1 - rate)) / all + square / (4 * all ** 2));
  const scale = 1 + square / all;
  return { low: found === 0 ? 0 : (centre - spread) / scale, high: found === all ? 1 : (centre + spread) / scale };
}
