/** What of the catalog fits together: a form offers only that. */
import { findSystem } from '../catalog/systems/registry';
import { clusterTypes } from '../catalog/systems/system';
import { findWorkload, workloadsOf } from '../catalog/workloads/registry';
import { possibleFaults } from './faults';
import { type FieldChoice, optionsOf, type Shape } from './shape';
import { isTree, type Tree } from './tree';

export interface OfferedChoice extends FieldChoice {
  readonly isPossible: boolean;
}

/** What can be chosen at a path, in words. What a person may be looking for is there also where it is not possible. */
export function choicesAt(path: string, shape: Shape, plan: Tree): readonly OfferedChoice[] {
  const possible = possibleAt(path, plan);
  const choices = choicesOf(path, shape, plan).map((choice) => ({
    ...choice,
    isPossible: possible?.includes(choice.name) ?? true,
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
  const cluster = clusterTypes.find((type) => type === nameIn(plan.cluster, 'type'));
  return cluster && possibleFaults(system, [cluster]);
}

/** Some fields mean something only with some systems and workloads. */
export function isFieldShown(path: string, plan: Tree): boolean {
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
  if (shape.choices) return shape.choices;
  const options = optionsOf(shape);
  if (options.length === 0) return (shape.enum ?? []).map((name) => ({ name, title: name }));
  return options.map(({ name, shape: { title = name, hint } }) => ({ name, title, ...(hint && { summary: hint }) }));
}

function nameIn(group: unknown, field: string): string {
  return isTree(group) ? String(group[field]) : '';
}
