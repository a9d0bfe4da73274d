/** Wall clocks as this browser's zone reads them; `at` is milliseconds since 1970. */

const moment = new Intl.DateTimeFormat('en-GB', {
  ...{ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  timeZoneName: 'short',
});

const timeOfDay = new Intl.DateTimeFormat('en-GB', {
  ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 },
});

/** `29 Nov 2026, 14:57:03 UTC` */
export function wallMoment(at: number): string {
  return moment.format(at);
}

/** `14:57:09.222`: nanoseconds since a start, on its day. Nothing where it is not known when that was. */
export function wallTime(startedAt: number | undefined, nanos: number): string | undefined {
  return startedAt === undefined ? undefined : timeOfDay.format(startedAt + nanos / 1e6);
}
