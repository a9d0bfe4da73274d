/**
 * The values that operations carry. They must survive the journal, the wire and the database unchanged, so they are
 * JSON and nothing else.
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Structural equality of two JSON values; the order of an object's keys does not matter. */
export function isJsonEqual(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (isJsonArray(a) || isJsonArray(b)) {
    if (!isJsonArray(a) || !isJsonArray(b) || a.length !== b.length) return false;
    return a.every((item, i) => isJsonEqual(item, b[i] as Json));
  }
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && isJsonEqual(a[key] as Json, b[key] as Json));
}

export function isJsonArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
