/** The place of a waiting run in words: `second of 3, begins in about 3 min`. */
import type { RunSummary } from '../protocol/run';

type Queue = NonNullable<RunSummary['queue']>;

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth'] as const;

/** Below that nobody counts seconds. */
const soonMs = 10_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;

/** `third of 4` */
export function placeWords({ place, of }: Queue): string {
  return `${ordinals[place - 1] ?? `number ${place}`} of ${of}`;
}

/** `begins in about 3 min`; nothing where that cannot be told. @param now milliseconds since 1970 */
export function startWords({ startsAt }: Queue, now: number): string | undefined {
  return startsAt === undefined ? undefined : `begins ${aboutWords(startsAt - now)}`;
}

/** What tests take besides what was planned is known in part, so a minute is as exact as this can be. */
function aboutWords(ms: number): string {
  if (ms < soonMs) return 'in a few seconds';
  if (ms < 1.5 * minuteMs) return `in about ${Math.max(10, Math.round(ms / soonMs) * 10)} s`;
  if (ms < 90 * minuteMs) return `in about ${Math.round(ms / minuteMs)} min`;
  return `in about ${Number((ms / hourMs).toFixed(ms < 10 * hourMs ? 1 : 0))} h`;
}
