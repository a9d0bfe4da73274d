/** The workload of a plan, with the options of the plan as its own. */
import { workloadNamed } from '../catalog/workloads/registry';
import type { Workload, WorkloadInput } from '../catalog/workloads/workload';
import type { Verdict } from '../checker/linearizable/verdict';
import type { Model } from '../model/model';
import { findModel } from '../model/registry';
import { importedWorkload } from './imported-plan';
import { paceOf } from './load';
import type { Plan, RunPlan } from './plan';
import type { Tree } from './tree';

/** Asked again and again, and the same each time. */
const imported = new WeakMap<object, Workload>();

export function workloadOf({ workload }: Pick<RunPlan, 'workload'>): Workload {
  if (workload.name !== 'history') return workloadNamed(workload.name);
  const known = imported.get(workload) ?? importedWorkload(workload);
  imported.set(workload, known);
  return known;
}

export function workloadOptions({ workload: { name: _, ...options } }: Pick<Plan, 'workload'>): Tree {
  return options;
}

export function workloadInput(plan: Pick<Plan, 'workload' | 'load' | 'seed'>): WorkloadInput {
  const { concurrency, timeLimitSeconds } = plan.load;
  return { concurrency, timeLimitSeconds, pace: paceOf(plan), seed: plan.seed, options: workloadOptions(plan) };
}

/** The model by which a run's verdict was found. Undefined where the verdict names one that this program does not have. */
export function modelOfVerdict(plan: Pick<RunPlan, 'workload'>, { model: name }: Verdict): Model | undefined {
  return findModel(name, workloadOf(plan).judge.initial);
}
