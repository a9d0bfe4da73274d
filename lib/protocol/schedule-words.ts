/** Schedules in words, and the patterns that a person chooses by time and days instead of writing them. */
import { counted } from '../base/words';
import type { LastStart } from './schedule';

/** Days of the week, as the last field of a pattern has them. */
export const dayChoices = [
  { days: '*', title: 'Every day' },
  { days: '1-5', title: 'Monday to Friday' },
  { days: '6,0', title: 'Saturday and Sunday' },
  { days: '1', title: 'Mondays' },
  { days: '2', title: 'Tuesdays' },
  { days: '3', title: 'Wednesdays' },
  { days: '4', title: 'Thursdays' },
  { days: '5', title: 'Fridays' },
  { days: '6', title: 'Saturdays' },
  { days: '0', title: 'Sundays' },
] as const;

export interface DailyTime {
  /** `02:00` */
  readonly time: string;
  /** Of `dayChoices`. */
  readonly days: string;
}

const timePattern = /^([01]?\d|2[0-3]):([0-5]\d)$/;

/** `0 2 * * *` for 02:00 on every day; nothing where the time is none. */
export function patternOf({ time, days }: DailyTime): string | undefined {
  const [, hour, minute] = timePattern.exec(time) ?? [];
  return hour === undefined ? undefined : `${Number(minute)} ${Number(hour)} * * ${days}`;
}

/** Undefined of a pattern that is not one time on days of `dayChoices`. */
export function dailyTime(pattern: string): DailyTime | undefined {
  const [, minute, hour, days] = /^(\d{1,2}) (\d{1,2}) \* \* (\S+)$/.exec(pattern) ?? [];
  if (days === undefined || !dayChoices.some((choice) => choice.days === days)) return undefined;
  const two = (number: string | undefined) => String(number).padStart(2, '0');
  return { time: `${two(hour)}:${two(minute)}`, days };
}

/** `Every day at 02:00, Europe/Berlin` */
export function timesWords({ pattern, zone }: { readonly pattern: string; readonly zone: string }): string {
  const daily = dailyTime(pattern);
  const title = dayChoices.find(({ days }) => days === daily?.days)?.title;
  return daily && title ? `${title} at ${daily.time}, ${zone}` : `By the pattern ${pattern}, ${zone}`;
}

/** `1 Dec 2026, 02:00 CET`, by the clock of the zone. */
export function momentIn(zone: string, at: number): string {
  return new Intl.DateTimeFormat('en-GB', {
    ...{ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
    ...{ timeZone: zone, timeZoneName: 'short' },
  }).format(at);
}

/** What became of a start, but for its runs: `Missed 3 times, the last one on 1 Dec 2026, 02:00 CET. No server was running.` */
export function startWords({ kind, at, missed = 1, reason }: LastStart, zone: string): string {
  const due = momentIn(zone, at);
  const said: Readonly<Record<LastStart['kind'], string>> = {
    beginning: `Its runs are being begun, due on ${due}.`,
    begun: `Begun on ${due}.`,
    refused: `Not begun on ${due}.`,
    skipped: `Skipped on ${due}.`,
    missed: missed === 1 ? `Missed on ${due}.` : `Missed ${counted(missed, 'time')}, the last one on ${due}.`,
  };
  return reason === undefined ? said[kind] : `${said[kind]} ${reason}`;
}

/** `3 runs, one after another, each with a new seed` */
export function runsWords({ repeats, seeds }: { readonly repeats: number; readonly seeds: 'new' | 'same' }): string {
  const seed = seeds === 'new' ? 'a new seed' : 'the same seed';
  return repeats === 1 ? `with ${seed}` : `${repeats} runs, each with ${seed}`;
}

/** Where a schedule stands in their list. */
export function schedulePath(id: string): string {
  return `/schedules#${id}`;
}
