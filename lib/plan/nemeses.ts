/** The faults that a plan can ask for, as data; what they do to the network is in `server/nemesis`. */
export const nemesisNames = ['partition-random-halves', 'none'] as const;
export type NemesisName = (typeof nemesisNames)[number];

export const nemeses: readonly { readonly name: NemesisName; readonly title: string; readonly summary: string }[] = [
  {
    name: 'partition-random-halves',
    title: 'Partition into random halves',
    summary: 'Cuts a random minority of the nodes off from the rest, then heals, again and again.',
  },
  { name: 'none', title: 'No faults', summary: 'Leaves the network alone.' },
];
