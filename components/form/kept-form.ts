/** What was typed persists through a failed launch, a closed page and a reload: it is kept for the session of the tab. */
import { present } from '@/lib/base/assert';
import type { Spare } from '@/lib/plan/choose';
import { formOfPlan, planOfForm } from '@/lib/plan/form-plan';
import { formValues } from '@/lib/plan/form-values';
import { demoPreset, presetNamed } from '@/lib/plan/presets';
import { resolvePlan } from '@/lib/plan/resolve';
import { planShape } from '@/lib/plan/shape';
import { isTree, type Tree } from '@/lib/plan/tree';
import { drawSeed } from '../ui/seed';

/** Named anew with the version of the plan, so that a form of an older one is not read as this one's. */
const storageKey = 'clew.form.2';

export interface KeptForm {
  readonly values: Tree;
  readonly spare: Spare;
}

/** The form of the last visit, completed where a newer version has more fields; undefined when there is none. */
export function keptForm(): KeptForm | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null');
    if (!isTree(kept) || !isTree(kept.values)) return undefined;
    return { values: completed(kept.values), spare: (kept.spare ?? {}) as Spare };
  } catch (error) {
    console.warn('the form could not be read', error);
    return undefined;
  }
}

export function keepForm(form: KeptForm): void {
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(form));
  } catch (error) {
    console.warn('the form could not be kept', error);
  }
}

export function firstForm(): KeptForm {
  return { values: presetForm(demoPreset), spare: {} };
}

/** The preset as a form, with a new seed. */
export function presetForm(name: string): Tree {
  const preset = present(presetNamed(name), `the preset ${name}`);
  const resolved = resolvePlan(preset.plan, drawSeed());
  if (!resolved.ok) throw new Error(`the preset ${name} is no plan: ${JSON.stringify(resolved.error)}`);
  return formOfPlan(resolved.value);
}

/** The plan of the form that was typed last, as far as it can be read; else of the first preset. */
export function keptPlan(): Tree {
  return planOfForm((keptForm() ?? firstForm()).values);
}

/** Text stays as it was typed; only what is missing is filled in. */
function completed(values: Tree): Tree {
  return formValues(planShape, values) as Tree;
}
