/** The trend of a plan in words and numbers, whatever shows it. */
import { wilsonInterval } from '../base/wilson';
import { counted } from '../base/words';
import type { TrendRun, TrendVersion } from '../protocol/trend';
import { servedShare } from './experiment-words';

/** `in 3 of 40 runs`, `in none of 12 runs`, `none was decided` */
export function foundWords({ found, decided }: Pick<TrendVersion, 'found' | 'decided'>): string {
  if (decided === 0) return 'none was decided';
  return found === 0 ? `in none of ${counted(decided, 'run')}` : `in ${found} of ${counted(decided, 'run')}`;
}

/** `8 % (3 % to 20 %)`: the rate, and between what it lies with 95 %; nothing where none was decided. */
export function rateWords({ found, decided }: Pick<TrendVersion, 'found' | 'decided'>): string | undefined {
  const interval = wilsonInterval(found, decided);
  if (!interval) return undefined;
  return `${percent(found / decided)} (${percent(interval.low)} to ${percent(interval.high)})`;
}

/** A rate that is not all is never written as all, nor one that is not nothing as nothing. */
function percent(rate: number): string {
  const rounded = Math.round(100 * rate);
  if (rate > 0 && rounded === 0) return '< 1 %';
  if (rate < 1 && rounded === 100) return '> 99 %';
  return `${rounded} %`;
}

/** Of all versions together. */
export function foundInAll(versions: readonly TrendVersion[]): { readonly found: number; readonly decided: number } {
  const sum = (of: (version: TrendVersion) => number) => versions.reduce((all, version) => all + of(version), 0);
  return { found: sum(({ found }) => found), decided: sum(({ decided }) => decided) };
}

/** Reads and updates together, of those begun under a fault; undefined where there were none. */
export function availabilityOf({ underFaults }: Pick<TrendRun, 'underFaults'>): number | undefined {
  if (!underFaults) return undefined;
  const { reads, updates } = underFaults;
  const sum = (of: (measure: typeof reads) => number) => of(reads) + of(updates);
  return servedShare({
    invoked: sum(({ invoked }) => invoked),
    served: sum(({ served }) => served),
    refused: sum(({ refused = 0 }) => refused),
  });
}

/** Runs of one version that follow each other, in the order that they have. */
export interface VersionSpan {
  readonly version: string | undefined;
  /** The place of the first one, and how many there are. */
  readonly from: number;
  readonly count: number;
}

export function versionSpans(runs: readonly Pick<TrendRun, 'version'>[]): readonly VersionSpan[] {
  const spans: { version: string | undefined; from: number; count: number }[] = [];
  for (const [place, { version }] of runs.entries()) {
    const last = spans.at(-1);
    if (last && last.version === version) last.count++;
    else spans.push({ version, from: place, count: 1 });
  }
  return spans;
}
