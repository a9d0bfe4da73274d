/**
 * The names of all fields that a plan may have, read off the schema, so that a mistyped one can be answered with the
 * one that was probably meant.
 */
import { planShape, type Shape } from './shape';

export interface PlanField {
  /** Joined by dots; `*` stands for the place in a list: `cluster.nodes.*.host`. */
  readonly path: string;
  /** Only text is allowed here, so a value such as `5` needs no quotes. */
  readonly isText: boolean;
}

function fieldsOf(shape: Shape, path: string): readonly PlanField[] {
  const under = (name: string) => (path === '' ? name : `${path}.${name}`);
  const own = path === '' ? [] : [{ path, isText: shape.type === 'string' }];
  return [
    ...own,
    ...Object.entries(shape.properties ?? {}).flatMap(([name, child]) => fieldsOf(child, under(name))),
    ...(shape.items ? fieldsOf(shape.items, under('*')) : []),
    ...(shape.oneOf ?? []).flatMap((option) => fieldsOf(option, path)),
  ];
}

/** Every field, once, groups (`load`) before what they hold (`load.concurrency`). */
export const planFields: readonly PlanField[] = [
  ...new Map(fieldsOf(planShape, '').map((field) => [field.path, field])).values(),
];

export function fieldAt(path: string): PlanField | undefined {
  const pattern = path.replaceAll(/(?<=\.)\d+(?=\.|$)/g, '*');
  return planFields.find((field) => field.path === pattern);
}

/** The known field whose name is the fewest keystrokes away, whether its group was typed or not. */
export function nearestField(path: string): string {
  const distanceTo = (known: string) =>
    Math.min(editDistance(path, known), editDistance(lastName(path), lastName(known)) + 0.5);
  const byDistance = planFields.map((field) => ({ path: field.path, distance: distanceTo(field.path) }));
  return byDistance.reduce((best, next) => (next.distance < best.distance ? next : best)).path;
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** Levenshtein 1966: the fewest single-letter changes between two words; case does not count. */
function editDistance(a: string, b: string): number {
  const from = a.toLowerCase();
  const to = b.toLowerCase();
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
