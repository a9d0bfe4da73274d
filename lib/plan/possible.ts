/** What of the catalog fits together: a form offers only that. */
import { findFault } from '../catalog/faults/registry';
import { givenChoice } from '../catalog/faults/targets';
import { findSystem } from '../catalog/systems/registry';
import { type ClusterType, clusterTypes } from '../catalog/systems/system';
import { findWorkload, workloadsOf } from '../catalog/workloads/registry';
import { maxNodeCount } from './cluster';
import { choiceOptionOf } from './fault-title';
import { impossibility, possibleFaults } from './faults';
import { parseHosts } from './hosts';
import { touchesSystem } from './managed';
import { nodeNames } from './nodes';
import { type FieldChoice, optionsOf, type Shape } from './shape';
import { isTree, type Tree } from './tree';

export interface OfferedChoice extends FieldChoice {
  readonly isPossible: boolean;
  /** Why it is not. */
  readonly reason?: string;
}

/** What can be chosen at a path, in words. What a person may be looking for is there also where it is not possible. */
export function choicesAt(path: string, shape: Shape, plan: Tree): readonly OfferedChoice[] {
  const possible = possibleAt(path, plan);
  const choices = choicesOf(path, shape, plan).map((choice) => ({
    ...choice,
    isPossible: possible?.includes(choice.name) ?? true,
    ...reasonAt(path, choice.name, plan),
  }));
  return path === 'workload' ? choices.filter(({ isPossible }) => isPossible) : choices;
}

/** The names that the system and the cluster of the plan allow; undefined where they have no say. */
export function possibleAt(path: string, plan: Tree): readonly string[] | undefined {
  const system = findSystem(nameIn(plan.system, 'name'));
  if (system === undefined) return undefined;
  if (path === 'cluster') return system.clusters;
  if (path === 'client.readLevel') return system.readLevels.map(({ name }) => name);
  if (path === 'workload') return workloadsOf(system);
  if (!/^faults\.\d+$/.test(path)) return undefined;
  const cluster = clusterIn(plan);
  const possible = cluster && possibleFaults(system, [cluster]);
  return isRunningIn(plan) ? possible?.filter((fault) => !touchesSystem(fault)) : possible;
}

function reasonAt(path: string, choice: string, plan: Tree): Pick<OfferedChoice, 'reason'> {
  const fault = /^faults\.\d+$/.test(path) ? findFault(choice) : undefined;
  const system = findSystem(nameIn(plan.system, 'name'));
  const cluster = clusterIn(plan);
  const isRefused = fault && isRunningIn(plan) && touchesSystem(fault.name);
  const reason = isRefused
    ? 'it is not ours to touch: system.manage is off'
    : fault && system && cluster && impossibility(fault.name, system, cluster);
  return reason === undefined ? {} : { reason };
}

function isRunningIn({ system }: Tree): boolean {
  return isTree(system) && system.manage === false;
}

function clusterIn(plan: Tree): ClusterType | undefined {
  return clusterTypes.find((type) => type === nameIn(plan.cluster, 'type'));
}

/** Some fields mean something only with some systems and workloads. */
export function isFieldShown(path: string, plan: Tree): boolean {
  const rhythmic = /^faults\.(\d+)\.(restSeconds|durationSeconds|firstStartSeconds|repetitions)$/.exec(path)?.[1];
  if (rhythmic !== undefined) return ['', 'undefined'].includes(nameIn(faultAt(plan, rhythmic), 'at'));
  const place = givenNodesAt(path);
  if (place !== undefined) return isAskedFor(faultAt(plan, place));
  switch (path) {
    case 'client.tracksIndex':
      return findSystem(nameIn(plan.system, 'name'))?.tellsIndex ?? false;
    case 'checker.stopAtViolation':
      return findWorkload(nameIn(plan.workload, 'name'))?.judge.isLive ?? false;
    case 'load.delaySeconds':
      return nameIn(plan.load, 'kind') !== 'open';
    case 'load.ratePerSecond':
      return nameIn(plan.load, 'kind') === 'open';
    case 'workload.values':
      return !(isTree(plan.workload) && plan.workload.uniqueValues === true);
    default:
      return true;
  }
}

function choicesOf(path: string, shape: Shape, plan: Tree): readonly FieldChoice[] {
  if (path === 'client.readLevel') {
    const levels = findSystem(nameIn(plan.system, 'name'))?.readLevels ?? [];
    return levels.map(({ name, title, promise }) => ({ name, title, summary: promise }));
  }
  if (givenNodesAt(path) !== undefined) return nodesIn(plan).map((name) => ({ name, title: name }));
  if (shape.choices) return shape.choices;
  const options = optionsOf(shape);
  if (options.length === 0) return (shape.enum ?? []).map((name) => ({ name, title: name }));
  return options.map(({ name, shape: { title = name, hint } }) => ({ name, title, ...(hint && { summary: hint }) }));
}

/** The place in the list of the fault whose nodes a path leads to. */
function givenNodesAt(path: string): string | undefined {
  return /^faults\.(\d+)\.nodes$/.exec(path)?.[1];
}

function faultAt({ faults }: Tree, place: string): unknown {
  return Array.isArray(faults) ? faults[Number(place)] : undefined;
}

/** Nodes are named where the choice of whom to hit leaves it to that; a fault without such a choice may count them. */
function isAskedFor(fault: unknown): boolean {
  const found = findFault(nameIn(fault, 'name'));
  const told = found && choiceOptionOf(found);
  const isChoice = told?.choices.some(({ name }) => name === givenChoice) ?? false;
  return !isChoice || nameIn(fault, told?.option ?? '') === givenChoice;
}

/** Also of a form, which holds numbers and machines as text. */
function nodesIn({ cluster }: Tree): readonly string[] {
  const nodes = isTree(cluster) ? cluster.nodes : undefined;
  if (Array.isArray(nodes)) return nodes.map((node) => nameIn(node, 'name'));
  if (nameIn(cluster, 'type') === 'ssh') return parseHosts(String(nodes ?? '')).map(({ name }) => name);
  const count = Math.min(Number(nodes), maxNodeCount);
  return count > 0 ? nodeNames({ nodes: Math.floor(count) }) : [];
}

function nameIn(group: unknown, field: string): string {
  return isTree(group) ? String(group[field]) : '';
}
