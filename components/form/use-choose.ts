'use client';
/** Another option at a path; with another system also what else it needs, because the person did not make that mistake. */
import { choose as chosenOption, type Spare } from '@/lib/plan/choose';
import { possibleAt } from '@/lib/plan/possible';
import { presetNamed } from '@/lib/plan/presets';
import { shapeAt } from '@/lib/plan/shape';
import { formIssues } from './form-issues';
import type { PlanForm } from './plan-form';

export function useChoose(form: PlanForm, spare: Spare, setSpare: (spare: Spare) => void) {
  const choose = (path: string, name: string, before: Spare): Spare => {
    const shape = shapeAt(path, form.getValues());
    if (!shape) return before;
    const next = chosenOption({ path, shape, value: form.getValues(path), name }, before);
    form.clearErrors(path);
    form.setValue(path, next.value, { shouldDirty: true });
    return next.spare;
  };
  const adapt = (before: Spare): Spare => {
    const unfit = (path: string, value: unknown) => {
      const possible = possibleAt(path, form.getValues());
      return possible?.some((one) => one === value) ? undefined : possible?.[0];
    };
    const level = unfit('client.readLevel', form.getValues('client.readLevel'));
    if (level !== undefined) form.setValue('client.readLevel', level, { shouldValidate: true });
    return (['cluster.type', 'workload.name'] as const).reduce((kept, field) => {
      const [path = ''] = field.split('.');
      const first = unfit(path, form.getValues(field));
      return first === undefined ? kept : choose(path, first, kept);
    }, before);
  };
  /** A preset's name would say of the test what it is no more. */
  const rename = () => {
    const system: string = form.getValues('system.name');
    const preset = presetNamed(form.getValues('name'));
    if (preset && preset.system !== system) {
      form.setValue('name', `${system}-${form.getValues('workload.name')}`, { shouldDirty: true });
    }
  };
  return (path: string, name: string) => {
    const kept = choose(path, name, spare);
    setSpare(path === 'system' ? adapt(kept) : kept);
    if (path === 'system') rename();
    const wrong = formIssues(form.formState.errors).map((issue) => issue.path);
    if (wrong.length > 0) void form.trigger(wrong.filter((other) => !other.startsWith(`${path}.`)));
  };
}
