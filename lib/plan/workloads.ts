/** The workloads that a plan can ask for, as data; the operations they make are in `lib/workload`. */
export const workloadNames = ['register'] as const;
export type WorkloadName = (typeof workloadNames)[number];

export const workloads: readonly { readonly name: WorkloadName; readonly title: string; readonly summary: string }[] = [
  {
    name: 'register',
    title: 'One register',
    summary: 'Reads, writes and compare-and-sets of small numbers on a single key, judged as a cas-register.',
  },
];
