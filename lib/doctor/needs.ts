/** What a test needs of the nodes that it is to run on; of a cluster without a test, what any of the systems may. */
import { findSystem, type SystemName, systems } from '../catalog/systems/registry';
import type { Port } from '../catalog/systems/system';
import { isManaged } from '../plan/managed';
import type { Plan } from '../plan/plan';

export interface Needs {
  readonly systems: readonly SystemNeeds[];
}

export interface SystemNeeds {
  readonly name: SystemName;
  readonly title: string;
  readonly ports: readonly Port[];
  /** Without it the program cannot come from anywhere; otherwise a run brings it. */
  readonly path?: string | undefined;
  /** It is to run there already: no run brings it, or ends what listens on its ports. */
  readonly isRunning?: boolean;
  /** Nothing of it has to be there: no test was named. */
  readonly isOptional?: boolean;
}

export function needsOf(plan: Pick<Plan, 'system'>): Needs {
  const source = 'source' in plan.system ? plan.system.source : undefined;
  const path = source?.from === 'node' ? source.path : undefined;
  return { systems: [{ ...needsOfSystem(plan.system.name, path), isRunning: !isManaged(plan) }] };
}

/** @param names those of the catalog that may run on machines over SSH; without any, all of them */
export function needsOfAny(names: readonly SystemName[] = machineSystems()): Needs {
  return { systems: names.map((name) => ({ ...needsOfSystem(name), isOptional: true })) };
}

export function machineSystems(): readonly SystemName[] {
  return systems.filter(({ clusters }) => clusters.includes('ssh')).map(({ name }) => name);
}

function needsOfSystem(name: SystemName, path?: string): SystemNeeds {
  const system = findSystem(name);
  return { name, title: system?.title ?? name, ports: system?.ports ?? [], ...(path !== undefined && { path }) };
}

/** Each once: both APIs of etcd are one program. */
export function portsOf(needs: Needs): readonly Port[] {
  const all = needs.systems.flatMap(({ ports }) => ports);
  return all.filter((port, place) => all.findIndex(({ number }) => number === port.number) === place);
}
