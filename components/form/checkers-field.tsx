'use client';
/** What is asked of the history: the workload's own checkers, which always are, and any others of the registry. */
import { findWorkload } from '@/lib/catalog/workloads/registry';
import { namedCheckers } from '@/lib/checker/names';
import { choicesAt } from '@/lib/plan/possible';
import type { Shape } from '@/lib/plan/shape';
import { CheckField } from '../ui/check-field';
import { usePlanFormParts } from './plan-form';

export function CheckersField({ path, shape }: { readonly path: string; readonly shape: Shape }) {
  const { form, values } = usePlanFormParts();
  const { name: workload } = values.workload as { readonly name: string };
  const { model, checkers: named = [] } = findWorkload(workload)?.judge ?? {};
  const own: readonly string[] = model === undefined ? named : ['linearizability', ...named];
  const added = (form.getValues(path) ?? []) as readonly string[];
  const { summary: inOneOrder } = namedCheckers.linearizability;
  const linearizability = { name: 'linearizability', title: 'linearizability', summary: inOneOrder };
  const offered = choicesAt(path, shape.items ?? shape, values);
  const choices = (model === undefined ? offered : [linearizability, ...offered]).map(({ name, title, summary }) => ({
    value: name,
    title,
    isDisabled: own.includes(name),
    ...(summary !== undefined && { sentence: summary }),
  }));
  return (
    <CheckField
      label={shape.title ?? path}
      choices={choices}
      chosen={[...own, ...added]}
      onChoose={(chosen) =>
        form.setValue(
          path,
          chosen.filter((name) => !own.includes(name)),
          { shouldDirty: true, shouldValidate: true },
        )
      }
    />
  );
}
