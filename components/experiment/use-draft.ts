'use client';
/** The draft of an experiment as the state of a form: what is wrong with it stands beside its fields, as it is typed. */
import { useEffect, useMemo } from 'react';
import { type FieldValues, type Resolver, useForm, useWatch } from 'react-hook-form';
import { resolveExperiment } from '@/lib/plan/experiment';
import {
  type ExperimentDraft,
  experimentOfDraft,
  fieldOfDraft,
  firstExperimentDraft,
} from '@/lib/plan/experiment-draft';
import type { Tree } from '@/lib/plan/tree';
import { sentenceOf } from '../form/form-issues';
import type { FormParts } from '../form/shape-field';

/** @param plan the test in the form */
export function useDraft(plan: Tree, seed: number): { readonly draft: ExperimentDraft; readonly parts: FormParts } {
  const form = useForm({
    defaultValues: firstExperimentDraft(plan, seed) as FieldValues,
    resolver: draftResolver(plan),
  });
  const { trigger, watch } = form;
  const values = useWatch({ control: form.control, compute: (all) => structuredClone(all) });
  // All of it each time: what is typed into one field may be a mistake in another.
  useEffect(() => {
    const { unsubscribe } = watch(() => void trigger());
    return unsubscribe;
  }, [trigger, watch]);
  const parts = useMemo(
    (): FormParts => ({
      form,
      values,
      choicesAt: (_path, { choices = [] }) => choices.map((choice) => ({ ...choice, isPossible: true })),
      isShown: () => true,
      choose: (path, name) => form.setValue(path, name),
      controls: {},
    }),
    [form, values],
  );
  return { draft: values as ExperimentDraft, parts };
}

function draftResolver(plan: Tree): Resolver<FieldValues> {
  return (values) => {
    const draft = values as ExperimentDraft;
    const resolved = resolveExperiment(experimentOfDraft(plan, draft));
    if (resolved.ok) return { values, errors: {} };
    const errors = resolved.error.flatMap(({ path, message }) => {
      const field = fieldOfDraft(draft, path);
      return field === undefined ? [] : [[field, { type: 'experiment', message: sentenceOf(message) }] as const];
    });
    return { values: {}, errors: Object.fromEntries(errors) };
  };
}
