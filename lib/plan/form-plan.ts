/** From a plan to what its form holds, and back. */
import { formValues, planInput } from './form-values';
import type { Plan, PlanInput } from './plan';
import { isFieldShown } from './possible';
import { planShape } from './shape';
import type { Tree } from './tree';

/** Every field of the plan, and those that it leaves out, empty. */
export function formOfPlan(plan: Plan | PlanInput): Tree {
  return formValues(planShape, plan) as Tree;
}

/** The plan that the form describes, to be resolved. A switch that is not shown is off. */
export function planOfForm(values: Tree): Tree {
  const plan = planInput(planShape, values) as Tree & { readonly client: Tree; readonly checker: Tree };
  const isOn = (path: string, value: unknown) => value === true && isFieldShown(path, values);
  return {
    ...plan,
    client: { ...plan.client, tracksIndex: isOn('client.tracksIndex', plan.client.tracksIndex) },
    checker: { ...plan.checker, stopAtViolation: isOn('checker.stopAtViolation', plan.checker.stopAtViolation) },
  };
}
