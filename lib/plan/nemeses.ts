/** The fault of a plan of version 1, which has one at most; `none` stands there for no fault. */
import type { Capability } from '../catalog/capability';
import type { FaultDescription } from '../catalog/faults/fault';
import { type FaultName, faultNamed, faultNames, faults } from '../catalog/faults/registry';
import type { ClusterType, SystemDescription } from '../catalog/systems/system';
import type { TargetsName } from '../nemesis/targets';

export type NemesisName = FaultName | 'none';
export const nemesisNames: readonly NemesisName[] = [...faultNames, 'none'];

interface NemesisDescription {
  readonly name: NemesisName;
  readonly title: string;
  readonly summary: string;
}

export const nemeses: readonly NemesisDescription[] = [
  ...faults.map(({ name, title, summary }) => ({ name, title, summary })),
  { name: 'none', title: 'No faults', summary: 'Leaves network and processes alone.' },
];

/** A fault as a plan asks for it. */
export interface ChosenFault {
  readonly fault: FaultDescription<FaultName>;
  /** Of the fault's own schema. */
  readonly options: Record<string, unknown>;
  readonly restSeconds: number;
  readonly durationSeconds: number;
}

interface Nemesis {
  readonly name: NemesisName;
  readonly targets?: TargetsName | undefined;
  readonly restSeconds: number;
  readonly faultSeconds: number;
}

/** The faults that are made beside each other. */
export function chosenFaults({ name, targets, restSeconds, faultSeconds }: Nemesis): readonly ChosenFault[] {
  if (name === 'none') return [];
  const fault = faultNamed(name);
  const options = fault.options.parse(hasTargets(name) ? { targets } : {});
  return [{ fault, options, restSeconds, durationSeconds: faultSeconds }];
}

/** Whether the plan says whom it hits; a partition parts everybody. */
export function hasTargets(name: NemesisName): boolean {
  return name !== 'none' && 'targets' in faultNamed(name).options.shape;
}

/** What a fault may do to the nodes of each. */
const clusterCapabilities: Readonly<Record<ClusterType, readonly Capability[]>> = {
  lab: ['network', 'process'],
  ssh: ['network', 'process'],
  embedded: ['network', 'process'],
  memory: ['network', 'process'],
};

/** The faults that can be done to the system on one of these clusters; without them, on any on which it runs. */
export function possibleFaults(
  { capabilities, clusters }: SystemDescription,
  among: readonly ClusterType[] = clusters,
): readonly FaultName[] {
  const has = (cluster: ClusterType) => (need: Capability) =>
    capabilities.includes(need) && clusterCapabilities[cluster].includes(need);
  return faults.filter(({ needs }) => among.some((cluster) => needs.every(has(cluster)))).map(({ name }) => name);
}
