/** Bodies of answers, of which nothing is known before they are looked into. */
import type { Json } from '@/lib/base/json';

/** @returns undefined when the text is no JSON */
export function parsedJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** @returns undefined when the value is no object, or has no field of that name itself */
export function field(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as { readonly [key: string]: Json })[name] : undefined;
}
