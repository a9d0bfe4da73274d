/** How long things took, as percentiles. */
import { build } from 'hdr-histogram-js';

/** Latencies that end later than this are counted as this. */
const longestMs = 3_600_000;

export interface Latency {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

export function latencyOf(durationsMs: readonly number[]): Latency {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: longestMs,
    numberOfSignificantValueDigits: 3,
  });
  for (const durationMs of durationsMs) {
    histogram.recordValue(Math.min(longestMs, Math.max(0, Math.round(durationMs))));
  }
  return {
    count: histogram.totalCount,
    p50Ms: histogram.getValueAtPercentile(50),
    p95Ms: histogram.getValueAtPercentile(95),
    maxMs: histogram.totalCount === 0 ? 0 : histogram.maxValue,
  };
}

export function latencyText({ p50Ms, p95Ms, maxMs }: Latency): string {
  return `p50 ${p50Ms}, p95 ${p95Ms}, max ${maxMs} ms`;
}
