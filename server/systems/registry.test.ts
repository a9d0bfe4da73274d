import { expect, it } from 'vitest';
import { systemOf } from '@/lib/catalog/systems/registry';
import { workloadNames, workloadsOf } from '@/lib/catalog/workloads/registry';
import { systemImplementations } from './registry';

const names = Object.keys(systemImplementations) as (keyof typeof systemImplementations)[];

it.each(names)('%s has a client for each workload that the catalog offers for it, and for no other', (name) => {
  const workloads = workloadsOf(systemOf(name));
  expect(Object.keys(systemImplementations[name].clients).toSorted()).toEqual(workloads.toSorted());
  expect(workloadNames).toEqual(expect.arrayContaining([...workloads]));
});
