/** The faults of a plan, as they are made beside each other, and those that a system and a cluster allow. */
import type { Capability } from '../catalog/capability';
import type { FaultDescription } from '../catalog/faults/fault';
import { type FaultName, faultNamed, faults } from '../catalog/faults/registry';
import { givenChoice } from '../catalog/faults/targets';
import type { ClusterType, SystemDescription } from '../catalog/systems/system';
import { choiceOptionOf } from './fault-title';
import { type Moments, momentsIn } from './moments';
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
  /** Instead of the rhythm. */
  readonly moments?: readonly Moments[] | undefined;
}

export function chosenFaults(chosen: Plan['faults']): readonly ChosenFault[] {
  return chosen.map(({ name, restSeconds, durationSeconds, firstStartSeconds, repetitions, at, ...own }) => {
    const fault = faultNamed(name);
    const options = fault.options.parse(own);
    const moments = momentsIn(at);
    return { fault, options, restSeconds, durationSeconds, firstStartSeconds, repetitions, moments };
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
  lab: ['network', 'latency', 'packets', 'process', 'power'],
  ssh: ['network', 'latency', 'packets', 'process'],
  embedded: ['network', 'latency', 'process'],
  memory: ['network', 'process'],
};

/** A system that lets its network be cut lets it be disturbed, and one that may be killed loses its power, too. */
const partsOf: Readonly<Partial<Record<Capability, Capability>>> = {
  latency: 'network',
  packets: 'network',
  power: 'process',
};

const noPower = 'only nodes of a lab have disks that forget what was not flushed';

const clusterReasons: Readonly<Record<ClusterType, Partial<Record<Capability, string>>>> = {
  lab: {},
  ssh: { power: noPower },
  embedded: { packets: 'the links of an embedded cluster are streams, which lose nothing', power: noPower },
  memory: {
    latency: 'nodes in memory send no packets',
    packets: 'nodes in memory send no packets',
    power: noPower,
  },
};

/** The faults that can be done to the system on one of these clusters; without them, on any on which it runs. */
export function possibleFaults(
  { capabilities, clusters }: SystemDescription,
  among: readonly ClusterType[] = clusters,
): readonly FaultName[] {
  const allows = (need: Capability) => capabilities.includes(partsOf[need] ?? need);
  const has = (cluster: ClusterType) => (need: Capability) =>
    allows(need) && clusterCapabilities[cluster].includes(need);
  return faults.filter(({ needs }) => among.some((cluster) => needs.every(has(cluster)))).map(({ name }) => name);
}

/** Why a fault cannot be had there, as a sentence goes on after a colon; undefined where it can. */
export function impossibility(name: FaultName, system: SystemDescription, cluster: ClusterType): string | undefined {
  if (possibleFaults(system, [cluster]).includes(name)) return undefined;
  for (const need of faultNamed(name).needs) {
    if (!clusterCapabilities[cluster].includes(need)) {
      return clusterReasons[cluster][need] ?? `the cluster has no ${need} that a fault could reach`;
    }
  }
  return `${system.title} does not take it`;
}
