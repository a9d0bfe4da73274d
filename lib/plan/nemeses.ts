/** The faults that a plan can ask for, as data; what they do to the nodes is in `server/nemesis`. */
import type { ClusterType, SystemDescription } from '../catalog/systems/system';
import type { FaultKind } from '../history/fault';

export const nemesisNames = ['partition-random-halves', 'none', 'partition-leader', 'pause', 'kill'] as const;
export type NemesisName = (typeof nemesisNames)[number];

export interface NemesisDescription {
  readonly name: NemesisName;
  readonly title: string;
  readonly summary: string;
  /** What it makes; nothing where it leaves everything alone. */
  readonly kind?: FaultKind;
}

export const nemeses: readonly NemesisDescription[] = [
  {
    name: 'partition-random-halves',
    title: 'Partition into random halves',
    summary: 'Cuts a random minority of the nodes off from the rest, then heals, again and again.',
    kind: 'cut',
  },
  {
    name: 'partition-leader',
    title: 'Partition with the leader',
    summary: 'Cuts the node that leads off, in a minority, then heals, again and again.',
    kind: 'cut',
  },
  {
    name: 'pause',
    title: 'Pause processes',
    summary: 'Stops the process of the system on some nodes without its noticing (SIGSTOP), then lets it go on.',
    kind: 'pause',
  },
  {
    name: 'kill',
    title: 'Kill processes',
    summary: 'Ends the process of the system on some nodes without warning (SIGKILL), then starts it on its data.',
    kind: 'kill',
  },
  { name: 'none', title: 'No faults', summary: 'Leaves network and processes alone.' },
];

export function nemesisNamed(name: NemesisName): NemesisDescription {
  const found = nemeses.find((nemesis) => nemesis.name === name);
  if (found === undefined) throw new Error(`no fault is called ${name}`);
  return found;
}

/** Whether the plan says whom it hits; a partition parts everybody. */
export function hasTargets(name: NemesisName): boolean {
  const { kind } = nemesisNamed(name);
  return kind === 'pause' || kind === 'kill';
}

/** The faults that can be done to the system on such a cluster; on every one of today that is the network and processes. */
export function possibleFaults({ capabilities }: SystemDescription, _cluster: ClusterType): readonly NemesisName[] {
  return nemeses
    .filter(({ kind }) => kind !== undefined && capabilities.includes(kind === 'cut' ? 'network' : 'process'))
    .map(({ name }) => name);
}
