/** JSON values as keys of maps and sets, which know objects and lists by identity only. */
import { isJsonArray, type Json } from './json';

/** Equal for equal values alone. Numbers stay numbers, because they are most of what is counted. */
export function jsonKey(value: Json): string | number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && !couldBeText.test(value) ? value : keyText(value);
}

/** Most strings are names, which need no quotes to differ from the texts of other values. */
const couldBeText = /^["[{]|^(?:null|true|false)$/;

function keyText(value: Json): string {
  if (typeof value === 'number') return String(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isJsonArray(value)) return isLongAndFlat(value) ? JSON.stringify(value) : `[${listText(value)}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${keyText(item)}`).join()}}`;
}

/** Joined by hand: a pair, as of a compare-and-set, is spelled many thousand times a second while a run is recorded. */
function listText(items: readonly Json[]): string {
  let text = '';
  for (const item of items) text += text === '' ? keyText(item) : `,${keyText(item)}`;
  return text;
}

/** Where what JavaScript has of its own is the faster one. */
function isLongAndFlat(items: readonly Json[]): boolean {
  return items.length >= 20 && items.every((item) => item === null || typeof item !== 'object');
}
