/** Why an operation did not succeed, as a person says it: `compare failed: expected 2, found 1`. */
import { isJsonArray, type Json } from '../base/json';
import { bareKeyword, plainText } from '../base/plain';
import { printableText } from '../base/plain-text';
import { uncapitalised } from '../base/words';

/** What was found out about the error beside its name; the rest of what a system answered is in the exports. */
const told = ['status', 'code', 'floor', 'index'] as const;

export function errorWords(error: Json): string {
  return printableText(wordsOf(error));
}

function wordsOf(error: Json): string {
  if (typeof error === 'string') return nameWords(error);
  if (error === null || typeof error !== 'object' || isJsonArray(error)) return plainText(error);
  const { error: name, message, cause, found } = error as Readonly<Record<string, Json>>;
  const head = typeof name === 'string' ? nameWords(name) : undefined;
  const text = typeof message === 'string' && message !== '' ? uncapitalised(message) : undefined;
  const why = typeof cause === 'string' && cause !== '' ? causeWords(cause) : undefined;
  const seen = found === undefined ? undefined : `found ${plainText(found)}`;
  const words = [head, text === head ? undefined : text, why, seen].filter((part) => part !== undefined);
  if (words.length > 1 || why !== undefined) return words.join(': ');
  const facts = told.flatMap((field) => {
    const value = (error as Readonly<Record<string, Json>>)[field];
    return value === undefined ? [] : [`${field} ${plainText(value)}`];
  });
  const all = [...words, ...facts];
  return all.length === 0 ? plainText(error) : all.join(', ');
}

/** `:timed-out` → `timed out`. What is longer than a name is a sentence of its own. */
function nameWords(name: string): string {
  const bare = bareKeyword(name);
  return /^[a-z]+(-[a-z]+)*$/.test(bare) ? bare.replaceAll('-', ' ') : bare;
}

/** etcd's v2 API writes `[2 != 1]`: what was expected, and what was there. */
function causeWords(cause: string): string {
  const [, expected, found] = /^\[(.*) != (.*)\]$/.exec(cause) ?? [];
  return expected === undefined ? cause : `expected ${expected}, found ${found}`;
}
