/**
 * The moments of a fault as a person writes them, in seconds since the start: `12-15, 30-31.5` begins it at 12 s, ends it at
 * 15 s, and once more from 30 s to 31.5 s.
 */
export interface Moments {
  readonly start: number;
  readonly end: number;
}

/** A script longer than this is a rhythm. */
const maxMoments = 200;
const pattern = /^(\d+(?:\.\d{1,3})?)\s*-\s*(\d+(?:\.\d{1,3})?)$/;

/** @returns what is wrong with it, where something is */
export function readMoments(text: string): readonly Moments[] | string {
  const moments: Moments[] = [];
  for (const part of text.split(',').map((each) => each.trim())) {
    const [, from, to] = pattern.exec(part) ?? [];
    if (from === undefined || to === undefined)
      return `must be seconds from and to, such as 12-15, 30-31.5; not ${part}`;
    const [start, end] = [Number(from), Number(to)];
    if (end <= start) return `must end after it begins: ${part}`;
    if (start < (moments.at(-1)?.end ?? 0)) return `must not begin again before it has ended: ${part}`;
    moments.push({ start, end });
  }
  return moments.length > maxMoments ? `must be at most ${maxMoments} times` : moments;
}

/** Of a text that a plan's schema has taken. */
export function momentsIn(text: string | undefined): readonly Moments[] | undefined {
  const moments = text === undefined ? undefined : readMoments(text);
  return typeof moments === 'string' ? undefined : moments;
}
