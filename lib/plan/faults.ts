/** The faults of a plan, as they are made beside each other, and those that a system and a cluster allow. */
import type { Capability } from '../catalog/capability';
import type { FaultDescription } from '../catalog/faults/fault';
import { type FaultName, faultNamed, faults } from '../catalog/faults/registry';
import { givenChoice } from '../catalog/faults/targets';
import type { ClusterType, SystemDescription } from '../catalog/systems/system';
import { choiceOptionOf } from './fault-title';
import type { Plan } from './plan';
import type { Tree } from './tree';

/** A fault as a plan asks for it. */
export interface ChosenFault {
  readonly fault: FaultDescription<FaultName>;
  /** Of the fault's own schema. */
  readonly options: Record<string, unknown>;
  readonly restSeconds: number;
  readonly durationSeconds: number;
  readonly firstStartSeconds?: number | undefined;
  readonly repetitions?: number | undefined;
}

export function chosenFaults(chosen: Plan['faults']): readonly ChosenFault[] {
  return chosen.map(({ name, restSeconds, durationSeconds, firstStartSeconds, repetitions, ...own }) => {
    const fault = faultNamed(name);
    const options = fault.options.parse(own);
    return { fault, options, restSeconds, durationSeconds, firstStartSeconds, repetitions };
  });
}

/** The nodes that a fault of a plan names; undefined where it draws its own. */
export function givenNodesOf(chosen: Plan['faults'][number]): readonly string[] | undefined {
  const told = choiceOptionOf(faultNamed(chosen.name));
  if (told === undefined || (chosen as Tree)[told.option] !== givenChoice) return undefined;
  const { nodes } = chosen as Tree;
  return Array.isArray(nodes) ? nodes.map(String) : [];
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
