/**
 * The items with each replaced by what becomes of it. While every item stays what it was the list does, too, and nothing is
 * made: most events leave most values as they are.
 */
export function mapSame<T>(items: readonly T[], change: (item: T) => T): readonly T[] {
  let changed: T[] | undefined;
  for (let place = 0; place < items.length; place++) {
    const item = items[place] as T;
    const next = change(item);
    if (next === item) continue;
    changed ??= [...items];
    changed[place] = next;
  }
  return changed ?? items;
}
