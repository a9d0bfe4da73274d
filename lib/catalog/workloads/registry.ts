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

/** What a system offers, by name. Apart from the systems, for whoever only names one does without what its clients do. */
export function workloadsOf({
  workloads: offered,
}: {
  readonly workloads: readonly string[] | 'structured';
}): readonly string[] {
  if (offered !== 'structured') return offered;
  return workloads.filter(({ structure }) => structure !== undefined).map(({ name }) => name);
}

export function workloadNamed(name: WorkloadName): AnyWorkload {
  const found = findWorkload(name);
  if (found === undefined) throw new Error(`no workload is called ${name}`);
  return found;
}
