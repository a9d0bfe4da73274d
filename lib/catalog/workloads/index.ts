/** The workloads there are. To add one, add its folder and its name here. */
import { mutex } from './mutex';
import { register } from './register';
import { registers } from './registers';
import { set } from './set';
import type { Workload } from './workload';

/** In the order in which they are offered. */
const all = [register, registers, mutex, set] as const;

/** A union of all, each with its own options. */
export type DescribedWorkload = (typeof all)[number];
export type WorkloadName = DescribedWorkload['name'];

export const workloads: readonly (Workload & { readonly name: WorkloadName })[] = all;

export const workloadNames: readonly WorkloadName[] = all.map(({ name }) => name);

export function findWorkload(name: string): Workload | undefined {
  return workloads.find((workload) => workload.name === name);
}

export function workloadNamed(name: WorkloadName): Workload {
  const found = findWorkload(name);
  if (found === undefined) throw new Error(`no workload is called ${name}`);
  return found;
}
