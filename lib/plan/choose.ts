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
