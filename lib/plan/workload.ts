/** The workload of a plan, with the options of the plan as its own. */
import { type WorkloadName, workloadNamed, workloads } from '../catalog/workloads';
import type { Workload, WorkloadInput } from '../catalog/workloads/workload';
import type { Verdict } from '../checker/linearizable/verdict';
import type { Model } from '../model/model';
import { findModel } from '../model/registry';
import type { Plan } from './plan';

/** Whether the history of a workload is checked while it grows. @param name what a form has so far */
export function isCheckedLive(name: string): boolean {
  return workloads.some((workload) => workload.name === name && workload.judge.isLive);
}

export function workloadOf(plan: Pick<Plan, 'workload'>): Workload {
  return workloadNamed(plan.workload.name);
}

/** Plans of version 1 have one bag of options for all workloads; each takes its own, and a set calls its writes adds. */
export function workloadOptions({ workload }: Pick<Plan, 'workload'>): Readonly<Record<string, unknown>> {
  const { values, mix, clientsPerKey, opsPerKey } = workload;
  const own: Readonly<Record<WorkloadName, Readonly<Record<string, unknown>>>> = {
    register: { values, mix },
    registers: { values, mix, clientsPerKey, opsPerKey },
    mutex: {},
    set: { mix: { read: mix.read, add: mix.write } },
  };
  return own[workload.name];
}

export function workloadInput(plan: Pick<Plan, 'workload' | 'load' | 'seed'>): WorkloadInput {
  return { ...plan.load, seed: plan.seed, options: workloadOptions(plan) };
}

/** The model by which a run's verdict was found. Undefined where the verdict names one that this program does not have. */
export function modelOfVerdict(plan: Pick<Plan, 'workload'>, { model: name }: Verdict): Model | undefined {
  return findModel(name, workloadOf(plan).judge.initial);
}
