/** Choosing something else in a form: what was typed for the choice before is kept aside, and comes back with it. */
import { formValues } from './form-values';
import { chosenShape, discriminatorOf, optionsOf, type Shape } from './shape';
import { isTree, type Tree } from './tree';

/** What was typed under choices that are not chosen now: `system.source/file` → the fields of that choice. */
export type Spare = Readonly<Record<string, Tree>>;

interface Choice {
  readonly path: string;
  /** Of the union. */
  readonly shape: Shape;
  /** What the form holds there now. */
  readonly value: unknown;
  readonly name: string;
}

/** The values of the other choice: as they were left, else those that both have alike, else the defaults. */
export function choose({ path, shape, value, name }: Choice, spare: Spare): { value: Tree; spare: Spare } {
  const discriminator = discriminatorOf(shape) ?? '';
  const before = isTree(value) ? value : {};
  const kept = { ...spare, [`${path}/${String(before[discriminator])}`]: before };
  const next = optionsOf(shape).find((option) => option.name === name)?.shape;
  if (next === undefined) return { value: { ...before, [discriminator]: name }, spare: kept };
  const left = spare[`${path}/${name}`] ?? shared(chosenShape(shape, before), next, before);
  const initial = formValues(next, { [discriminator]: name }) as Tree;
  return { value: { ...initial, ...left, [discriminator]: name }, spare: kept };
}

/** After an item left the list: what was kept for it is forgotten, and later items are one up. */
export function withoutItem(spare: Spare, list: string, place: number): Spare {
  return moved(spare, list, (at) => (at === place ? undefined : at > place ? at - 1 : at));
}

/** After an item entered the list: later items are one down. */
export function withItem(spare: Spare, list: string, place: number): Spare {
  return moved(spare, list, (at) => (at >= place ? at + 1 : at));
}

function moved(spare: Spare, list: string, to: (at: number) => number | undefined): Spare {
  const begin = `${list}.`;
  return Object.fromEntries(
    Object.entries(spare).flatMap(([path, fields]) => {
      const [, at, rest] = path.startsWith(begin) ? (/^(\d+)(.*)$/.exec(path.slice(begin.length)) ?? []) : [];
      if (at === undefined) return [[path, fields]];
      const place = to(Number(at));
      return place === undefined ? [] : [[`${begin}${place}${rest}`, fields]];
    }),
  );
}

/** Fields that mean the same under both. */
function shared(before: Shape | undefined, next: Shape, values: Tree): Tree {
  const isAlike = (field: string) =>
    JSON.stringify(before?.properties?.[field]) === JSON.stringify(next.properties?.[field]);
  return Object.fromEntries(
    Object.keys(next.properties ?? {})
      .filter((field) => values[field] !== undefined && isAlike(field))
      .map((field) => [field, values[field]]),
  );
}
