/** What the parts of a plan ask of each other, which no field can say by itself. */
import type * as z from 'zod/mini';
import { systemOf } from '../catalog/systems/registry';
import { workloadNamed, workloadsOf } from '../catalog/workloads/registry';
import { givenNodesOf, impossibility, possibleFaults } from './faults';
import { isManaged, touchesSystem } from './managed';
import { nodeNames } from './nodes';
import type { Plan } from './plan';

export function planRules(plan: Plan, context: z.core.$RefinementCtx): void {
  const system = systemOf(plan.system.name);
  const { name, readLevels, clusters, tellsIndex = false } = system;
  const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
  const mustBeOneOf = (path: (string | number)[], value: string, possible: readonly string[]) => {
    if (!possible.includes(value)) refuse(path, `must be ${possible.join(' or ')} with ${name}`);
  };
  if (!clusters.includes(plan.cluster.type)) {
    refuse(['cluster', 'type'], `${name} runs on ${clusters.join(' or ')}, not on ${plan.cluster.type}`);
  }
  const { name: _, ...options } = plan.system;
  const maxNodes = system.maxNodes?.(options);
  if (maxNodes !== undefined && nodeNames(plan.cluster).length > maxNodes) {
    refuse(['cluster', 'nodes'], `must be ${maxNodes} with ${name} as it is chosen`);
  }
  const levels = readLevels.map((level) => level.name);
  mustBeOneOf(['client', 'readLevel'], plan.client.readLevel, levels);
  if (plan.client.tracksIndex && !tellsIndex) {
    refuse(['client', 'tracksIndex'], `must be false with ${name}, whose answers carry no index`);
  }
  mustBeOneOf(['workload', 'name'], plan.workload.name, workloadsOf(system));
  if (plan.load.kind === 'open' && workloadNamed(plan.workload.name).isClosed) {
    refuse(['load', 'kind'], `must be closed with ${plan.workload.name}, whose clients wait for each other`);
  }
  if (!isManaged(plan) && plan.cluster.type !== 'ssh') {
    refuse(
      ['cluster', 'type'],
      'must be ssh with system.manage false: nothing runs yet on nodes that are made for a run',
    );
  }
  for (const [place, fault] of plan.faults.entries()) {
    const impossible = impossibility(fault.name, system, plan.cluster.type);
    if (impossible !== undefined) {
      const others = possibleFaults(system, [plan.cluster.type]).join(' or ');
      refuse(['faults', place, 'name'], `cannot be ${fault.name}: ${impossible}; choose ${others || 'no fault'}`);
    }
    if (!isManaged(plan) && touchesSystem(fault.name)) {
      refuse(
        ['faults', place, 'name'],
        'cannot be with system.manage false: only the network of a system that is not ours is broken',
      );
    }
    const named = givenNodesOf(fault);
    const nodes = nodeNames(plan.cluster);
    if (named?.length === 0) refuse(['faults', place, 'nodes'], `must name some of ${nodes.join(', ')}`);
    const stranger = named?.find((name) => !nodes.includes(name));
    if (stranger !== undefined) {
      refuse(['faults', place, 'nodes'], `${stranger} is no node of the cluster: ${nodes.join(', ')}`);
    }
  }
  if (plan.checker.stopAtViolation && !workloadNamed(plan.workload.name).judge.isLive) {
    refuse(
      ['checker', 'stopAtViolation'],
      `cannot be with ${plan.workload.name}, which is checked only when the test is over`,
    );
  }
}
