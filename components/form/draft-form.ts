'use client';
/** The form's state: a draft, validated by resolving the plan it describes. */
import { type FieldErrors, type Resolver, type UseFormReturn, useForm } from 'react-hook-form';
import { type Draft, draftIssues, planOfDraft } from '@/lib/plan/draft';
import type { PlanIssue } from '@/lib/plan/issues';
import type { Plan } from '@/lib/plan/plan';
import { resolvePlan } from '@/lib/plan/resolve';

export type DraftForm = UseFormReturn<Draft, unknown, Draft>;

const resolver: Resolver<Draft, unknown, Draft> = (draft) => {
  const resolved = resolvePlan(planOfDraft(draft));
  return resolved.ok ? { values: draft, errors: {} } : { values: {}, errors: fieldErrors(draft, resolved.error) };
};

/** The first issue of each field; one at a time is enough to read. */
function fieldErrors(draft: Draft, issues: readonly PlanIssue[]): FieldErrors<Draft> {
  const firstLast = draftIssues(draft, issues).toReversed();
  return Object.fromEntries(
    firstLast.map(({ field = 'name', message }) => [field, { type: 'plan', message: sentenceOf(message) }]),
  );
}

export function sentenceOf(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}

export function useDraftForm(defaultValues: Draft): DraftForm {
  return useForm<Draft, unknown, Draft>({ defaultValues, resolver, mode: 'onChange', shouldFocusError: false });
}

/** The plan that the draft describes, when it describes one. */
export function planNow(draft: Draft): Plan | undefined {
  const resolved = resolvePlan(planOfDraft(draft));
  return resolved.ok ? resolved.value : undefined;
}
