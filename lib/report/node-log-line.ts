/**
 * When a line of a node's log was written, by its own clock, and how bad it is: enough to lay it beside the timeline. The
 * forms are those of the systems that are tested here and of what is usual elsewhere:
 *
 *     2026-11-30 09:05:00.123456 I | raft: elected leader          etcd 3.4, ZooKeeper with a comma, PostgreSQL
 *     {"level":"warn","ts":"2026-11-30T09:05:00.123Z", …}          etcd 3.5, Consul and others as JSON
 *     2026/11/30 09:05:00 http: panic                              Go's own log
 *     12345:M 30 Nov 2026 09:05:00.123 * Ready                     Redis
 */

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const iso = /(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: ?(Z|UTC|[+-]\d\d:?\d\d))?/;
const dayFirst = /(\d\d?) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?/;
const epoch = /"(?:ts|time|timestamp)":(\d{10}(?:\.\d+)?)[,}]/;

/** A stamp stands at the beginning of a line; further on it may be of something that the line is about. */
const maxStampPlace = 120;

/** @returns milliseconds since 1970, UTC where the line names no zone; nothing for a line without a time */
export function logLineTime(line: string): number | undefined {
  const head = line.slice(0, maxStampPlace);
  const found = iso.exec(head);
  if (found) {
    const [, year, month, day, hour, minute, second, fraction, zone] = found;
    const at = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
    return at + millisOf(fraction) - zoneMillis(zone);
  }
  const written = dayFirst.exec(head);
  const month = months.indexOf(written?.[2] ?? '');
  if (written && month >= 0) {
    const [, day, , year, hour, minute, second, fraction] = written;
    return (
      Date.UTC(Number(year), month, Number(day), Number(hour), Number(minute), Number(second)) + millisOf(fraction)
    );
  }
  const seconds = epoch.exec(head)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

function millisOf(fraction = ''): number {
  return fraction === '' ? 0 : Number(`0.${fraction}`) * 1000;
}

function zoneMillis(zone = 'Z'): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

const errorLevel = /\b(ERROR|FATAL|PANIC|CRITICAL|error|fatal|panic)\b|\[ERR\]| [EC] \| /;
const warnLevel = /\b(WARN|WARNING|warn|warning)\b| W \| /;

/** By the words that logs have for it. */
export function logLineLevel(line: string): 'error' | 'warn' | undefined {
  const head = line.slice(0, maxStampPlace);
  if (errorLevel.test(head)) return 'error';
  return warnLevel.test(head) ? 'warn' : undefined;
}

/** A log as lines that know their time: one without, as of a stack trace, has that of the line before. */
export interface TimedLines {
  readonly lines: readonly string[];
  /** Milliseconds since 1970; NaN before the first time. */
  readonly times: Float64Array;
}

export function timedLines(text: string): TimedLines {
  const lines = text.replace(/\n$/, '').split('\n');
  const times = new Float64Array(lines.length);
  let last = Number.NaN;
  for (const [at, line] of lines.entries()) {
    last = logLineTime(line) ?? last;
    times[at] = last;
  }
  return { lines, times };
}

/** The last line that was written by a moment; the first where none was. @param at milliseconds since 1970 */
export function lineAt({ times }: TimedLines, at: number): number {
  let found = 0;
  for (const [place, time] of times.entries()) if (time <= at) found = place;
  return found;
}
