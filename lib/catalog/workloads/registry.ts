/** The workloads of the catalog by name: the default first, the others by title. */
import * as catalog from './index';
import type { Workload } from './workload';

/** A union of all, each with its own options. */
export type DescribedWorkload = (typeof catalog)[keyof typeof catalog];
export type WorkloadName = DescribedWorkload['name'];

type AnyWorkload = Workload & { readonly name: WorkloadName };

const { register: first, ...others } = catalog;

export const workloads: readonly AnyWorkload[] = [
  first,
  ...Object.values<AnyWorkload>(others).toSorted((a, b) => a.title.localeCompare(b.title, 'en')),
];

export const workloadNames: readonly WorkloadName[] = workloads.map(({ name }) => name);

export function findWorkload(name: string): AnyWorkload | undefined {
  return workloads.find((workload) => workload.name === name);
}

export function workloadNamed(name: WorkloadName): AnyWorkload {
  const found = findWorkload(name);
  if (found === undefined) throw new Error(`no workload is called ${name}`);
  return found;
}
