/** Findings of any size, cut to what a journal and a page can hold. How many there were in all is always kept. */
import { formatJson } from '../../base/edn';
import type { Json } from '../../base/json';
import { clipped, maxTextLength } from '../../base/words';

export interface Sample<T> {
  readonly shown: readonly T[];
  readonly total: number;
}

/** More examples than this teach nothing new; a lost element is as lost as the hundred before it. */
export const maxExamples = 100;

/** In one sentence. */
const maxNamed = 5;

export function sample<T>(items: readonly T[], most = maxExamples): Sample<T> {
  return { shown: items.slice(0, most), total: items.length };
}

/** The value itself, or the beginning of its text where it is huge. */
export function boundedJson(value: Json): Json {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value : formatJson(value);
  return text.length <= maxTextLength ? value : clipped(text);
}

/** `1, 2, 3 and 40 more` */
export function namedValues({ shown, total }: Sample<Json>): string {
  const named = shown.slice(0, maxNamed).map((value) => clipped(formatJson(value)));
  const more = total - named.length;
  return more === 0 ? named.join(', ') : `${named.join(', ')} and ${more} more`;
}
