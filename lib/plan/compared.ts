/** Plans side by side, a row for each field that any of them has, in the order in which plans are written. */
import { capitalised } from '../base/words';
import type { RunPlan } from './plan';
import { shapeAt } from './shape';
import { isTree } from './tree';

export interface ComparedField {
  /** `load.concurrency`, `faults.0.durationSeconds` */
  readonly path: string;
  /** As the form calls it, its groups before it: `Load, Clients`. */
  readonly title: string;
  /** One for each plan; undefined where it has no such field. */
  readonly values: readonly (string | undefined)[];
  readonly isSame: boolean;
}

/** What tells plans apart without saying what they do. */
const passedOver = new Set(['name', 'version']);

export function comparedPlans(plans: readonly RunPlan[]): readonly ComparedField[] {
  const leaves = plans.map((plan) => new Map(leavesOf(plan, '')));
  const paths = new Map<string, RunPlan>();
  for (const [place, plan] of plans.entries()) {
    for (const path of leaves[place]?.keys() ?? []) if (!paths.has(path)) paths.set(path, plan);
  }
  return [...paths].flatMap(([path, plan]) => {
    if (passedOver.has(path)) return [];
    const values = leaves.map((each) => each.get(path));
    const texts = values.map((value) => (value === undefined ? undefined : wordsOf(value, path, plan)));
    return [{ path, title: titleOf(path, plan), values: texts, isSame: new Set(texts).size === 1 }];
  });
}

/** Lists of names are one value; of lists of groups each entry is a group. */
function leavesOf(value: unknown, path: string): readonly (readonly [string, unknown])[] {
  const isList = Array.isArray(value);
  if (!isTree(value) && !(isList && value.some(isTree))) return value === undefined ? [] : [[path, value]];
  return Object.entries(value as object).flatMap(([name, inner]) =>
    leavesOf(inner, path === '' ? name : `${path}.${name}`),
  );
}

function titleOf(path: string, plan: RunPlan): string {
  const names = path.split('.');
  return names
    .map((name, place) => {
      if (/^\d+$/.test(name)) return String(Number(name) + 1);
      const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
      return shapeAt(names.slice(0, place + 1).join('.'), plan)?.title ?? capitalised(words);
    })
    .join(', ');
}

function wordsOf(value: unknown, path: string, plan: RunPlan): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(String).join(', ');
  const { unit } = shapeAt(path, plan) ?? {};
  return typeof value === 'number' && unit !== undefined ? `${value} ${unit}` : String(value);
}
