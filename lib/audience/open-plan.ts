/**
 * A plan as guests see it. A text field is private unless its schema says `isOpen`, or names the few values that it may
 * have; a number is open unless its schema says `isPrivate`. So a field that is new is private until somebody decides.
 */
import { type ImportedPlan, isImported } from '../plan/imported-plan';
import type { Plan, RunPlan } from '../plan/plan';
import { chosenShape, planShape, type Shape } from '../plan/shape';
import { isTree } from '../plan/tree';
import type { Scrub } from './scrub';

/** Stands in a field that a plan must have. */
const left = '…';

export function openPlan(plan: RunPlan, scrub: Scrub): RunPlan {
  if (isImported(plan)) return scrub.json(plan) as ImportedPlan;
  // What is left out are fields with a default, so it is a plan still.
  return { ...(openValue(planShape, plan) as Plan), name: scrub.text(plan.name) };
}

function openValue(shape: Shape | undefined, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => openValue(shape?.items, item));
  if (isTree(value)) {
    const chosen = shape && chosenShape(shape, value);
    const fields = Object.entries(value).map(([name, field]): readonly [string, unknown] => {
      const own = chosen?.properties?.[name];
      const shown = openValue(own, field);
      const isOptional = own?.default === undefined && !chosen?.required?.includes(name);
      return [name, shown === left && isOptional ? undefined : shown];
    });
    return Object.fromEntries(fields.filter(([, field]) => field !== undefined));
  }
  if (shape?.isPrivate) return undefined;
  return typeof value === 'string' && !isOpen(shape) ? left : value;
}

function isOpen(shape: Shape | undefined): boolean {
  return shape !== undefined && (shape.isOpen === true || shape.enum !== undefined || shape.const !== undefined);
}
