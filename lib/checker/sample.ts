/** Findings of any size, cut to what a journal and a page can hold. How many there were in all is always kept. */
import { formatJson } from '../base/edn';
import type { Json } from '../base/json';

export interface Sample<T> {
  readonly shown: readonly T[];
  readonly total: number;
}

/** More examples than this teach nothing new; a lost element is as lost as the hundred before it. */
export const mostExamples = 100;

/** In characters. A longer value or log line is told apart from others by its beginning. */
const longestText = 300;

/** In one sentence. */
const mostNamed = 5;

export function sample<T>(items: readonly T[], most = mostExamples): Sample<T> {
  return { shown: items.slice(0, most), total: items.length };
}

export function clipped(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText)}…`;
}

/** The value itself, or the beginning of its text where it is huge. */
export function boundedJson(value: Json): Json {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value : formatJson(value);
  return text.length <= longestText ? value : clipped(text);
}

/** `1, 2, 3 and 40 more` */
export function namedValues({ shown, total }: Sample<Json>): string {
  const named = shown.slice(0, mostNamed).map((value) => clipped(formatJson(value)));
  const more = total - named.length;
  return more === 0 ? named.join(', ') : `${named.join(', ')} and ${more} more`;
}

/** `1 operation`, `3 operations` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
}

/** `a`, `a or b`, `a, b or c` */
export function listed(items: readonly string[], word: 'and' | 'or'): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
}
