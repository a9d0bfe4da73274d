/**
 * An order among JSON values, so that what has no order of its own (a set, the elements of a queue that may answer in
 * any order) is written down in one way only, and equal states are equal texts.
 */
import { isJsonArray, type Json } from './json';

/** Negative, zero or positive; zero for equal values alone. Kinds first, then numbers by size, texts by code unit. */
export function compareJson(a: Json, b: Json): number {
  if (a === b) return 0;
  const byKind = kindOf(a) - kindOf(b);
  if (byKind !== 0) return byKind;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (a !== null && b !== null && typeof a === 'object' && typeof b === 'object') {
    return compareItems(itemsOf(a), itemsOf(b));
  }
  return String(a) < String(b) ? -1 : 1;
}

/** The sorted items with one more at its place; the input is not changed. */
export function withItem(sorted: readonly Json[], item: Json): readonly Json[] {
  const place = placeOf(sorted, item);
  return [...sorted.slice(0, place), item, ...sorted.slice(place)];
}

/** The sorted items without one that equals the item, or nothing where there is none. */
export function withoutItem(sorted: readonly Json[], item: Json): readonly Json[] | undefined {
  if (!hasItem(sorted, item)) return undefined;
  const place = placeOf(sorted, item);
  return [...sorted.slice(0, place), ...sorted.slice(place + 1)];
}

export function hasItem(sorted: readonly Json[], item: Json): boolean {
  const found = sorted[placeOf(sorted, item)];
  return found !== undefined && compareJson(found, item) === 0;
}

/** Where the first item stands that is not less. */
function placeOf(sorted: readonly Json[], item: Json): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareJson(sorted[middle] as Json, item) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function kindOf(value: Json): number {
  if (value === null) return 0;
  if (typeof value === 'object') return isJsonArray(value) ? 4 : 5;
  return { boolean: 1, number: 2, string: 3 }[typeof value as 'boolean' | 'number' | 'string'];
}

/** The items of an array; the keys of an object, sorted, each followed by its value. */
function itemsOf(value: readonly Json[] | { readonly [key: string]: Json }): readonly Json[] {
  if (isJsonArray(value)) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flat();
}

function compareItems(a: readonly Json[], b: readonly Json[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const order = compareJson(a[i] as Json, b[i] as Json);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
