/** The faults of the catalog by name: the default first, then those of one need beside each other. */
import { capabilities } from '../capability';
import type { FaultDescription } from './fault';
import * as catalog from './index';

/** A union of all, each with its own options. */
export type DescribedFault = (typeof catalog)[keyof typeof catalog];
export type FaultName = DescribedFault['name'];

type AnyFault = FaultDescription<FaultName>;

const { partitionRandomHalves: first, ...others } = catalog;

export const faults: readonly AnyFault[] = [
  first,
  ...Object.values<AnyFault>(others).toSorted((a, b) => rank(a) - rank(b) || (a.title < b.title ? -1 : 1)),
];

export const faultNames: readonly FaultName[] = faults.map(({ name }) => name);

export function findFault(name: string): AnyFault | undefined {
  return faults.find((fault) => fault.name === name);
}

export function faultNamed(name: FaultName): AnyFault {
  const found = findFault(name);
  if (found === undefined) throw new Error(`no fault is called ${name}`);
  return found;
}

function rank({ needs: [first] }: AnyFault): number {
  return first === undefined ? capabilities.length : capabilities.indexOf(first);
}
