/** The workloads that a plan can ask for, as data; the operations they make are in `lib/workload`. */
export const workloadNames = ['register', 'registers', 'mutex', 'set'] as const;
export type WorkloadName = (typeof workloadNames)[number];

export const workloads: readonly { readonly name: WorkloadName; readonly title: string; readonly summary: string }[] = [
  {
    name: 'register',
    title: 'One register',
    summary: 'Reads, writes and compare-and-sets of small numbers on a single key, judged as a cas-register.',
  },
  {
    name: 'registers',
    title: 'Many registers',
    summary: 'The same on one key after another, a few clients at a time on each; every key is judged by itself.',
  },
  {
    name: 'mutex',
    title: 'A lock',
    summary: 'Every client acquires one lock and releases it again, judged as a mutex.',
  },
  {
    name: 'set',
    title: 'A set',
    summary: 'Adds of unique elements and reads of them all; no acknowledged element may be lost.',
  },
];

/** Whether its history is checked while it grows; what is judged key by key, or by no model, is checked at the end. */
export function isWatched(name: string): boolean {
  return name === 'register' || name === 'mutex';
}
