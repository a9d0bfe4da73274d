/**
 * Values as Jepsen prints them (EDN), for logs, reports and the histories of others: `nil`, `[1 4]`, `"s"`, `{:value 4}`.
 * EDN knows more than JSON; what it knows more is folded by `edn-reader.ts`.
 */
import { EdnError, EdnReader, isKeyword } from './edn-reader';
import { isJsonArray, type Json } from './json';
import { err, ok, type Result } from './result';

/** One value as text. */
export function formatJson(value: Json): string {
  if (value === null) return 'nil';
  if (typeof value === 'string') return isKeyword(value) ? value : JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  if (isJsonArray(value)) return `[${value.map(formatJson).join(' ')}]`;
  const pairs = Object.entries(value).map(([key, item]) => `${formatKey(key)} ${formatJson(item)}`);
  return `{${pairs.join(', ')}}`;
}

function formatKey(key: string): string {
  return isKeyword(`:${key}`) ? `:${key}` : JSON.stringify(key);
}

/** A value at the start of a text, and where it ends. */
export interface EdnValue {
  readonly value: Json;
  readonly end: number;
}

/** Reads the first value of the text; what stands behind it is left to the caller. Bare words are no values. */
export function readEdn(text: string, start = 0): Result<EdnValue, string> {
  const reader = new EdnReader(text, start);
  try {
    const value = reader.value();
    return ok({ value, end: reader.position });
  } catch (error) {
    if (error instanceof EdnError) return err(error.message);
    throw error;
  }
}

/** Reads a text that is exactly one value. */
export function parseEdn(text: string): Result<Json, string> {
  const result = readEdn(text);
  if (!result.ok) return result;
  const rest = text.slice(result.value.end).trim();
  return rest === '' ? ok(result.value.value) : err(`unexpected ${JSON.stringify(rest.slice(0, 20))} behind the value`);
}
