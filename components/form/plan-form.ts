'use client';
/** The form's state: a plan with its numbers as text, at the paths of the plan, checked by the plan's own schema. */
import { createContext, use } from 'react';
import { type FieldValues, type Resolver, set, type UseFormReturn, useForm } from 'react-hook-form';
import { present } from '@/lib/base/assert';
import { planOfForm } from '@/lib/plan/form-plan';
import type { Plan } from '@/lib/plan/plan';
import { resolvePlan } from '@/lib/plan/resolve';
import type { Tree } from '@/lib/plan/tree';

export type PlanForm = UseFormReturn<FieldValues, unknown, Plan>;

/** Errors stand at the paths of the plan, which are those of the form. */
const resolver: Resolver<FieldValues, unknown, Plan> = (values) => {
  const resolved = resolvePlan(planOfForm(values));
  if (resolved.ok) return { values: resolved.value, errors: {} };
  const errors = {};
  // The first of a field is the one that is shown.
  for (const { path, message } of resolved.error.toReversed()) set(errors, path || 'root', { type: 'plan', message });
  return { values: {}, errors };
};

export function usePlanForm(defaultValues: Tree): PlanForm {
  return useForm<FieldValues, unknown, Plan>({ defaultValues, resolver, mode: 'onChange', shouldFocusError: false });
}

export interface PlanFormParts {
  readonly form: PlanForm;
  /** What the form holds at the moment. */
  readonly values: Tree;
  /** Chooses another option of the union at the path. */
  readonly choose: (path: string, name: string) => void;
  /** Told after an item of a list went or came, so that what was typed for its neighbours' other options stays theirs. */
  readonly itemMoved: (list: string, place: number, how: 'went' | 'came') => void;
}

export const PlanFormContext = createContext<PlanFormParts | undefined>(undefined);

export function usePlanFormParts(): PlanFormParts {
  return present(use(PlanFormContext), 'the form around a field');
}

/** The fields on the page that an issue may belong to: its own, else that of the group or list it stands in. */
export function fieldElement(form: HTMLFormElement | null, path: string): HTMLElement | undefined {
  const names = path.split('.').map((_, i, parts) => parts.slice(0, parts.length - i).join('.'));
  for (const name of names) {
    const elements = [...(form?.elements ?? [])].filter(
      (element): element is HTMLElement => element instanceof HTMLElement,
    );
    const own = elements.find((element) => element.getAttribute('name') === name);
    const inside = own ?? elements.find((element) => element.getAttribute('name')?.startsWith(`${name}.`));
    if (inside) return inside;
  }
  return undefined;
}
