/** JSON values as keys of maps and sets, which know objects and lists by identity only. */
import { isJsonArray, type Json } from './json';

/** Equal for equal values alone. Numbers stay numbers, because they are most of what is counted. */
export function jsonKey(value: Json): string | number {
  return typeof value === 'number' ? value : keyText(value);
}

function keyText(value: Json): string {
  if (typeof value === 'number') return String(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isJsonArray(value)) return `[${value.map(keyText).join()}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${keyText(item)}`).join()}}`;
}
