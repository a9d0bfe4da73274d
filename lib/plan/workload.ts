/** The workload of a plan, with the options of the plan as its own. */
import { workloadNamed } from '../catalog/workloads/registry';
import type { Workload, WorkloadInput } from '../catalog/workloads/workload';
import type { Verdict } from '../checker/linearizable/verdict';
import type { Model } from '../model/model';
import { findModel } from '../model/registry';
import { paceOf } from './load';
import type { Plan } from './plan';
import type { Tree } from './tree';

export function workloadOf(plan: Pick<Plan, 'workload'>): Workload {
  return workloadNamed(plan.workload.name);
}

export function workloadOptions({ workload: { name: _, ...options } }: Pick<Plan, 'workload'>): Tree {
  return options;
}

export function workloadInput(plan: Pick<Plan, 'workload' | 'load' | 'seed'>): WorkloadInput {
  const { concurrency, timeLimitSeconds } = plan.load;
  return { concurrency, timeLimitSeconds, pace: paceOf(plan), seed: plan.seed, options: workloadOptions(plan) };
}

/** The model by which a run's verdict was found. Undefined where the verdict names one that this program does not have. */
export function modelOfVerdict(plan: Pick<Plan, 'workload'>, { model: name }: Verdict): Model | undefined {
  return findModel(name, workloadOf(plan).judge.initial);
}
