'use client';
/** Versions that are one click away; a click fills in the fields below, so that nothing is chosen that cannot be seen. */
import { findSystem } from '@/lib/catalog/systems/registry';
import type { Source } from '@/lib/catalog/systems/source';
import { formValues, planInput } from '@/lib/plan/form-values';
import type { Shape } from '@/lib/plan/shape';
import { isTree } from '@/lib/plan/tree';
import { usePlanFormParts } from './plan-form';

export function VersionOffers({ path, shape }: { readonly path: string; readonly shape: Shape }) {
  const { form, values, choose } = usePlanFormParts();
  const system = isTree(values.system) ? values.system : {};
  const offers = findSystem(String(system.name))?.versions ?? [];
  if (offers.length < 2) return null;
  const current = JSON.stringify(planInput(shape, form.getValues(path)));
  const take = (source: Source) => {
    choose(path, source.from);
    form.setValue(path, formValues(shape, source), { shouldDirty: true, shouldValidate: true });
  };
  return (
    <fieldset className="flex flex-wrap items-center gap-1">
      <legend className="sr-only">Known versions</legend>
      {offers.map(({ title, source }) => (
        <button
          key={title}
          type="button"
          aria-pressed={JSON.stringify(source) === current}
          onClick={() => take(source)}
          className="h-8 rounded-6 border border-edge px-2 text-13 text-muted hover:text-ink aria-pressed:border-accent aria-pressed:bg-accent/12 aria-pressed:font-medium aria-pressed:text-ink"
        >
          {title}
        </button>
      ))}
    </fieldset>
  );
}
