/**
 * Values as Jepsen prints them (EDN), for logs, reports and the histories of others: `nil`, `[1 4]`, `"s"`, `{:value 4}`.
 * What `edn-reader.ts` reads is printed so that it is read again as the same value.
 */
import { endsName, looksTyped, setItemsOf, spelling, tagOf } from './edn-form';
import { isJsonArray, type Json } from './json';
import { printableJson } from './plain-text';

const keyword = new RegExp(`^::?[^${endsName}:]([^${endsName}]*[^${endsName}:])?$`, 'u');

const colon = 58;

export function isKeyword(text: string): boolean {
  if (text.charCodeAt(0) !== colon) return false;
  return isPlainName(text) || keyword.test(text);
}

/** `:read`, `:timed-out`: small letters and dashes, which need no pattern. */
function isPlainName(text: string): boolean {
  for (let at = 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== 45 && (code < 97 || code > 122)) return false;
  }
  return text.length > 1;
}

/** One value as text. */
export function formatJson(value: Json): string {
  if (value === null) return 'nil';
  if (typeof value === 'string') return isKeyword(value) ? value : quotedText(value);
  if (typeof value !== 'object') return String(value);
  if (isJsonArray(value)) return `[${value.map(formatJson).join(' ')}]`;
  return formatForm(value) ?? formatMap(value);
}

/** What is a map though a single key of it may look like a form of `edn-form.ts`. */
export function formatMap(map: { readonly [key: string]: Json }): string {
  return `{${Object.entries(map).map(formatPair).join(', ')}}`;
}

/** Of what JSON has no form for. */
function formatForm(value: Json): string | undefined {
  const text = spelling(value);
  if (text !== undefined) return onOneLine(text);
  const items = setItemsOf(value);
  if (items) return `#{${items.map(formatJson).join(' ')}}`;
  const inner = tagOf(value);
  return inner && `#${inner.tag} ${formatJson(inner.value)}`;
}

function formatPair([key, item]: readonly [string, Json]): string {
  return `${formatKey(key)} ${formatJson(item)}`;
}

function formatKey(key: string): string {
  if (looksTyped(key)) return onOneLine(key.startsWith("'") ? key.slice(1) : key);
  return isKeyword(`:${key}`) ? `:${key}` : quotedText(key);
}

/** A value's own text, in which a line end stands within a pattern if anywhere, where it can be written out. */
export function onOneLine(text: string): string {
  return printableJson(text.replace(/[\n\t]/g, (sign) => (sign === '\n' ? '\\n' : '\\t')));
}

/** In quotes, with what would move a cursor or turn the order of letters written out: `"a\u202eb"` is the same text to every reader. */
export function quotedText(text: string): string {
  return printableJson(JSON.stringify(text));
}

/**
 * How the key of a map is held: a keyword as its name, everything else as its text, so that `:a`, `"a"` and a symbol stay
 * apart, and 1 and "1". A quote mark stands before a symbol, and before a text that would look like one of `edn-form.ts`.
 */
export function keyName(key: Json): string {
  if (typeof key !== 'string') {
    const text = formatJson(key);
    return looksTyped(text) && text[0] !== '#' ? text : `'${text}`;
  }
  if (isKeyword(key)) return looksTyped(key.slice(1)) ? key : key.slice(1);
  return looksTyped(key) || isKeyword(`:${key}`) ? JSON.stringify(key) : key;
}
