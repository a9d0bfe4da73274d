/** The systems of the catalog by name: those that run on nodes first, then what needs no root, then what needs no nodes. */
import * as catalog from './index';
import { clusterTypes, type ReadLevel, type SystemDescription } from './system';

/** A union of all, each with its own options. */
export type DescribedSystem = (typeof catalog)[keyof typeof catalog];
export type SystemName = DescribedSystem['name'];
/** Of all systems; each system takes its own. */
export type ReadLevelName = DescribedSystem['readLevels'][number]['name'];

type AnySystem = SystemDescription<SystemName, ReadLevel & { readonly name: ReadLevelName }>;

export const systems: readonly AnySystem[] = Object.values<AnySystem>(catalog).toSorted(
  (a, b) => rank(a) - rank(b) || a.title.localeCompare(b.title, 'en'),
);

export const systemNames: readonly SystemName[] = systems.map(({ name }) => name);

export const readLevelNames: readonly ReadLevelName[] = [
  ...new Set(systems.flatMap(({ readLevels }) => readLevels.map(({ name }) => name))),
];

export function findSystem(name: string): AnySystem | undefined {
  return systems.find((system) => system.name === name);
}

export function systemOf(name: SystemName): AnySystem {
  const found = findSystem(name);
  if (found === undefined) throw new Error(`no system is called ${name}`);
  return found;
}

/** The plan's read level, which its schema has found to be one of the system's. */
export function oneOf<Name extends ReadLevelName>(names: readonly Name[], level: ReadLevelName): Name {
  const found = names.find((name) => name === level);
  if (found === undefined) throw new Error(`the read level ${level} is none of ${names.join(', ')}`);
  return found;
}

function rank({ clusters: [first] }: SystemDescription): number {
  return first === undefined ? clusterTypes.length : clusterTypes.indexOf(first);
}
