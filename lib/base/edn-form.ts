/**
 * The forms in which values are held that EDN knows and JSON does not. Values of different types must stay different, and
 * equal ones equal, so each is an object with a single key that begins with `#`; everything else is the JSON it looks like.
 *
 *     :open    → ":open"        #{2 1}      → {"#{}": [1, 2]}           1.0, 1/2, \a, a symbol → {"#": "1.0"}, …
 *     "open"   → "open"         #inst "…"   → {"#inst": "…"}            ":open", a string      → {"#": "\":open\""}
 *     [1 2]    → [1, 2]         {:a 1}      → {"a": 1}                  {"a" 1}, {1 2}         → {"\"a\"": 1}, {"1": 2}
 *
 * What only people read (errors, stack traces, what the nemesis did) is held in plainer words: see `asPlain`.
 */
import { isJsonArray, type Json } from './json';
import { compareJson } from './json-order';

const spelledKey = '#';
const setKey = '#{}';

type Form = { readonly [key: string]: Json };

/** A value without a form in JSON, as the text that it is written as; equal values must have equal texts. */
export function spelled(text: string): Form {
  return { [spelledKey]: text };
}

export function tagged(tag: string, value: Json): Form {
  return { [`#${tag}`]: value };
}

/** @param items distinct, in any order */
export function setOf(items: readonly Json[]): Form {
  return { [setKey]: [...items].sort(compareJson) };
}

/** The text of a value that is held as its text. */
export function spelling(value: Json): string | undefined {
  const text = formOf(value)?.[spelledKey];
  return typeof text === 'string' ? text : undefined;
}

export function tagOf(value: Json): { readonly tag: string; readonly value: Json } | undefined {
  const form = formOf(value);
  const tag = form && Object.keys(form)[0]?.slice(1);
  if (!form || tag === undefined || !isSymbol(tag)) return undefined;
  return { tag, value: form[`#${tag}`] ?? null };
}

/** The items of a list, a vector or a set; undefined for what is none of them. */
export function itemsOf(value: Json): readonly Json[] | undefined {
  if (value !== null && isJsonArray(value)) return value;
  return setItemsOf(value);
}

export function setItemsOf(value: Json): readonly Json[] | undefined {
  const items = formOf(value)?.[setKey];
  return items !== undefined && items !== null && isJsonArray(items) ? items : undefined;
}

/** Within the brackets of a pattern: what no name holds, be it that it ends one, moves a cursor or turns the order of letters. */
export const endsName = String.raw`\s,;"()[\]{}\\^\x60~@\p{Cc}\u202a-\u202e\u2066-\u2069`;

/** `#`, `'`, `:` and digits stand within alone. */
const startsName = `[^${endsName}#':\\d]`;

const symbol = new RegExp(`^${startsName}[^${endsName}]*$`, 'u');

/** The name of a tag or a variable, or a bare word. */
export function isSymbol(text: string): boolean {
  return symbol.test(text);
}

/** Whether a value is held as an object and yet is no map. */
export function isForm(value: Json): boolean {
  return spelling(value) !== undefined || setItemsOf(value) !== undefined || tagOf(value) !== undefined;
}

function formOf(value: Json): Form | undefined {
  if (value === null || typeof value !== 'object' || isJsonArray(value)) return undefined;
  const keys = Object.keys(value);
  return keys.length === 1 && keys[0]?.charCodeAt(0) === 35 ? value : undefined;
}

/** As the numbers of `edn-number.ts` are written. */
const number = /^[+-]?\d+(N|\/\d+|(\.\d+)?([eE][+-]?\d+)?M?)$/;

/** Behind the sign of a form: nothing, a set, a text, a variable, a number like `##NaN`, or a tag and its value. */
const typed = new RegExp(`^(nil|true|false|".*"|\\[.*\\]|\\{.*\\}|[:'\\\\].*|#([{"'#].*|${startsName}.*)?)$`, 'su');

/** Whether the key of a map is the text of a value that is no keyword, or would as a keyword's name be taken for one. */
export function looksTyped(key: string): boolean {
  return typed.test(key) || number.test(key);
}

/** For people: sets are lists, tags are gone, and texts and the keys of maps are just their characters. */
export function asPlain(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (isJsonArray(value)) return value.map(asPlain);
  const text = spelling(value);
  if (text !== undefined) return text.startsWith('"') ? plainText(text) : text;
  const items = setItemsOf(value);
  if (items) return items.map(asPlain);
  const inner = tagOf(value);
  if (inner) return asPlain(inner.value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [plainText(key), asPlain(item)]));
}

function plainText(text: string): string {
  return /^".*"$/s.test(text) ? (JSON.parse(text) as string) : text;
}
