/**
 * When a schedule's next start is due. Over a change of clocks a pattern with one time of day stays one start a day: a time
 * that the change leaves out is the first moment after it, and one that comes twice is the first of the two.
 *
 *     02:30 in Berlin   28 March 02:30 · 29 March 03:00 (02:00 to 03:00 is left out) · 30 March 02:30
 */
import { Cron } from 'croner';

export interface ScheduleTimes {
  /** Of cron, with five fields. */
  readonly pattern: string;
  /** An IANA name. */
  readonly zone: string;
}

/** @returns the first start after a moment, ms since 1970; nothing where none comes. @throws for times that are wrong */
export function nextStart(times: ScheduleTimes, after: number): number | undefined {
  return cronOf(times).nextRun(new Date(after))?.getTime();
}

/** What is wrong with them: by field, nothing where they are right and a start will come. */
export function timesIssue(
  times: ScheduleTimes,
  now: number,
): { path: keyof ScheduleTimes; message: string } | undefined {
  const { pattern, zone } = times;
  if (!isZone(zone))
    return { path: 'zone', message: `must be a time zone, such as Europe/Berlin or UTC: ${zone} is none` };
  try {
    if (nextStart(times, now) !== undefined) return undefined;
    return { path: 'pattern', message: `never comes: ${pattern}` };
  } catch {
    const example = 'as in 0 2 * * *, which is every day at 02:00';
    return {
      path: 'pattern',
      message: `must be minute, hour, day of the month, month and day of the week, ${example}`,
    };
  }
}

/** How many starts were due after a moment and up to another, and the last of them; counted up to the most. */
export function startsBetween(
  times: ScheduleTimes,
  after: number,
  until: number,
  most: number,
): { readonly count: number; readonly lastAt: number | undefined } {
  const cron = cronOf(times);
  let lastAt: number | undefined;
  let count = 0;
  for (let at = cron.nextRun(new Date(after)); at && at.getTime() <= until && count < most; at = cron.nextRun(at)) {
    lastAt = at.getTime();
    count++;
  }
  return { count, lastAt };
}

/** Never started: it only counts. */
function cronOf({ pattern, zone }: ScheduleTimes): Cron {
  return new Cron(pattern, { timezone: zone, mode: '5-part', fixedTimeRule: 'no-wildcard', paused: true });
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
