/** The names of the nodes that a plan runs on, in order; worker k drives node k, round and round. */
import type { RunPlan } from './plan';

export function nodeNames({ nodes }: Pick<RunPlan['cluster'], 'nodes'>): readonly string[] {
  if (typeof nodes !== 'number') return nodes.map((node) => node.name);
  return Array.from({ length: nodes }, (_, place) => `n${place + 1}`);
}
